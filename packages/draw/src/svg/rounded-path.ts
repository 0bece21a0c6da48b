import type { Point } from "../layout/plan.ts";
import { pixels } from "./xml.ts";

/** A line through points with rounded bends; points on a straight way are left out. */
export function roundedPath(points: readonly Point[], radius: number): string {
  const apart = points.filter((point, index) => index === 0 || distance(points[index - 1] ?? point, point) >= 0.05);
  const bends = apart.filter((point, index) => !isPassed(apart[index - 1], point, apart[index + 1]));
  const [first, ...rest] = bends;
  if (first === undefined) return "";
  const parts = rest.map((bend, index) => {
    const [before, after] = [bends[index], rest[index + 1]];
    if (before === undefined || after === undefined) return `L${at(bend)}`;
    const r = Math.min(radius, distance(before, bend) / 2, distance(bend, after) / 2);
    return `L${at(towards(bend, before, r))}Q${at(bend)} ${at(towards(bend, after, r))}`;
  });
  return `M${at(first)}${parts.join("")}`;
}

/** True for a point that lies on a straight line between its neighbours. */
function isPassed(before: Point | undefined, point: Point, after: Point | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  return (same(before.x, point.x) && same(point.x, after.x)) || (same(before.y, point.y) && same(point.y, after.y));
}

function same(one: number, other: number): boolean {
  return Math.abs(one - other) < 0.05;
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}

function at({ x, y }: Point): string {
  return `${pixels(x)},${pixels(y)}`;
}
