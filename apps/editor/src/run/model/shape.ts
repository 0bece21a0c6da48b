import type { Graph } from "@baton/core";
import { pictureOf, type Wire, wiresByNode } from "@baton/draw";
import { kinds } from "@baton/nodes";

/** What a run's marks need to know of a graph. */
export interface Shape {
  readonly nodes: readonly string[];
  readonly wires: readonly Wire[];
  readonly leaving: ReadonlyMap<string, readonly Wire[]>;
  /** Nodes by the one that owns them. */
  readonly owner: ReadonlyMap<string, string>;
}

export const noShape: Shape = { nodes: [], wires: [], leaving: new Map(), owner: new Map() };

export function shapeOf(graph: Graph): Shape {
  const { wires } = pictureOf(graph, kinds);
  const owned = [...graph.nodes.values()].flatMap(({ id, kind, config }) =>
    (kinds.get(kind)?.owns(config) ?? []).map(({ node }): [string, string] => [node, id]),
  );
  return { nodes: [...graph.nodes.keys()], wires, leaving: wiresByNode(wires), owner: new Map(owned) };
}

/** Nodes that these may still lead to, themselves and their workers included. */
export function reachable({ leaving, owner }: Shape, from: Iterable<string>): ReadonlySet<string> {
  const found = new Set(from);
  const workers = new Map<string, string[]>();
  for (const [node, by] of owner) workers.set(by, [...(workers.get(by) ?? []), node]);
  for (const node of found) {
    for (const { to } of leaving.get(node) ?? []) if (to.type === "node") found.add(to.node);
    for (const worker of workers.get(node) ?? []) found.add(worker);
  }
  return found;
}
