import type { Link } from "../picture/links.ts";
import type { Picture } from "../picture/picture.ts";
import { targetsOf } from "../picture/wires.ts";
import { type Card, inlet } from "../svg/measure.ts";
import { type Block, emptyPlan, exitKey, moved, type Plan, type Point, together } from "./plan.ts";

/** Nodes without edges that others name, by the node that does: workers, members of a desk. */
export function ownedNodes({ nodes, wires, links }: Picture): ReadonlyMap<string, readonly Link[]> {
  const wired = new Set(wires.flatMap((wire) => [...(wire.from === undefined ? [] : [wire.from]), ...targetsOf(wire)]));
  const owner = new Map<string, Link>();
  for (const link of links) {
    if (wired.has(link.to) || owner.has(link.to) || !nodes.has(link.to)) continue;
    if (!ancestors(link.from, owner).includes(link.to)) owner.set(link.to, link);
  }
  const owned = new Map<string, Link[]>();
  for (const link of owner.values()) owned.set(link.from, [...(owned.get(link.from) ?? []), link]);
  return owned;
}

function ancestors(node: string, owner: ReadonlyMap<string, Link>): readonly string[] {
  const above = [node];
  for (let next = owner.get(node); next !== undefined; next = owner.get(next.from)) above.push(next.from);
  return above;
}

/** Members of a desk stand further apart: the lines on which they hand over are between them. */
const [gap, memberGap, drop, perRow] = [14, 48, 30, 4];

/** A card with what it owns below it, in rows, each on a line from the card's underside. */
export function ownerBlock(id: string, cards: ReadonlyMap<string, Card>, owned: ReadonlyMap<string, readonly Link[]>): Block {
  const card = cards.get(id);
  if (card === undefined) return { ...emptyPlan, members: new Set(), entry: [], exits: new Map() };
  const workers = (owned.get(id) ?? []).map((link) => ({ link, block: ownerBlock(link.to, cards, owned) }));
  const trunk: Point = { x: 22, y: card.height };
  const plans: Plan[] = [{ ...emptyPlan, cards: new Map([[id, { x: 0, y: 0 }]]) }];
  let [width, y] = [card.width + card.stubs, card.height];
  for (let from = 0; from < workers.length; from += perRow) {
    let [x, tallest] = [from === 0 ? 0 : 40, 0];
    const bus = y + drop / 2;
    for (const { link, block } of workers.slice(from, from + perRow)) {
      const top: Point = { x: x + 22, y: y + drop };
      const points = [trunk, { x: trunk.x, y: bus }, { x: top.x, y: bus }, top];
      plans.push(moved(block, x, y + drop), { ...emptyPlan, links: [{ link, points }] });
      width = Math.max(width, x + block.width);
      x += block.width + (link.member === true ? memberGap : gap);
      tallest = Math.max(tallest, block.height);
    }
    y += drop + tallest;
  }
  return {
    ...together(plans, width, y),
    members: new Set([id, ...workers.flatMap(({ block }) => [...block.members])]),
    entry: [{ x: 0, y: inlet }],
    exits: new Map(
      card.rows.map((row) => [
        exitKey(id, row.key),
        [
          { x: card.width, y: row.y },
          { x: width, y: row.y },
        ],
      ]),
    ),
  };
}
