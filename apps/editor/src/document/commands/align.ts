import type { Place } from "./places.ts";

/** A card's place and size, by its node. */
export interface Sized extends Place {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export const alignments = ["left", "centre", "right", "top", "middle", "bottom"] as const;
export type Alignment = (typeof alignments)[number];
export const distributions = ["across", "down"] as const;
export type Distribution = (typeof distributions)[number];

/** Puts boxes on one line: a side of the box round them all, or its middle. */
export function aligned(boxes: readonly Sized[], to: Alignment): ReadonlyMap<string, Place> {
  const { left, top, right, bottom } = boundsOf(boxes);
  const place = ({ x, y, width, height }: Sized): Place => {
    switch (to) {
      case "left":
        return { x: left, y };
      case "centre":
        return { x: (left + right - width) / 2, y };
      case "right":
        return { x: right - width, y };
      case "top":
        return { x, y: top };
      case "middle":
        return { x, y: (top + bottom - height) / 2 };
      case "bottom":
        return { x, y: bottom - height };
      default:
        return to satisfies never;
    }
  };
  return new Map(boxes.map((box) => [box.id, place(box)]));
}

/** Leaves the same room between neighbours; the first and the last stay. */
export function distributed(boxes: readonly Sized[], way: Distribution): ReadonlyMap<string, Place> {
  const [start, size] = way === "across" ? (["x", "width"] as const) : (["y", "height"] as const);
  const order = boxes.toSorted((one, other) => one[start] - other[start]);
  const [first, last] = [order[0], order.at(-1)];
  if (first === undefined || last === undefined || order.length < 3) return new Map();
  const room = last[start] + last[size] - first[start] - order.reduce((sum, box) => sum + box[size], 0);
  const gap = room / (order.length - 1);
  let next = first[start];
  return new Map(
    order.map((box) => {
      const at = next;
      next += box[size] + gap;
      return [box.id, { x: box.x, y: box.y, [start]: at }];
    }),
  );
}

/** The box round boxes. */
export function boundsOf(boxes: readonly Omit<Sized, "id">[]): {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
} {
  return boxes.reduce(
    (bounds, { x, y, width, height }) => ({
      left: Math.min(bounds.left, x),
      top: Math.min(bounds.top, y),
      right: Math.max(bounds.right, x + width),
      bottom: Math.max(bounds.bottom, y + height),
    }),
    { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity },
  );
}
