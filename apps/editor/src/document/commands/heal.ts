import type { Edit } from "@baton/core";
import type { View } from "../reading.ts";
import { authoredEdges } from "./edges.ts";

/** Edits that take away every wire of some nodes. `heal`: what led to one of them leads on to where its first port led. */
export function unwired(view: Pick<View, "reading">, gone: ReadonlySet<string>, heal: boolean): readonly Edit[] {
  const edges = authoredEdges(view);
  const onward = (id: string, seen: ReadonlySet<string> = new Set()): string | undefined => {
    const to = edges.find((edge) => edge.from.type === "port" && edge.from.node === id)?.to;
    if (to === undefined || !gone.has(to)) return to;
    return seen.has(to) ? undefined : onward(to, new Set([...seen, to]));
  };
  const sets: Edit[] = [];
  const removals: Edit[] = [];
  for (const { index, from, to, long, otherwise } of edges.toReversed()) {
    const remove: Edit = { op: "remove", path: ["edges", index] };
    const next = heal && gone.has(to) ? onward(to) : undefined;
    const loops = next !== undefined && from.type === "port" && from.node === next;
    if (from.type === "port" && gone.has(from.node)) removals.push(remove);
    else if (gone.has(to) && (next === undefined || loops)) removals.push(remove);
    else {
      if (next !== undefined) sets.push({ op: "set", path: ["edges", index, ...(long ? ["edge"] : [])], value: `${from.written} -> ${next}` });
      if (otherwise === undefined || !gone.has(otherwise)) continue;
      const after = heal ? onward(otherwise) : undefined;
      sets.push(after === undefined ? { op: "remove", path: ["edges", index, "else"] } : { op: "set", path: ["edges", index, "else"], value: after });
    }
  }
  return [...sets, ...removals];
}
