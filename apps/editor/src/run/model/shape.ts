import type { Graph } from "@baton/core";
import { pictureOf, type Wire, wiresByNode } from "@baton/draw";
import { kinds } from "@baton/nodes";

/** What a run's marks need to know of a graph. */
export interface Shape {
  readonly nodes: readonly string[];
  readonly wires: readonly Wire[];
  readonly leaving: ReadonlyMap<string, readonly Wire[]>;
  /** Nodes that another owns, by the one that does. */
  readonly workers: ReadonlyMap<string, readonly string[]>;
}

export const noShape: Shape = { nodes: [], wires: [], leaving: new Map(), workers: new Map() };

export function shapeOf(graph: Graph): Shape {
  const { wires } = pictureOf(graph, kinds);
  const nodes = [...graph.nodes.values()];
  const workers = nodes.map(({ id, kind, config }): [string, string[]] => [id, (kinds.get(kind)?.owns(config) ?? []).map(({ node }) => node)]);
  return { nodes: nodes.map(({ id }) => id), wires, leaving: wiresByNode(wires), workers: new Map(workers.filter(([, owned]) => owned.length > 0)) };
}

/** Nodes that these may still lead to, themselves and their workers included. */
export function reachable({ leaving, workers }: Shape, from: Iterable<string>): ReadonlySet<string> {
  const found = new Set(from);
  for (const node of found) {
    for (const { to } of leaving.get(node) ?? []) if (to.type === "node") found.add(to.node);
    for (const worker of workers.get(node) ?? []) found.add(worker);
  }
  return found;
}
