import type { Graph } from "@baton/core";

/** Everything that can lead to some nodes, or that they can lead to, themselves included. */
export function streamOf({ edges }: Pick<Graph, "edges">, from: readonly string[], way: "up" | "down"): readonly string[] {
  const next = new Map<string, string[]>();
  for (const edge of edges) {
    for (const to of [edge.to, edge.otherwise]) {
      if (to?.type !== "node") continue;
      const [here, there] = way === "down" ? [edge.from.node, to.node] : [to.node, edge.from.node];
      next.set(here, [...(next.get(here) ?? []), there]);
    }
  }
  const found = new Set(from);
  for (const id of found) for (const each of next.get(id) ?? []) found.add(each);
  return [...found];
}
