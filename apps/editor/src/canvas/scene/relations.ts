import { type Graph, ownersOf } from "@baton/core";
import { kinds } from "@baton/nodes";

/** What a line says that is no wire. */
export type Relation =
  | { readonly type: "owns"; readonly from: string; readonly to: string; readonly as: "worker" | "member" }
  /** `back`: the other may hand over, too. */
  | { readonly type: "handover"; readonly from: string; readonly to: string; readonly back: boolean };

/** The lines between owners and what they own, and between members of a desk: one for each two of them. */
export function relationsOf(graph: Graph): ReadonlyMap<string, Relation> {
  const relations = new Map<string, Relation>();
  const owners = ownersOf(graph, kinds);
  for (const [to, { owner, owned }] of owners) {
    relations.set(ownsId(owner, to), { type: "owns", from: owner, to, as: owned.as });
    for (const other of owned.handsTo ?? []) {
      if (owners.get(other)?.owner !== owner || relations.has(handoverId(other, to))) continue;
      const back = owners.get(other)?.owned.handsTo?.includes(to) === true;
      relations.set(handoverId(to, other), { type: "handover", from: to, to: other, back });
    }
  }
  return relations;
}

/** The line from an owner to a node of its. */
export function ownsId(owner: string, node: string): string {
  return `${owner} owns ${node}`;
}

function handoverId(from: string, to: string): string {
  return `${from} hands ${to}`;
}
