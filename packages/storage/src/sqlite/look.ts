import { isBaseMessage } from "@langchain/core/messages";

/** An object inside a value, with the keys and values that it had. */
interface Holder {
  readonly object: object;
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
}

/** How a value looked: every object in it, so that a change made in place is seen. */
export type Look = readonly Holder[];

/** Data, whose text follows from what its keys hold; other objects keep state that cannot be seen from outside. */
function isData(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null || isBaseMessage(value);
}

/** Takes a look at a value; undefined where a later change could not be seen. */
export function lookAt(value: object): Look | undefined {
  const seen = new Set([value]);
  const look: Holder[] = [];
  for (const object of seen) {
    if (!isData(object)) return undefined;
    const keys = Object.keys(object);
    const values: readonly unknown[] = Object.values(object);
    for (const inner of values) {
      if (typeof inner === "function") return undefined;
      if (typeof inner === "object" && inner !== null) seen.add(inner);
    }
    look.push({ object, keys, values });
  }
  return look;
}

/** True where nothing in the value has changed since. */
export function looksSame(look: Look): boolean {
  return look.every(({ object, keys, values }) => {
    const now = Object.keys(object);
    return now.length === keys.length && now.every((key, at) => key === keys[at] && Reflect.get(object, key) === values[at]);
  });
}
