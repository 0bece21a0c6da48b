import type { Point } from "@baton/draw";
import { createContext } from "react";
import type { Routes } from "../arrange/use-arrangement.ts";
import { type Boxes, boxesOf } from "./boxes.ts";
import { route } from "./route.ts";

/** What a wire needs to find its way: the engine's ways, and the cards to go round. */
export interface Lines {
  readonly routes: Routes;
  readonly boxes: Boxes;
}

export const LinesContext = createContext<Lines>({ routes: new Map(), boxes: boxesOf([]) });

/** The engine's way where both ends still are where it put them, else a plain one of our own. */
export function wayOf(
  id: string,
  from: Point,
  to: Point,
  { routes, boxes }: Lines,
  own: (from: Point, to: Point, boxes: Boxes) => readonly Point[] = route,
): readonly Point[] {
  const known = routes.get(id);
  const [first, last] = [known?.[0], known?.at(-1)];
  const fits = first !== undefined && last !== undefined && near(first, from) && near(last, to);
  return fits && known !== undefined ? [from, ...known.slice(1, -1), to] : own(from, to, boxes);
}

function near(one: Point, other: Point): boolean {
  return Math.abs(one.x - other.x) < 10 && Math.abs(one.y - other.y) < 1.5;
}

/** The middle of a way's longest level stretch: where a label stands. */
export function labelPlace(points: readonly Point[]): Point & { readonly room: number } {
  const levels = points.slice(1).flatMap((to, index) => {
    const from = points[index];
    return from === undefined || Math.abs(from.y - to.y) > 0.5 ? [] : [{ x: (from.x + to.x) / 2, y: to.y, room: Math.abs(to.x - from.x) }];
  });
  return levels.toSorted((one, other) => other.room - one.room)[0] ?? { x: points[0]?.x ?? 0, y: points[0]?.y ?? 0, room: 0 };
}
