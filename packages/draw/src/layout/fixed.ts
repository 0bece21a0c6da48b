import type { Layout } from "@baton/core";
import type { Picture } from "../picture/picture.ts";
import type { Wire } from "../picture/wires.ts";
import { type Card, inlet } from "../svg/measure.ts";
import type { Plan, Point } from "./plan.ts";

/** Takes positions from `layout.json`, if it has one for every node; wires are drawn between them with as few bends as they need. */
export function fixedPlan(picture: Picture, cards: ReadonlyMap<string, Card>, layout: Layout): Plan | undefined {
  const at = new Map<string, Point>();
  for (const id of picture.nodes.keys()) {
    const place = Object.hasOwn(layout.nodes, id) ? layout.nodes[id] : undefined;
    if (place === undefined) return undefined;
    at.set(id, { x: place.x, y: place.y });
  }
  const corner = (id: string): Point => at.get(id) ?? { x: 0, y: 0 };
  const bottom = (id: string): number => corner(id).y + (cards.get(id)?.height ?? 0);
  const first = picture.wires.find((wire) => wire.from === undefined)?.to;
  const begin = first?.type === "node" ? corner(first.node) : { x: 0, y: 0 };
  const start: Point = { x: begin.x - 60, y: begin.y + inlet - 13 };
  const stubbed = new Set([...cards.values()].flatMap((card) => card.rows.flatMap((row) => row.stub?.wire.id ?? [])));
  const outcomes: { wire: Wire; at: Point }[] = [];
  const wires = picture.wires
    .filter((wire) => !stubbed.has(wire.id))
    .map((wire) => {
      const card = wire.from === undefined ? undefined : cards.get(wire.from);
      const row = card?.rows.find((each) => each.key === wire.key);
      const from =
        wire.from === undefined
          ? { x: start.x + 26, y: start.y + 13 }
          : { x: corner(wire.from).x + (card?.width ?? 0), y: corner(wire.from).y + (row?.y ?? 0) };
      if (wire.to.type === "outcome") {
        const end = { x: from.x + 40, y: from.y };
        outcomes.push({ wire, at: { x: end.x, y: end.y - 13 } });
        return { wire, points: [from, end] };
      }
      const to = { x: corner(wire.to.node).x, y: corner(wire.to.node).y + inlet };
      const below = Math.max(wire.from === undefined ? 0 : bottom(wire.from), bottom(wire.to.node));
      return { wire, points: elbow(from, to, below + 18) };
    });
  const links = picture.links.map((link) => {
    const [from, to] = [corner(link.from), corner(link.to)];
    const [down, up] = [
      { x: from.x + 22, y: bottom(link.from) },
      { x: to.x + 22, y: to.y },
    ];
    return {
      link,
      points:
        up.y > down.y ? [down, { x: down.x, y: (down.y + up.y) / 2 }, { x: up.x, y: (down.y + up.y) / 2 }, up] : under(down, { x: up.x, y: bottom(link.to) }),
    };
  });
  const frames = picture.regions.map((region) => {
    const inside = [...region.members].map((id) => ({
      ...corner(id),
      right: corner(id).x + (cards.get(id)?.width ?? 0) + (cards.get(id)?.stubs ?? 0),
      bottom: bottom(id),
    }));
    const [x, y] = [Math.min(...inside.map((each) => each.x)) - 16, Math.min(...inside.map((each) => each.y)) - 30];
    return {
      x,
      y,
      width: Math.max(...inside.map((each) => each.right)) + 16 - x,
      height: Math.max(...inside.map((each) => each.bottom)) + 16 - y,
      many: region.many,
    };
  });
  return { width: 0, height: 0, cards: at, wires, links, frames, outcomes, start };
}

/** Right, up or down, right; or round below both where the target does not stand to the right. */
function elbow(from: Point, to: Point, below: number): readonly Point[] {
  if (to.x >= from.x + 24) {
    const middle = (from.x + to.x) / 2;
    return [from, { x: middle, y: from.y }, { x: middle, y: to.y }, to];
  }
  const [right, left] = [from.x + 18, to.x - 18];
  return [from, { x: right, y: from.y }, { x: right, y: below }, { x: left, y: below }, { x: left, y: to.y }, to];
}

/** From one underside to another. */
function under(from: Point, to: Point): readonly Point[] {
  const y = Math.max(from.y, to.y) + 14;
  return [from, { x: from.x, y }, { x: to.x, y }, to];
}
