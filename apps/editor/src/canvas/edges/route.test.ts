import type { Point } from "@baton/draw";
import { describe, expect, it } from "vitest";
import { type Box, boxesOf } from "./boxes.ts";
import { route } from "./route.ts";

const box = (x: number, y: number, id = `${x} ${y}`): Box => ({ id, x, y, width: 140, height: 80 });

function crossed(points: readonly Point[], boxes: readonly Box[]): readonly string[] {
  return boxes
    .filter(({ x, y, width, height }) =>
      points.slice(1).some((to, index) => {
        const from = points[index] ?? to;
        const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
        const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
        return left < x + width && right > x && top < y + height && bottom > y;
      }),
    )
    .map(({ id }) => id);
}

describe("a wire's way", () => {
  it("is straight where it can be", () => {
    expect(route({ x: 140, y: 23 }, { x: 300, y: 23 }, boxesOf([box(0, 0), box(300, 0)]))).toHaveLength(2);
  });
  it("has right angles only", () => {
    const way = route({ x: 140, y: 23 }, { x: 300, y: 223 }, boxesOf([box(0, 0), box(300, 200)]));
    expect(way.slice(1).every((to, index) => to.x === way[index]?.x || to.y === way[index]?.y)).toBe(true);
  });
  it("goes round a card that stands between", () => {
    const between = box(300, -10, "between");
    expect(crossed(route({ x: 140, y: 23 }, { x: 600, y: 23 }, boxesOf([box(0, 0), between, box(600, 0)])), [between])).toEqual([]);
  });
  it("goes back round the cards that it leads back over", () => {
    const cards = [box(0, 0, "first"), box(220, 0, "middle"), box(440, 0, "last")];
    expect(crossed(route({ x: 580, y: 40 }, { x: 0, y: 23 }, boxesOf(cards)), cards.slice(1, 2))).toEqual([]);
  });
});
