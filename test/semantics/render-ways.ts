import type { Json } from "@baton/core";
import type { Written } from "./expressions.ts";

/** Loose ends: ports whose target is not known yet, and what is certainly written on all of them. No ends: nothing comes here. */
export interface Way {
  readonly ends: readonly End[];
  readonly written: Written;
}

export interface End {
  readonly fill: (target: string) => void;
  /** The port itself, where an edge may still be given a bound. */
  readonly from?: string;
}

export const nowhere: Way = { ends: [], written: new Set() };

/** What is written once more was. */
export function and(written: Written, more: Readonly<Record<string, Json>>): Written {
  return new Set([...written, ...Object.keys(more)]);
}

/** All these ways come together: what each of them wrote is written. */
export function meet(ways: readonly Way[]): Way {
  const live = ways.filter(({ ends }) => ends.length > 0);
  const [first, ...others] = live;
  if (first === undefined) return nowhere;
  return {
    ends: live.flatMap(({ ends }) => ends),
    written: new Set([...first.written].filter((name) => others.every(({ written }) => written.has(name)))),
  };
}
