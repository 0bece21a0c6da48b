import { inlet, type Point, slope } from "@baton/draw";
import type { Places } from "../../document/commands/places.ts";
import type { ConnectFrom } from "../gestures/connecting.ts";
import type { Scene } from "../scene/scene.ts";
import { labelPlace, type Lines, wayOf } from "./lines.ts";
import { hang } from "./route.ts";

/** Where wires leave a node's row. */
function portPoint({ cards }: Scene, places: Places, node: string, key: string): Point | undefined {
  const [card, at] = [cards.get(node), places.get(node)];
  const row = card?.rows.find((each) => each.key === key);
  if (card === undefined || at === undefined) return undefined;
  const y = row?.y ?? inlet;
  return { x: at.x + card.width - slope(card.node.appearance?.family, card.height, y), y: at.y + y };
}

function inPoint(places: Places, node: string): Point | undefined {
  const at = places.get(node);
  return at === undefined ? undefined : { x: at.x, y: at.y + inlet };
}

function under({ cards }: Scene, places: Places, node: string): Point | undefined {
  const [card, at] = [cards.get(node), places.get(node)];
  return card === undefined || at === undefined ? undefined : { x: at.x + 22, y: at.y + card.height };
}

/** The middle of a wire or another line, where what is said of it stands; undefined where there is none of this name. */
export function lineMiddle(id: string, scene: Scene, places: Places, lines: Lines): Point | undefined {
  const wire = scene.picture.wires.find((each) => each.id === id);
  if (wire === undefined) {
    const relation = scene.relations.get(id);
    const [one, other] = relation === undefined ? [] : [under(scene, places, relation.from), under(scene, places, relation.to)];
    return one === undefined || other === undefined ? undefined : { x: (one.x + other.x) / 2, y: Math.max(one.y, other.y) };
  }
  const from = wire.from === undefined ? undefined : portPoint(scene, places, wire.from, wire.key);
  if (wire.to.type === "outcome") return from === undefined ? undefined : { x: from.x + 14, y: from.y };
  const to = inPoint(places, wire.to.node);
  if (to === undefined) return from;
  if (from === undefined) return { x: to.x - 24, y: to.y };
  return labelPlace(wayOf(id, from, to, lines));
}

/** The way of a line that is being drawn by keys. */
export function ghostWay(from: ConnectFrom, aim: string, scene: Scene, places: Places, lines: Lines): readonly Point[] {
  const ends = ((): readonly [Point | undefined, Point | undefined] => {
    switch (from.type) {
      case "wire": {
        const { from: begins } = from;
        if (begins.type === "start") return [inPoint(places, aim), inPoint(places, aim)];
        return [portPoint(scene, places, begins.node, begins.beyond === true ? `${begins.port} else` : begins.port), inPoint(places, aim)];
      }
      case "into":
        return [portPoint(scene, places, aim, ""), inPoint(places, from.node)];
      case "owner":
      case "member":
        return [under(scene, places, from.node), under(scene, places, aim)];
      default:
        return from satisfies never;
    }
  })();
  const [begin, end] = ends;
  if (begin === undefined || end === undefined) return [];
  return from.type === "wire" || from.type === "into" ? wayOf("", begin, end, lines) : hang(begin, end);
}
