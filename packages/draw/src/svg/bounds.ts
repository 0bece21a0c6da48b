import type { Plan } from "../layout/plan.ts";
import type { Card } from "./measure.ts";

/** A rectangle. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a drawing covers, in whole pixels with a margin. */
export function boundsOf(plan: Plan, cards: ReadonlyMap<string, Card>, margin: number): Bounds {
  const boxes: readonly (readonly [number, number, number, number])[] = [
    ...[...plan.cards].flatMap(([id, { x, y }]) => {
      const card = cards.get(id);
      return card === undefined ? [] : [[x, y, x + card.width + card.stubs, y + card.height] as const];
    }),
    ...plan.frames.map(({ x, y, width, height }) => [x, y, x + width, y + height] as const),
    ...[...plan.wires, ...plan.links].flatMap(({ points }) => points.map(({ x, y }) => [x, y, x, y] as const)),
    ...plan.outcomes.map(({ at: { x, y } }) => [x, y, x + 120, y + 26] as const),
    ...(plan.start === undefined ? [] : [[plan.start.x, plan.start.y, plan.start.x + 26, plan.start.y + 26] as const]),
  ];
  const [left, top] = [Math.min(...boxes.map((box) => box[0])), Math.min(...boxes.map((box) => box[1]))];
  const [right, bottom] = [Math.max(...boxes.map((box) => box[2])), Math.max(...boxes.map((box) => box[3]))];
  if (boxes.length === 0) return { x: 0, y: 0, width: margin * 2, height: margin * 2 };
  const [x, y] = [Math.floor(left - margin), Math.floor(top - margin)];
  return { x, y, width: Math.ceil(right + margin) - x, height: Math.ceil(bottom + margin) - y };
}
