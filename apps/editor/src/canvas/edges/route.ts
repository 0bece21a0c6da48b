import type { Point } from "@baton/draw";
import type { Boxes } from "./boxes.ts";

const [stem, clear] = [18, 14];

/** A way at right angles from a port on the right to one on the left, round the cards between where that can be. */
export function route(from: Point, to: Point, boxes: Boxes): readonly Point[] {
  let best: readonly Point[] = [from, to];
  let least = Infinity;
  for (const way of ways(from, to, boxes)) {
    const cost = costOf(way, boxes);
    if (cost < least) [best, least] = [way, cost];
    if (least < 1_000 && way.length <= 4) break;
  }
  return best;
}

/** Ways worth trying, the plainest first. */
function ways(from: Point, to: Point, boxes: Boxes): readonly (readonly Point[])[] {
  const forward = to.x >= from.x + stem + 6;
  if (forward && Math.abs(from.y - to.y) < 0.5) return [[from, to], ...rounds(from, to, boxes)];
  const bends = forward ? [...new Set([(from.x + to.x) / 2, to.x - stem, from.x + stem])] : [];
  return [...bends.map((x) => [from, { x, y: from.y }, { x, y: to.y }, to]), ...rounds(from, to, boxes)];
}

/** Out, up or down to a clear height, along, and in. */
function rounds(from: Point, to: Point, boxes: Boxes): readonly (readonly Point[])[] {
  const [out, into] = [from.x + stem, to.x - stem];
  const [left, right] = [Math.min(out, into) - 6, Math.max(out, into) + 6];
  const between = boxes.within(left, Math.min(from.y, to.y) - 200, right, Math.max(from.y, to.y) + 200);
  const heights = [(from.y + to.y) / 2, ...between.flatMap((box) => [box.y - clear, box.y + box.height + clear])];
  const near = heights.toSorted((one, other) => far(one, from, to) - far(other, from, to)).slice(0, 12);
  return near.map((y) => [from, { x: out, y: from.y }, { x: out, y }, { x: into, y }, { x: into, y: to.y }, to]);
}

function far(y: number, from: Point, to: Point): number {
  return Math.abs(y - from.y) + Math.abs(y - to.y);
}

/** Cards that a way crosses cost most, then its length, then its bends. */
function costOf(way: readonly Point[], boxes: Boxes): number {
  const last = way.length - 1;
  return way.slice(1).reduce((sum, point, index) => {
    const before = way[index] ?? point;
    // The ends stand at their own cards.
    const [shrinkStart, shrinkEnd] = [index === 0 ? 6 : 0, index === last - 1 ? 6 : 0];
    const [left, right] = [Math.min(before.x, point.x), Math.max(before.x, point.x)];
    const [top, bottom] = [Math.min(before.y, point.y), Math.max(before.y, point.y)];
    const hits = boxes.within(left + shrinkStart, top - 4, right - shrinkEnd, bottom + 4).length;
    return sum + hits * 1_000 + (right - left) + (bottom - top) + 12;
  }, 0);
}

/** From an owner's underside to the upper side of what it owns, or to the underside of what stands beside it. */
export function hang(from: Point, to: Point): readonly Point[] {
  const middle = to.y > from.y + 8 ? (from.y + to.y) / 2 : Math.max(from.y, to.y) + 14;
  return [from, { x: from.x, y: middle }, { x: to.x, y: middle }, to];
}
