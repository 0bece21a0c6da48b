import type { Link } from "../picture/links.ts";
import type { Wire } from "../picture/wires.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything of a drawing, or of a part of it, stands; from its own upper left corner. */
export interface Plan {
  readonly width: number;
  readonly height: number;
  /** Upper left corners of cards, by node. */
  readonly cards: ReadonlyMap<string, Point>;
  readonly wires: readonly { readonly wire: Wire; readonly points: readonly Point[] }[];
  readonly links: readonly { readonly link: Link; readonly points: readonly Point[] }[];
  readonly frames: readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly many: boolean }[];
  /** Outcomes that stand by themselves, as no port's stub shows them: upper left corners. */
  readonly outcomes: readonly { readonly wire: Wire; readonly at: Point }[];
  readonly start: Point | undefined;
}

/** A part of a drawing that a layout moves as one piece. */
export interface Block extends Plan {
  /** Nodes in it. */
  readonly members: ReadonlySet<string>;
  /** From the left border to what is entered first. */
  readonly entry: readonly Point[];
  /** From a port inside to the right border, by `exitKey`. */
  readonly exits: ReadonlyMap<string, readonly Point[]>;
}

/** Names one port of one node. */
export function exitKey(node: string, row: string): string {
  return `${row} of ${node}`;
}

/** The plan with everything moved. */
export function moved(plan: Plan, dx: number, dy: number): Plan {
  const at = ({ x, y }: Point): Point => ({ x: x + dx, y: y + dy });
  return {
    ...plan,
    cards: new Map([...plan.cards].map(([id, point]) => [id, at(point)])),
    wires: plan.wires.map((each) => ({ ...each, points: each.points.map(at) })),
    links: plan.links.map((each) => ({ ...each, points: each.points.map(at) })),
    frames: plan.frames.map((each) => ({ ...each, ...at(each) })),
    outcomes: plan.outcomes.map((each) => ({ ...each, at: at(each.at) })),
    start: plan.start === undefined ? undefined : at(plan.start),
  };
}

/** Several plans of one place in one. */
export function together(plans: readonly Plan[], width: number, height: number): Plan {
  return {
    width,
    height,
    cards: new Map(plans.flatMap((plan) => [...plan.cards])),
    wires: plans.flatMap((plan) => plan.wires),
    links: plans.flatMap((plan) => plan.links),
    frames: plans.flatMap((plan) => plan.frames),
    outcomes: plans.flatMap((plan) => plan.outcomes),
    start: plans.find((plan) => plan.start !== undefined)?.start,
  };
}

/** A plan with nothing in it. */
export const emptyPlan: Plan = { width: 0, height: 0, cards: new Map(), wires: [], links: [], frames: [], outcomes: [], start: undefined };
