import type { Card, Picture } from "@baton/draw";
import type { Scene } from "../canvas/scene/scene.ts";

/** A line of the outline: a node, how it is reached, and what follows it. */
export interface OutlineItem {
  /** Once in the tree. */
  readonly key: string;
  readonly id: string;
  readonly level: number;
  /** The port or relation that leads here. */
  readonly by: string | undefined;
  /** True where the node stands in the tree above already: it is named, and not told again. */
  readonly again: boolean;
  readonly card: Card | undefined;
}

/** The graph as a tree of lines, equal to the canvas: each node once where it is first reached, later mentions as references. */
export function outlineOf({ picture, cards }: Scene): readonly OutlineItem[] {
  const items: OutlineItem[] = [];
  const told = new Set<string>();
  const links = Map.groupBy(picture.links, (link) => link.from);
  const wires = Map.groupBy(picture.wires, (wire) => wire.from);
  const tell = (id: string, level: number, by: string | undefined, above: string): void => {
    const key = `${above}/${by ?? ""}>${id}`;
    const again = told.has(id);
    items.push({ key, id, level, by, again, card: cards.get(id) });
    if (again) return;
    told.add(id);
    const next = following(links.get(id) ?? [], wires.get(id) ?? []);
    for (const [index, each] of next.entries()) tell(each.id, each.owned || next.length > 1 ? level + 1 : level, each.by, index === 0 ? id : `${id}.${index}`);
  };
  const first = picture.wires.find((wire) => wire.from === undefined)?.to;
  if (first?.type === "node") tell(first.node, 1, undefined, "");
  for (const id of cards.keys()) if (!told.has(id)) tell(id, 1, undefined, "");
  return items;
}

function following(links: Picture["links"], wires: Picture["wires"]): readonly { readonly id: string; readonly by: string; readonly owned: boolean }[] {
  return [
    ...links.map((link) => ({ id: link.to, by: link.label, owned: true })),
    ...wires.flatMap((wire) => (wire.to.type === "node" ? [{ id: wire.to.node, by: wire.port, owned: false }] : [])),
  ];
}
