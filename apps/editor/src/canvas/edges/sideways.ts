import type { Point } from "@baton/draw";

interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** The side of a card at which a line ends. */
export type Side = "left" | "right" | "below";

/** A line between two cards that has no direction: straight where they stand side by side with nothing between, else underneath. */
export function sideways(
  one: Rectangle,
  other: Rectangle,
  taken: (left: number, top: number, right: number, bottom: number) => boolean,
): { readonly points: readonly Point[]; readonly begins: Side; readonly ends: Side } {
  const [left, right] = one.x <= other.x ? [one, other] : [other, one];
  const [top, bottom] = [Math.max(one.y, other.y), Math.min(one.y + one.height, other.y + other.height)];
  const y = top + Math.min(23, (bottom - top) / 2);
  const [from, to] = [left.x + left.width, right.x];
  if (to - from > 4 && bottom - top > 8 && !taken(from + 1, y - 2, to - 1, y + 2)) {
    const straight = [
      { x: from, y },
      { x: to, y },
    ];
    return one === left ? { points: straight, begins: "right", ends: "left" } : { points: straight.toReversed(), begins: "left", ends: "right" };
  }
  const [a, b] = [one, other].map((box) => ({ x: box.x + box.width / 2, y: box.y + box.height }));
  if (a === undefined || b === undefined) return { points: [], begins: "below", ends: "below" };
  // The further apart, the lower: lines over each other could not be told apart.
  const under = Math.max(a.y, b.y) + 16 + Math.min(Math.abs(a.x - b.x) / 40, 14);
  return { points: [a, { x: a.x, y: under }, { x: b.x, y: under }, b], begins: "below", ends: "below" };
}
