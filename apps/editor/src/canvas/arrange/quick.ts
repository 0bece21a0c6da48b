import type { Place, Places } from "../../document/commands/places.ts";
import type { Scene } from "../scene/scene.ts";

const [apart, below, perRow] = [64, 28, 5];

/** Places at once, without the layout engine: a column for each step of the way, columns in rows as text goes; owned nodes stand under their owner. */
export function quickPlaces({ picture, cards }: Scene): Places {
  const depths = depthsOf({ picture, cards });
  const columns = Map.groupBy(cards.keys(), (id) => depths.get(id) ?? 0);
  const places = new Map<string, Place>();
  const order = [...columns.keys()].toSorted((one, other) => one - other);
  let top = 0;
  for (let first = 0; first < order.length; first += perRow) {
    let [x, tallest] = [0, 0];
    for (const depth of order.slice(first, first + perRow)) {
      let [y, widest] = [0, 0];
      for (const id of columns.get(depth) ?? []) {
        const card = cards.get(id);
        places.set(id, { x, y: top + y });
        y += (card?.height ?? 0) + below;
        widest = Math.max(widest, (card?.width ?? 0) + (card?.stubs ?? 0));
      }
      x += widest + apart;
      tallest = Math.max(tallest, y);
    }
    top += tallest + below;
  }
  return places;
}

function depthsOf({ picture, cards }: Pick<Scene, "picture" | "cards">): ReadonlyMap<string, number> {
  const first = picture.wires.find((wire) => wire.from === undefined)?.to;
  const depths = new Map<string, number>();
  const next = new Map<string, string[]>();
  for (const { from, to } of picture.wires) if (from !== undefined && to.type === "node") next.set(from, [...(next.get(from) ?? []), to.node]);
  const owned = new Map<string, string[]>();
  for (const { from, to } of picture.links) owned.set(from, [...(owned.get(from) ?? []), to]);
  const walk = (start: string, depth: number): void => {
    let ring = [start];
    for (let at = depth; ring.length > 0; at += 1) {
      const fresh = ring.filter((id) => !depths.has(id));
      for (const id of fresh) for (const each of [id, ...(owned.get(id) ?? [])]) if (!depths.has(each)) depths.set(each, at);
      ring = fresh.flatMap((id) => next.get(id) ?? []);
    }
  };
  if (first?.type === "node") walk(first.node, 0);
  for (const id of cards.keys()) if (!depths.has(id)) walk(id, Math.max(0, ...depths.values()) + 1);
  return depths;
}
