import type { Layout } from "@baton/core";
import type { Change } from "../change.ts";
import type { View } from "../reading.ts";

export interface Place {
  readonly x: number;
  readonly y: number;
}
/** Where nodes stand, by id. */
export type Places = ReadonlyMap<string, Place>;

/** Puts nodes where they were put. With the first, all that the editor had placed by itself stay where they are seen. */
export function placeNodes({ layout, reading }: View, seen: Places, moved: Places): Change {
  return { layout: withPlaces(layout, [...seen, ...moved], (id) => Object.hasOwn(reading.nodes, id)) };
}

/** A layout with nodes at these places, on whole pixels; nodes that are gone are left out. */
export function withPlaces(layout: Layout, places: Iterable<readonly [string, Place]>, exists: (id: string) => boolean): Layout {
  const nodes: Layout["nodes"] = Object.fromEntries(Object.entries(layout.nodes).filter(([id]) => exists(id)));
  for (const [id, { x, y }] of places) if (exists(id)) nodes[id] = { ...nodes[id], x: Math.round(x), y: Math.round(y) };
  const groups = layout.groups
    ?.map((group) => (group.nodes.every(exists) ? group : { ...group, nodes: group.nodes.filter(exists) }))
    .filter((group) => group.nodes.length > 0);
  return { ...layout, nodes, ...(groups === undefined ? {} : { groups }) };
}

/** Nodes that no gesture moves. */
export function lockedNodes({ nodes }: Layout): ReadonlySet<string> {
  return new Set(Object.keys(nodes).filter((id) => nodes[id]?.locked === true));
}

/** Writes the floating notes. */
export function setNotes({ layout }: View, notes: Layout["notes"]): Change {
  return { layout: { ...layout, notes } };
}
