import type { Wire } from "@baton/draw";
import type { Places } from "../../document/commands/places.ts";
import type { Scene } from "../scene/scene.ts";

/** A direction that arrow keys go. */
export type Direction = "left" | "right" | "up" | "down";

export const directions: Readonly<Record<string, Direction>> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

/** The node that an arrow key leads to: along the wires right and left, to the nearest one above and below. */
export function neighbour({ picture, cards }: Scene, places: Places, from: string | undefined, direction: Direction): string | undefined {
  if (from === undefined || !cards.has(from)) return firstNode(picture.wires) ?? [...cards.keys()][0];
  switch (direction) {
    case "right":
      return targets(picture.wires, from)[0] ?? picture.links.find((link) => link.from === from)?.to;
    case "left":
      return (
        picture.wires.find((wire) => wire.from !== undefined && wire.to.type === "node" && wire.to.node === from)?.from ??
        picture.links.find((link) => link.to === from)?.from
      );
    case "up":
    case "down":
      return nearest(places, from, direction === "up" ? -1 : 1);
    default:
      return direction satisfies never;
  }
}

function firstNode(wires: readonly Wire[]): string | undefined {
  const to = wires.find((wire) => wire.from === undefined)?.to;
  return to?.type === "node" ? to.node : undefined;
}

function targets(wires: readonly Wire[], from: string): readonly string[] {
  return wires.flatMap((wire) => (wire.from === from && wire.to.type === "node" ? [wire.to.node] : []));
}

function nearest(places: Places, from: string, sign: -1 | 1): string | undefined {
  const at = places.get(from);
  if (at === undefined) return undefined;
  const found = [...places].flatMap(([id, place]) => {
    const down = (place.y - at.y) * sign;
    return id === from || down < 12 ? [] : [{ id, cost: down + Math.abs(place.x - at.x) * 2 }];
  });
  return found.toSorted((one, other) => one.cost - other.cost)[0]?.id;
}

/** Every line that begins at a node, those that end there after them. */
export function linesAt({ picture, relations }: Scene, node: string): readonly string[] {
  const away = picture.wires.filter((wire) => wire.from === node).map(({ id }) => id);
  const own = [...relations].flatMap(([id, relation]) => (relation.from === node || relation.to === node ? [id] : []));
  const here = picture.wires.filter((wire) => wire.to.type === "node" && wire.to.node === node).map(({ id }) => id);
  return [...away, ...own, ...here];
}
