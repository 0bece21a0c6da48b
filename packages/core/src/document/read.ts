import { kindContext } from "../kind/context.ts";
import { ownedKeys } from "../kind/owners.ts";
import { z } from "zod";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Json, JsonObject, JsonSchema } from "../json.ts";
import type { Kinds } from "../kind/kind.ts";
import { entriesOf, itemsOf, readChannel, readLimits, readPolicy } from "./expand.ts";
import { nameProblem } from "./fields.ts";
import { type GraphFiles, own } from "./files.ts";
import type { Channel, Edge, EdgeTarget, Graph, GraphNode, Policy, Prompt } from "./graph.ts";
import { hashDocument } from "./hash.ts";
import { unknownKey } from "./issues.ts";
import { type ReadNode, readNode, withWrites } from "./nodes.ts";
import { readPrompt } from "./prompt.ts";
import { openNamed, parseAt, type Place, type Reading, report } from "./reading.ts";
import { newReferences, type References, schemaKey } from "./references.ts";
import { isObject } from "./render.ts";
import { formatVersion, topShape } from "./schema.ts";
import { parseSource, type Source } from "./source.ts";
import { type Family, newFamily, readSubgraphs } from "./subgraphs.ts";
import { readWire, toEdge, type Wire } from "./wires.ts";

/** What reading a folder gives. */
export interface ReadResult {
  /** What could be understood; undefined if the document is no mapping, or of a newer format. Nodes that did not parse are left out. */
  readonly graph: Graph | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, the document first. */
  readonly sources: ReadonlyMap<string, Source>;
  /** The document as authored. */
  readonly document: Json | undefined;
  /** The graphs that it contains and that could be read, by reference as written. */
  readonly subgraphs: ReadonlyMap<string, ReadResult>;
}

const topKeys = [...Object.keys(topShape), "nodes", "defaults"];

/**
 * Reads a graph's folder and the graphs inside it: expands every shorthand, resolves every file, and reports all problems of the graph itself at
 * once. Pure; runs nothing. With what an earlier reading gave, nodes and data that are as they were are the same objects again.
 */
export function readGraph(files: GraphFiles, kinds: Kinds, before?: ReadResult): ReadResult {
  return readWithin(files, kinds, newFamily(), before);
}

function readWithin(files: GraphFiles, kinds: Kinds, family: Family, before?: ReadResult): ReadResult {
  const text = files.read(files.root);
  const root = parseSource(files.root, text ?? "", "document", before?.sources.get(files.root));
  const reading: Reading = { files, sources: new Map([[files.root, root]]), diagnostics: [...root.problems] };
  const finish = (graph: Graph | undefined, subgraphs: ReadResult["subgraphs"] = new Map()): ReadResult => ({
    graph,
    diagnostics: reading.diagnostics,
    sources: reading.sources,
    document: root.data,
    subgraphs,
  });
  const whole: Place = { source: root, path: [] };
  if (text === undefined) {
    report(reading, whole, "BT100", `There is no file \`${files.root}\`; a graph is a folder with that file in it.`);
    return finish(undefined);
  }
  const document = root.data;
  if (!isObject(document)) {
    if (root.problems.length === 0) report(reading, whole, "BT112", "A graph document is a mapping that begins with `baton: 1`.");
    return finish(undefined);
  }
  const version = own(document, "baton");
  if (typeof version === "number" && version > formatVersion) {
    report(
      reading,
      at(root, "baton"),
      "BT120",
      `The document is written in format ${version}, and this program knows formats up to ${formatVersion}: update Baton.`,
    );
    return finish(undefined);
  }
  const { graph, subgraphs } = build(reading, root, document, kinds, family);
  return finish(graph, subgraphs);
}

function build(reading: Reading, root: Source, document: JsonObject, kinds: Kinds, family: Family): Pick<ReadResult, "subgraphs"> & { readonly graph: Graph } {
  checkTop(reading, root, document);
  const references = newReferences(reading);
  const value = (key: string): Json | undefined => own(document, key);
  const named = (key: string): readonly (readonly [string, Json])[] => entriesOf(value(key));
  for (const key of ["state", "params", "outcomes", "nodes"])
    checkNames(
      reading,
      root,
      key,
      named(key).map(([name]) => name),
    );

  const channels = new Map<string, Channel>();
  for (const [name, each] of named("state")) channels.set(name, readChannel(reading, references, at(root, "state", name), name, each));

  const nodes = new Map<string, ReadNode>();
  checkDefaults(reading, root, named("defaults"), kinds);
  for (const [id, each] of named("nodes")) {
    const node = readNode(reading, at(root, "nodes", id), kinds, id, each, value("defaults"));
    if (node !== undefined) nodes.set(id, node);
  }
  const text = (key: string, fallback: string): string => {
    const written = value(key);
    return typeof written === "string" ? written : fallback;
  };
  const id = text("id", "graph");
  const inside = readSubgraphs(reading, root, id, nodes, family, (files) => readWithin(files, kinds, family));
  for (const node of inside.lost) nodes.delete(node);
  const subgraphs = new Map([...inside.read].flatMap(([reference, { graph }]) => (graph === undefined ? [] : [[reference, graph] as const])));
  const resolved = { ...filesOf(reading, root, references, nodes), subgraphs };
  const wires = itemsOf(value("edges")).flatMap((each, index) => readWire(reading, at(root, "edges"), each, index) ?? []);
  const policies = itemsOf(value("policies")).flatMap((each, index): readonly Policy[] => {
    const policy = readPolicy(reading, at(root, "policies", index), each);
    return policy === undefined ? [] : [policy];
  });
  const version = value("version");
  const draft: Graph = {
    id,
    title: text("title", id),
    ...(typeof version === "string" ? { version } : {}),
    goal: text("goal", ""),
    owners: Object.fromEntries(named("owners").flatMap(([role, owner]) => (typeof owner === "string" ? [[role, owner]] : []))),
    params: Object.fromEntries(named("params")),
    channels,
    input: itemsOf(value("input")).filter((name) => typeof name === "string"),
    outcomes: readOutcomes(value("outcomes")),
    limits: readLimits(reading, at(root, "limits"), value("limits")),
    policies,
    nodes: new Map([...nodes].map(([name, each]) => [name, each.node])),
    start: { type: "outcome", outcome: "done" },
    edges: [],
    ...resolved,
    hash: "",
  };
  const firstPort = firstPorts(draft, nodes, kinds);
  const edges = wires.flatMap((wire): readonly Edge[] => (wire.from.node === "start" ? [] : [toEdge(wire, wire.from.port ?? firstPort(wire.from.node))]));
  // Long to make and seldom asked for while somebody edits.
  let hash: string | undefined;
  const graph: Graph = {
    ...draft,
    nodes: new Map([...nodes].map(([name, each]): [string, GraphNode] => [name, withWrites(each, () => firstPort(name))])),
    start: readStart(reading, root, wires, nodes),
    edges,
    get hash() {
      hash ??= hashDocument(document, {
        schemas: references.files,
        texts: new Map([...reading.sources].flatMap(([file, source]) => (file === root.file || references.files.has(file) ? [] : [[file, source.text]]))),
        graphs: new Map([...subgraphs].map(([reference, each]) => [reference, each.hash])),
      });
      return hash;
    },
  };
  return { graph, subgraphs: inside.read };
}

/** Keys, and the values that need no more than their schema. */
function checkTop(reading: Reading, root: Source, document: JsonObject): void {
  for (const key of Object.keys(document)) {
    if (topKeys.includes(key)) continue;
    const problem = unknownKey(key, [], [], topKeys);
    report(reading, at(root, key), problem.code, problem.message, problem);
  }
  for (const key of ["baton", "id", "nodes", "edges"]) {
    if (!Object.hasOwn(document, key)) report(reading, at(root), "BT111", `\`${key}\` is missing; add it.`, { part: "key" });
  }
  const { $schema, baton, id, title, version, goal, owners, input, outcomes } = topShape;
  const plain = { $schema, baton, id, title, version, goal, owners, input, outcomes };
  for (const [key, schema] of Object.entries(plain)) {
    const value = own(document, key);
    if (value !== undefined) parseAt<unknown>(reading, at(root, key), schema, value);
  }
  const shapes = {
    state: z.record(z.string(), z.unknown()),
    params: z.record(z.string(), z.unknown()),
    nodes: z.record(z.string(), z.unknown()),
    defaults: z.record(z.string(), z.record(z.string(), z.unknown())),
    edges: z.array(z.unknown()),
    policies: z.array(z.unknown()),
  };
  for (const [key, schema] of Object.entries(shapes)) {
    const value = own(document, key);
    if (value !== undefined) parseAt<unknown>(reading, at(root, key), schema, value);
  }
}

function checkNames(reading: Reading, root: Source, key: string, names: readonly string[]): void {
  if (key === "outcomes") return; // their schema names them already
  for (const name of names) {
    const problem = nameProblem(name);
    if (problem !== undefined) report(reading, at(root, key, name), "BT113", `\`${name}\` cannot be a name: ${problem}.`, { part: "key" });
  }
}

function checkDefaults(reading: Reading, root: Source, defaults: readonly (readonly [string, Json])[], kinds: Kinds): void {
  for (const [type] of defaults) {
    if (kinds.has(type)) continue;
    report(reading, at(root, "defaults", type), "BT114", `There is no node kind \`${type}\` to have defaults.`, { part: "key" });
  }
}

function readOutcomes(value: Json | undefined): Graph["outcomes"] {
  if (value === undefined) return new Map([["done", []]]);
  return new Map(
    entriesOf(value).map(([name, channels]) => [
      name,
      itemsOf(channels).flatMap((each) => (typeof each === "string" ? [{ channel: each.replace(/\?$/, ""), optional: each.endsWith("?") }] : [])),
    ]),
  );
}

/** Prompts, knowledge and schemas that nodes name. */
function filesOf(
  reading: Reading,
  root: Source,
  references: References,
  nodes: ReadonlyMap<string, ReadNode>,
): Pick<Graph, "prompts" | "knowledge" | "schemas"> {
  const prompts = new Map<string, Prompt>();
  const knowledge = new Map<string, string>();
  const schemas = new Map<string, JsonSchema>();
  for (const [id, { kind, node }] of nodes) {
    for (const use of kind.files(node.config)) {
      const source = openNamed(reading, at(root, "nodes", id, ...use.path), use.file, use.type);
      if (source === undefined) continue;
      if (use.type === "knowledge") knowledge.set(use.file, source.text);
      else if (!prompts.has(use.file)) prompts.set(use.file, { ...readPrompt(reading, source), file: use.file });
    }
    const { takes } = ownedKeys(node);
    for (const use of [...kind.schemas(node.config), ...(takes === undefined || kind.ownable.length === 0 ? [] : [{ schema: takes, path: ["takes"] }])]) {
      const key = schemaKey(use.schema);
      if (schemas.has(key)) continue;
      const schema = references.resolve(use.schema, at(root, "nodes", id, ...use.path));
      if (schema !== undefined) schemas.set(key, schema);
    }
  }
  return { prompts, knowledge, schemas };
}

/** The first port of a node, asked of its kind once; `done` where the node is not known. */
function firstPorts(graph: Graph, nodes: ReadonlyMap<string, ReadNode>, kinds: Kinds): (id: string) => string {
  const known = new Map<string, string>();
  return (id) => {
    const found = known.get(id);
    const read = nodes.get(id);
    if (found !== undefined || read === undefined) return found ?? "done";
    const port = read.kind.ports(read.node.config, kindContext(graph, kinds, { tools: {} }, read.node))[0]?.name ?? "done";
    known.set(id, port);
    return port;
  };
}

/** The node that the run starts at. Without an edge that says so, reading goes on from the node that no edge leads to. */
function readStart(reading: Reading, root: Source, wires: readonly Wire[], nodes: ReadonlyMap<string, ReadNode>): EdgeTarget {
  const [first, second] = wires.filter((wire) => wire.from.node === "start");
  if (second !== undefined) {
    const fix = { title: "Remove this edge", edits: [{ op: "remove" as const, path: ["edges", second.index] }] };
    report(reading, at(root, "edges", second.index), "BT115", "A graph starts once; remove one of the edges from `start`.", { fix });
  }
  if (first !== undefined) return first.to;
  const owned = [...nodes.values()].flatMap(({ kind, node }) => kind.owns(node.config).map((each) => each.node));
  const entered = new Set([...owned, ...wires.flatMap((wire) => (wire.to.type === "node" ? [wire.to.node] : []))]);
  const likely = [...nodes.keys()].find((id) => !entered.has(id)) ?? [...nodes.keys()][0];
  const example = `start -> ${likely ?? "a"}`;
  const fix = likely === undefined ? {} : { fix: { title: `Add \`${example}\``, edits: [{ op: "insert" as const, path: ["edges", 0], value: example }] } };
  report(reading, at(root, "edges"), "BT115", `No edge leaves \`start\`; add one, for example \`${example}\`.`, { part: "key", ...fix });
  return likely === undefined ? { type: "outcome", outcome: "done" } : { type: "node", node: likely };
}

function at(source: Source, ...path: readonly (string | number)[]): Place {
  return { source, path };
}
