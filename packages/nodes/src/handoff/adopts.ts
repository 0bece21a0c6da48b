import { type Adoption, type Edit, isJsonObject, type Json } from "@baton/core";

/** A new member hands over to nobody yet; the first one is the entry. */
export const adoptsMembers: Adoption = {
  as: "member",
  take: ({ entry, handoffs }, node, by) => {
    const known = membersIn(handoffs);
    const members = new Set(Object.entries(known).flatMap(([from, to]) => [from, ...to]));
    if (by === undefined) {
      const first: readonly Edit[] = members.size === 0 || entry === undefined ? [{ op: "set", path: ["entry"], value: node }] : [];
      return members.has(node) ? first : [...first, { op: "insert", path: ["handoffs", node], value: [] }];
    }
    const targets = Object.hasOwn(known, by) ? known[by] : undefined;
    if (targets === undefined) return [{ op: "set", path: ["handoffs", by], value: [node] }];
    return targets.includes(node) ? [] : [{ op: "insert", path: ["handoffs", by, targets.length], value: node }];
  },
  release: ({ handoffs }, node, by) =>
    Object.entries(membersIn(handoffs)).flatMap(([from, to]): readonly Edit[] => {
      if (by === undefined && from === node) return [{ op: "remove", path: ["handoffs", from] }];
      if (by !== undefined && from !== by) return [];
      return to.flatMap((each, index): readonly Edit[] => (each === node ? [{ op: "remove", path: ["handoffs", from, index] }] : [])).toReversed();
    }),
};

function membersIn(handoffs: Json | undefined): Readonly<Record<string, readonly Json[]>> {
  if (handoffs === undefined || !isJsonObject(handoffs)) return {};
  return Object.fromEntries(Object.entries(handoffs).map(([from, to]) => [from, Array.isArray(to) ? to : []]));
}
