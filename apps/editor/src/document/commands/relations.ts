import { type Adoption, type Edit, editData, isJsonObject, type JsonObject, type Owner, ownersAround, ownersOf } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { Change } from "../change.ts";
import type { View } from "../reading.ts";
import type { Refusal } from "./edges.ts";
import { unwired } from "./heal.ts";

/** How a node changes what it owns; undefined where it owns nothing. */
export function adoptionOf({ reading }: Pick<View, "reading">, id: string): Adoption | undefined {
  const kind = reading.nodes[id]?.["kind"];
  return typeof kind === "string" ? kinds.get(kind)?.adopts : undefined;
}

/** Who owns a node, and how; undefined where nobody does. */
export function ownerOf({ reading }: Pick<View, "reading">, id: string): Owner | undefined {
  return reading.graph === undefined ? undefined : ownersOf(reading.graph, kinds).get(id);
}

/** Why a node may not come to own another. */
export function adoptRefusal(view: Pick<View, "reading">, owner: string, id: string): Refusal | undefined {
  const { graph, nodes } = view.reading;
  const takes = adoptionOf(view, owner)?.as;
  const kind = nodes[id]?.["kind"];
  if (graph === undefined || ownersAround(ownersOf(graph, kinds), owner).includes(id)) return "itself";
  const now = ownerOf(view, id)?.owner;
  if (now !== undefined) return now === owner ? "already" : "owned";
  return takes !== undefined && typeof kind === "string" && kinds.get(kind)?.ownable.includes(takes) === true ? undefined : "kind";
}

/** Makes a node another's: its wires go, and names of the owner's that nothing has give way to it. */
export function adopt(view: View, owner: string, id: string): Change {
  return { edits: [...unwired(view, new Set([id]), true), ...adoptEdits(view, owner, id)] };
}

/** The owner's part of it: `id` may be a node that is only now being added. */
export function adoptEdits(view: View, owner: string, id: string): readonly Edit[] {
  const [adoption, node] = [adoptionOf(view, owner), view.reading.nodes[owner]];
  if (adoption === undefined || node === undefined) return [];
  const taken = adoption.take(node, id);
  const read = view.reading.graph?.nodes.get(owner);
  const named = read === undefined ? [] : (kinds.get(read.kind)?.owns(read.config) ?? []).map((each) => each.node);
  const phantoms = named.filter((each) => each !== id && view.reading.nodes[each] === undefined);
  return within(owner, [...taken, ...sequence(edited(node, taken), phantoms, adoption.release)]);
}

/** Ends that a node is another's; the node stays, without wires. */
export function disown(view: View, owner: string, id: string): Change {
  const [adoption, node] = [adoptionOf(view, owner), view.reading.nodes[owner]];
  return adoption === undefined || node === undefined ? {} : { edits: within(owner, adoption.release(node, id)) };
}

/** Why one node may not hand over to another. */
export function handoverRefusal(view: Pick<View, "reading">, from: string, to: string): Refusal | undefined {
  if (from === to) return "itself";
  const [one, other] = [ownerOf(view, from), ownerOf(view, to)];
  if (one === undefined || one.owner !== other?.owner || one.owned.handsTo === undefined) return "elsewhere";
  return one.owned.handsTo.includes(to) ? "already" : undefined;
}

/** Lets a member of a desk hand over to another, or no longer. */
export function setHandover(view: View, from: string, to: string, may: boolean): Change {
  const owner = ownerOf(view, from)?.owner;
  const [adoption, node] = owner === undefined ? [] : [adoptionOf(view, owner), view.reading.nodes[owner]];
  if (owner === undefined || adoption === undefined || node === undefined) return {};
  return { edits: within(owner, may ? adoption.take(node, to, from) : adoption.release(node, to, from)) };
}

/** Edits inside a node as edits of the document. */
export function within(id: string, edits: readonly Edit[]): readonly Edit[] {
  return edits.map((edit) => ({ ...edit, path: ["nodes", id, ...edit.path] }));
}

/** One edit after the other for each name, each made for what the ones before it leave. */
export function sequence(node: JsonObject, names: readonly string[], step: (node: JsonObject, name: string) => readonly Edit[]): readonly Edit[] {
  const all: Edit[] = [];
  let now = node;
  for (const name of names) {
    const edits = step(now, name);
    now = edited(now, edits);
    all.push(...edits);
  }
  return all;
}

function edited(node: JsonObject, edits: readonly Edit[]): JsonObject {
  const data = edits.reduce<ReturnType<typeof editData>>((now, edit) => editData(now, edit), node);
  return isJsonObject(data) ? data : node;
}
