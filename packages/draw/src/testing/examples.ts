import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Graph, graphFiles, kindContext, readGraph } from "@baton/core";
import { kinds } from "@baton/nodes";

const here = join(import.meta.dirname, "examples");
const graphs = join(import.meta.dirname, "../../../../graphs");

function read(root: string, folder: string, name: string): Graph {
  const text = (path: string): string | undefined => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : undefined);
  const { graph } = readGraph({ root, read: text }, kinds);
  if (graph === undefined) throw new Error(`${name} cannot be read.`);
  return graph;
}

/** The format's examples, whose files are only named, and the graphs of the workspace, by name. */
export const examples: readonly (readonly [name: string, graph: Graph])[] = [
  ...readdirSync(here).map((file) => [file, read(file, here, file)] as const),
  ...readdirSync(graphs)
    .filter((name) => existsSync(join(graphs, name, "graph.yaml")))
    .map((name) => [name, read("graph.yaml", join(graphs, name), name)] as const),
];

/** One of them. */
export function example(name: string): Graph {
  const found = examples.find(([each]) => each === name);
  if (found === undefined) throw new Error(`There is no example ${name}.`);
  return found[1];
}

/** A graph from its nodes and edges; everything else is left out. */
export function drawable(nodes: Readonly<Record<string, object>>, edges: readonly (string | object)[], more: object = {}): Graph {
  const { graph } = readGraph(graphFiles({ baton: 1, id: "small", nodes, edges, ...more }), kinds);
  if (graph === undefined) throw new Error("It cannot be read.");
  return graph;
}

/** A graph of one node, with the same title everywhere that has one. */
export function titled(title: string): Graph {
  const nodes = new Map([...oneNode.nodes].map(([id, node]) => [id, { ...node, title }]));
  return { ...oneNode, title, goal: title, nodes };
}

const oneNode = drawable({ a: { kind: "transform" } }, ["start -> a", "a -> end"]);

/** The lines that a drawing of a graph has, by the edges' texts. */
export function linesOf({ start, edges }: Graph): readonly string[] {
  const name = (target: Graph["start"]): string => (target.type === "node" ? target.node : `end.${target.outcome}`);
  return [
    `start -> ${name(start)}`,
    ...new Set(edges.flatMap(({ id, otherwise }) => [id, ...(otherwise === undefined ? [] : [`${id} else ${name(otherwise)}`])])),
  ].sort();
}

/** Every node that a graph has, or that an edge or another node names. */
export function nodesOf(graph: Graph): readonly string[] {
  const targets = [graph.start, ...graph.edges.flatMap(({ to, otherwise }) => [to, ...(otherwise === undefined ? [] : [otherwise])])];
  const named = [...graph.nodes.values()].flatMap((node) =>
    (kinds.get(node.kind)?.nodes(node.config, kindContext(graph, kinds, { tools: {} }, node)) ?? []).map((use) => use.node),
  );
  const wired = [...graph.edges.map(({ from }) => from.node), ...targets.flatMap((to) => (to.type === "node" ? [to.node] : []))];
  return [...new Set([...graph.nodes.keys(), ...named, ...wired])].sort();
}

/** Titles that would break a drawing that takes them as they are. */
export const hostileTitles: readonly string[] = [
  `"quotes" 'and' \`ticks\``,
  "[a] {b} (c) <d> |e|",
  "a --> b",
  "end",
  "<script>alert(1)</script>",
  "</text></svg><script>alert(1)</script>",
  "]]>--><!-- & &amp; &#x3c;",
  "one\ntwo\r\n  three\u2028four\u0000",
  "👩‍👩‍👧‍👦 émoji ﷽ \u202eright to left",
  "%%{init: {'theme': 'dark'}}%%",
  "#quot; #35; ;;; :::start",
  "1. list",
  "- list\n- list",
  "\ud800 half a character",
  "click a href 'javascript:alert(1)'",
  "x".repeat(5000),
  " ",
];
