import { type HostManifest, kindContext } from "@baton/core";
import { type Card, cardOf, type Fact, type Picture, type PictureNode, pictureOf, wiresByNode } from "@baton/draw";
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
  const nodes = new Map<string, PictureNode>([...drawn.nodes].map(([id, node]) => [id, told(node, reading, manifest)]));
  for (const [id, { kind }] of Object.entries(reading.nodes)) {
    const known = typeof kind === "string" ? kinds.get(kind) : undefined;
    const node = nodes.get(id);
    if (known === undefined || node?.appearance !== undefined) continue;
    nodes.set(id, { id, title: id, subtitle: known.title, rows: [], facts: [], ...node, appearance: known.appearance });
  }
  const leaving = wiresByNode(drawn.wires);
  const cards = new Map([...nodes].map(([id, node]): [string, Card] => [id, reused(before?.cards.get(id), cardOf(node, leaving.get(id) ?? []))]));
  const owned = new Set([...graph.nodes.values()].flatMap((node) => (kinds.get(node.kind)?.owns(node.config) ?? []).map((each) => each.node)));
  const adopting = Object.keys(reading.nodes).filter((id) => adoptionOf({ reading }, id) !== undefined);
  const owners = new Map<string, "adopts" | "names">([
    ...drawn.links.map((link) => [link.from, "names"] as const),
    ...adopting.map((id) => [id, "adopts"] as const),
  ]);
  const relations = relationsOf(graph);
  const members = new Set([...relations.values()].flatMap((relation) => (relation.type === "owns" && relation.as === "member" ? [relation.to] : [])));
  return { picture: { ...drawn, nodes }, cards, owned, owners, members, relations };
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

function reused(before: Card | undefined, card: Card): Card {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(card) ? before : card;
}
