import type { Reading } from "../reading.ts";

/** True where a way along edges that may be taken without end leads from one node to another. */
export function reachable({ graph }: Pick<Reading, "graph">, from: string, to: string): boolean {
  if (graph === undefined) return false;
  const next = new Map<string, string[]>();
  for (const edge of graph.edges) {
    const targets = [...(edge.max === undefined ? [edge.to] : []), ...(edge.otherwise === undefined ? [] : [edge.otherwise])];
    for (const target of targets) {
      if (target.type === "node") next.set(edge.from.node, [...(next.get(edge.from.node) ?? []), target.node]);
    }
  }
  const seen = new Set([from]);
  const todo = [from];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node === to) return true;
    for (const each of next.get(node) ?? []) {
      if (seen.has(each)) continue;
      seen.add(each);
      todo.push(each);
    }
  }
  return false;
}
