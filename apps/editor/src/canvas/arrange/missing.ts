import type { Place, Places } from "../../document/commands/places.ts";
import type { Scene } from "../scene/scene.ts";

const [right, below] = [64, 28];

/** Places for all nodes: those that have none stand beside what leads to them, where nothing stands yet. */
export function withMissing({ picture, cards }: Scene, known: Places): Places {
  const places = new Map([...known].filter(([id]) => cards.has(id)));
  const before = new Map<string, string>();
  for (const { from, to } of picture.wires) if (from !== undefined && to.type === "node" && !before.has(to.node)) before.set(to.node, from);
  for (const { from, to } of picture.links) if (!before.has(to)) before.set(to, from);
  const missing = [...cards.keys()].filter((id) => !places.has(id));
  // Whoever is hung on another missing node waits for it.
  for (let round = missing; round.length > 0;) {
    const ready = round.filter((id) => places.has(before.get(id) ?? ""));
    const now = ready.length > 0 ? ready : round.slice(0, 1);
    for (const id of now) places.set(id, freePlace(id, before.get(id), places, cards));
    round = round.filter((id) => !now.includes(id));
  }
  return places;
}

function freePlace(id: string, anchor: string | undefined, places: Places, cards: Scene["cards"]): Place {
  const card = cards.get(id);
  const at = anchor === undefined ? undefined : places.get(anchor);
  const bottom = Math.max(0, ...[...places].map(([other, { y }]) => y + (cards.get(other)?.height ?? 0) + below));
  let place: Place = at === undefined ? { x: 0, y: places.size === 0 ? 0 : bottom } : { x: at.x + (cards.get(anchor ?? "")?.width ?? 0) + right, y: at.y };
  const overlaps = ([other, { x, y }]: readonly [string, Place]): boolean => {
    const size = cards.get(other);
    if (size === undefined || card === undefined) return false;
    return place.x < x + size.width + 16 && x < place.x + card.width + 16 && place.y < y + size.height + 12 && y < place.y + card.height + 12;
  };
  for (let hit = [...places].find(overlaps); hit !== undefined; hit = [...places].find(overlaps)) {
    place = { x: place.x, y: hit[1].y + (cards.get(hit[0])?.height ?? 0) + below };
  }
  return place;
}
