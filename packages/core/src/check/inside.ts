import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Graph } from "../document/graph.ts";
import type { ReadResult } from "../document/read.ts";
import { unsound } from "../document/subgraphs.ts";
import { kindContext } from "../kind/context.ts";
import type { GraphUse } from "../kind/kind.ts";
import { isMapping, type Model, valueAt } from "./model.ts";
import type { Report } from "./report.ts";
import { changeTo, named, nameProblem, nearestOf } from "./words.ts";

/** The graphs inside a graph: that they check, and are given what they take. What is wrong inside one is told there; here, that something is. */
export function checkSubgraphs({ nodes, read }: Model, report: Report, check: (inner: ReadResult) => readonly Diagnostic[]): void {
  for (const { id, node, kind } of nodes.values()) {
    for (const use of kind.graphs(node.config)) {
      const inner = read.subgraphs.get(use.reference);
      if (inner?.graph === undefined) continue;
      const found = check(inner);
      if (found.some((each) => each.severity === "error")) {
        report.addAs("BT128", "error", { path: ["nodes", id, ...use.path], node: id }, unsound(inner.graph.id, found));
      }
      checkInput(id, use, inner.graph, report);
    }
  }
}

function checkInput(node: string, use: GraphUse, inner: Graph, report: Report): void {
  const input = [...new Set(inner.input)];
  for (const name of Object.keys(use.input)) {
    if (input.includes(name)) continue;
    const path = ["nodes", node, ...use.inputPath, name];
    const near = nearestOf(name, input);
    const takes = input.length === 0 ? "it takes none" : `it takes ${named(input)}`;
    report.add("BT158", { path, part: "key", node }, nameProblem(`The graph \`${inner.id}\` takes no input \`${name}\``, near, takes), {
      fix: changeTo(name, near, path, "rename") ?? { title: `Remove \`${name}\``, edits: [{ op: "remove", path }] },
    });
  }
  for (const name of input) {
    const channel = inner.channels.get(name);
    if (Object.hasOwn(use.input, name) || channel === undefined || channel.initial !== undefined) continue;
    const [key = ""] = use.inputPath;
    report.add("BT159", { path: ["nodes", node, ...use.path], node }, `The graph \`${inner.id}\` needs the input \`${name}\`: add it to \`${key}\`.`);
  }
}

/** What a name with slashes leads to: `sub/node` is a node of the graph inside `sub`. */
export type Named =
  | {
      readonly type: "node";
      /** Names of its ports, `failed` too. */ readonly ports: readonly string[];
      /** True where none of them is the default. */ readonly explicit: boolean;
    }
  /** It stands in a document that was not understood, so nothing can be said of it. */
  | { readonly type: "unread" }
  | { readonly type: "missing"; readonly near: string | undefined };

/** Looks up a node of the graph, or of the graphs inside it. */
export function nodeNamed(model: Model, name: string): Named {
  const steps = name.split("/");
  const passed: string[] = [];
  let read: ReadResult = model.read;
  for (const [index, id] of steps.entries()) {
    const node = read.graph?.nodes.get(id);
    const kind = node === undefined ? undefined : model.kinds.get(node.kind);
    if (read.graph === undefined || node === undefined || kind === undefined) {
      if (read.graph === undefined || isWritten(read, id)) return { type: "unread" };
      const near = nearestOf(id, read.graph.nodes.keys());
      return { type: "missing", near: near === undefined ? undefined : [...passed, near, ...steps.slice(index + 1)].join("/") };
    }
    if (index === steps.length - 1) {
      const ports = kind.ports(node.config, kindContext(read.graph, model.kinds, model.manifest, node));
      return { type: "node", ports: [...ports.map((port) => port.name), "failed"], explicit: ports[0]?.explicit === true };
    }
    const inner = kind.graphs(node.config).flatMap(({ reference }) => read.subgraphs.get(reference) ?? [])[0];
    if (inner === undefined) return { type: "missing", near: undefined };
    passed.push(id);
    read = inner;
  }
  return { type: "missing", near: undefined };
}

function isWritten({ document }: ReadResult, id: string): boolean {
  const nodes = valueAt(document, ["nodes"]);
  return isMapping(nodes) && Object.hasOwn(nodes, id);
}
