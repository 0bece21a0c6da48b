import type { Place, Places } from "../../document/commands/places.ts";
import type { Scene } from "../scene/scene.ts";

/** Some nodes of a scene with what is between them, as a scene of its own. */
export function partOf({ picture, cards, owned, owners, members, relations }: Scene, ids: ReadonlySet<string>): Scene {
  return {
    picture: {
      ...picture,
      nodes: new Map([...picture.nodes].filter(([id]) => ids.has(id))),
      wires: picture.wires.filter((wire) => wire.from !== undefined && ids.has(wire.from) && (wire.to.type === "outcome" || ids.has(wire.to.node))),
      links: picture.links.filter((link) => ids.has(link.from) && ids.has(link.to)),
      regions: picture.regions.filter((region) => [...region.members].every((id) => ids.has(id))),
    },
    cards: new Map([...cards].filter(([id]) => ids.has(id))),
    owned,
    owners,
    members,
    relations,
  };
}

/** The upper left corner of some nodes. */
export function cornerOf(places: Places | undefined, ids: readonly string[]): Place {
  const known = ids.flatMap((id) => places?.get(id) ?? []);
  if (known.length === 0) return { x: 0, y: 0 };
  return { x: Math.min(...known.map(({ x }) => x)), y: Math.min(...known.map(({ y }) => y)) };
}

/** Places moved so that their corner stands there. */
export function movedTo(places: Places, to: Place): Places {
  const from = cornerOf(places, [...places.keys()]);
  return new Map([...places].map(([id, { x, y }]) => [id, { x: x - from.x + to.x, y: y - from.y + to.y }]));
}
