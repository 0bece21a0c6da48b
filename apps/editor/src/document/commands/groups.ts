import type { Layout } from "@baton/core";
import type { Change } from "../change.ts";
import type { View } from "../reading.ts";
import { type Places, withPlaces } from "./places.ts";

export type Group = NonNullable<Layout["groups"]>[number];

/** Draws nodes in a frame of their own; they leave the groups they were in. */
export function makeGroup(view: View, seen: Places, nodes: readonly string[], title: string): Change {
  // A frame stands where its nodes do, so that these stay where they are seen.
  const layout = withPlaces(view.layout, seen, (id) => Object.hasOwn(view.reading.nodes, id));
  const taken = new Set(nodes);
  const others = (layout.groups ?? [])
    .map((group) => ({ ...group, nodes: group.nodes.filter((id) => !taken.has(id)) }))
    .filter((group) => group.nodes.length > 0);
  const number = (view.layout.groups ?? []).reduce((most, group) => Math.max(most, Number(group.id) || 0), 0) + 1;
  return { layout: { ...layout, groups: [...others, { id: String(number), title, nodes: [...nodes] }] } };
}

/** Changes a group; undefined takes its frame away, and its nodes stay. */
export function setGroup({ layout }: View, id: string, part: Partial<Omit<Group, "id">> | undefined): Change {
  const groups = (layout.groups ?? []).flatMap((group) => (group.id !== id ? [group] : part === undefined ? [] : [{ ...group, ...part }]));
  return { layout: { ...layout, groups } };
}

/** Has nodes stay where they are, or be moved again. */
export function lockNodes(view: View, seen: Places, nodes: readonly string[], locked: boolean): Change {
  const layout = withPlaces(view.layout, seen, (id) => Object.hasOwn(view.reading.nodes, id));
  const places = Object.entries(layout.nodes).map(([id, { locked: was, ...place }]) => {
    const now = nodes.includes(id) ? locked : was === true;
    return [id, { ...place, ...(now ? { locked } : {}) }] as const;
  });
  return { layout: { ...layout, nodes: Object.fromEntries(places) } };
}
