import type { Json } from "@baton/core";

/** What names stand for inside a branch: its own channels for those that branches may not write, and its item. */
export interface Inside {
  readonly depth: number;
  readonly item: string;
}

/** Outside all branches. */
export const outside: Inside = { depth: 0, item: "1" };

/** The same node or reply as it is written inside a branch. Nothing in a branch tells the time, which depends on who answered when. */
export function asInside<Value extends Json>(value: Value, { depth, item }: Inside): Value {
  const text = JSON.stringify(value).replaceAll(/\btheitem\b/g, item);
  if (depth === 0) return JSON.parse(text);
  return JSON.parse(
    text
      .replaceAll(/\b(?:i0|i1|m0)\b/g, `num${depth}`)
      .replaceAll(/\b(?:txt|memo)\b/g, `word${depth}`)
      .replaceAll("string(now)", "'now'"),
  );
}
