import { replaceEqualDeep } from "@tanstack/react-query";
import { type HostManifest, kindContext } from "@baton/core";
import { type Card, cardOf, type Fact, type Picture, type PictureNode, pictureOf, type Wire, wiresByNode } from "@baton/draw";
import { kinds } from "@baton/nodes";
import { adoptionOf } from "../../document/commands/relations.ts";
import type { Reading } from "../../document/reading.ts";
import { type Relation, relationsOf } from "./relations.ts";

/** What stands on the canvas, sizes known, before anything has a place. */
export interface Scene {
  readonly picture: Picture;
  readonly cards: ReadonlyMap<string, Card>;
  /** Nodes that others own: they have no wires. */
  readonly owned: ReadonlySet<string>;
  /** Nodes with a ring on their underside: those that may own others, and those that only name one there. */
  readonly owners: ReadonlyMap<string, "adopts" | "names">;
  /** Members of desks: they hand over to each other. */
  readonly members: ReadonlySet<string>;
  /** Who owns whom, and who hands over to whom, by the line that shows it. */
  readonly relations: ReadonlyMap<string, Relation>;
}

const nothing: Scene = {
  picture: { title: "", goal: "", nodes: new Map(), wires: [], links: [], regions: [] },
  cards: new Map(),
  owned: new Set(),
  owners: new Map(),
  members: new Set(),
  relations: new Map(),
};

/** Collects what there is to draw; cards that are as they were before stay the same objects, so that nobody draws them again. */
export function sceneOf(reading: Reading, manifest: HostManifest, before?: Scene): Scene {
  const { graph } = reading;
  if (graph === undefined) return before ?? nothing;
  const drawn = pictureOf(graph, kinds);
  const wires = sameWires(drawn.wires, before?.picture.wires ?? []);
  const nodes = new Map<string, PictureNode>([...drawn.nodes].map(([id, node]) => [id, told(node, reading, manifest)]));
  for (const [id, { kind }] of Object.entries(reading.nodes)) {
    const known = typeof kind === "string" ? kinds.get(kind) : undefined;
    const node = nodes.get(id);
    if (known === undefined || node?.appearance !== undefined) continue;
    nodes.set(id, { id, title: id, subtitle: known.title, rows: [], facts: [], ...node, appearance: known.appearance });
  }
  const leaving = wiresByNode(wires);
  const cards = new Map([...nodes].map(([id, node]): [string, Card] => [id, cardLike(before, node, leaving.get(id) ?? [])]));
  const owned = new Set([...graph.nodes.values()].flatMap((node) => (kinds.get(node.kind)?.owns(node.config) ?? []).map((each) => each.node)));
  const adopting = Object.keys(reading.nodes).filter((id) => adoptionOf({ reading }, id) !== undefined);
  const owners = new Map<string, "adopts" | "names">([
    ...drawn.links.map((link) => [link.from, "names"] as const),
    ...adopting.map((id) => [id, "adopts"] as const),
  ]);
  const relations = relationsOf(graph);
  const members = new Set([...relations.values()].flatMap((relation) => (relation.type === "owns" && relation.as === "member" ? [relation.to] : [])));
  for (const [id, { node }] of cards) nodes.set(id, node);
  return { picture: { ...drawn, wires, nodes }, cards, owned, owners, members, relations };
}

/** A node with what the host says of its call, and which sort of its kind it is. */
function told(node: PictureNode, { graph, nodes }: Reading, manifest: HostManifest): PictureNode {
  const read = graph?.nodes.get(node.id);
  const kind = read === undefined ? undefined : kinds.get(read.kind);
  if (graph === undefined || read === undefined || kind === undefined) return node;
  const call = kind.tools(read.config, kindContext(graph, kinds, manifest, read)).find((use) => use.complete === true);
  const effect = call === undefined ? undefined : manifest.tools[call.tool]?.effect;
  const alarm: readonly Fact[] = effect === "sensitive" ? [{ icon: "shield-alert", text: effect }] : [];
  const sort = ["role", "strategy"].map((key) => nodes[node.id]?.[key]).find((value) => typeof value === "string");
  const named = node.title !== node.id;
  return {
    ...node,
    subtitle: named || sort === undefined ? (call === undefined || named ? node.subtitle : call.tool) : `${kind.title} · ${sort}`,
    facts: [...alarm, ...node.facts].slice(0, 2),
  };
}

/** Wires that say the same are the same objects. */
function sameWires(wires: readonly Wire[], before: readonly Wire[]): readonly Wire[] {
  const known = new Map(before.map((wire) => [wire.id, wire]));
  return wires.map((wire) => replaceEqualDeep(known.get(wire.id), wire));
}

// What leaves a node is part of its card: an end of the run is drawn at its port.
const drawnWith = new WeakMap<Card, readonly Wire[]>();

/** The card as it was, where nothing that is drawn on it changed. */
function cardLike(before: Scene | undefined, node: PictureNode, leaving: readonly Wire[]): Card {
  const old = before?.cards.get(node.id);
  const wires = old === undefined ? undefined : drawnWith.get(old);
  const same = wires?.length === leaving.length && leaving.every((wire, index) => wire === wires[index]);
  if (old !== undefined && same && replaceEqualDeep(old.node, node) === old.node) return old;
  const card = cardOf(node, leaving);
  drawnWith.set(card, leaving);
  return card;
}
