import type { Point } from "@baton/draw";

interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** The side of a card at which a line ends. */
export type Side = "left" | "right" | "above" | "below";

interface Way {
  readonly points: readonly Point[];
  readonly begins: Side;
  readonly ends: Side;
}

type Taken = (left: number, top: number, right: number, bottom: number) => boolean;

/** A line between two cards that has no direction: straight where nothing stands between them, else round on the right or underneath. */
export function sideways(one: Rectangle, other: Rectangle, taken: Taken): Way {
  return beside(one, other, taken) ?? stacked(one, other, taken) ?? round(one, other);
}

function beside(one: Rectangle, other: Rectangle, taken: Taken): Way | undefined {
  const [left, right] = one.x <= other.x ? [one, other] : [other, one];
  const [top, bottom] = [Math.max(one.y, other.y), Math.min(one.y + one.height, other.y + other.height)];
  const y = top + Math.min(23, (bottom - top) / 2);
  const [from, to] = [left.x + left.width, right.x];
  if (to - from <= 4 || bottom - top <= 8 || taken(from + 1, y - 2, to - 1, y + 2)) return undefined;
  const points = [
    { x: from, y },
    { x: to, y },
  ];
  return one === left ? { points, begins: "right", ends: "left" } : { points: points.toReversed(), begins: "left", ends: "right" };
}

function stacked(one: Rectangle, other: Rectangle, taken: Taken): Way | undefined {
  const [upper, lower] = one.y <= other.y ? [one, other] : [other, one];
  const [left, right] = [Math.max(one.x, other.x), Math.min(one.x + one.width, other.x + other.width)];
  // Clear of the ring on the upper left, where the owner's line ends.
  const x = Math.max((left + right) / 2, Math.min(left + 56, right - 12));
  const [from, to] = [upper.y + upper.height, lower.y];
  if (to - from <= 4 || right - left <= 24 || taken(x - 2, from + 1, x + 2, to - 1)) return undefined;
  const points = [
    { x, y: from },
    { x, y: to },
  ];
  return one === upper ? { points, begins: "below", ends: "above" } : { points: points.toReversed(), begins: "above", ends: "below" };
}

/** Cards in one column are joined on the right, others underneath; the further apart, the further out, so that two lines do not lie on each other. */
function round(one: Rectangle, other: Rectangle): Way {
  const apart = Math.min(Math.hypot(one.x - other.x, one.y - other.y) / 30, 18);
  const column = Math.abs(one.x - other.x) < Math.max(one.width, other.width);
  if (column) {
    const [a, b] = [
      { x: one.x + one.width, y: one.y + one.height / 2 },
      { x: other.x + other.width, y: other.y + other.height / 2 },
    ];
    const out = Math.max(a.x, b.x) + 16 + apart;
    return { points: [a, { x: out, y: a.y }, { x: out, y: b.y }, b], begins: "right", ends: "right" };
  }
  const [a, b] = [
    { x: one.x + one.width / 2, y: one.y + one.height },
    { x: other.x + other.width / 2, y: other.y + other.height },
  ];
  const under = Math.max(a.y, b.y) + 16 + apart;
  return { points: [a, { x: a.x, y: under }, { x: b.x, y: under }, b], begins: "below", ends: "below" };
}
