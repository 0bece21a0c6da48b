import { type Graph, ownersOf } from "@baton/core";
import { kinds } from "@baton/nodes";

/** What a line says that is no wire. */
export type Relation =
  | { readonly type: "owns"; readonly from: string; readonly to: string; readonly as: "worker" | "member" }
  /** `there`: the first may hand over to the second; `back`: the second to the first. */
  | { readonly type: "handover"; readonly from: string; readonly to: string; readonly there: boolean; readonly back: boolean };

/** The lines between owners and what they own, and between members of a desk: one for each two of them. */
export function relationsOf(graph: Graph): ReadonlyMap<string, Relation> {
  const relations = new Map<string, Relation>();
  const owners = ownersOf(graph, kinds);
  for (const [to, { owner, owned }] of owners) {
    relations.set(ownsId(owner, to), { type: "owns", from: owner, to, as: owned.as });
    for (const other of owned.handsTo ?? []) {
      if (owners.get(other)?.owner !== owner || other === to) continue;
      const [one, two] = [to, other].toSorted();
      if (one === undefined || two === undefined) continue;
      const hands = (from: string, at: string): boolean => owners.get(from)?.owned.handsTo?.includes(at) === true;
      relations.set(`${one} hands ${two}`, { type: "handover", from: one, to: two, there: hands(one, two), back: hands(two, one) });
    }
  }
  return relations;
}

/** The line from an owner to a node of its. */
export function ownsId(owner: string, node: string): string {
  return `${owner} owns ${node}`;
}
