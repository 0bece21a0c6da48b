import { isJsonObject, type Json } from "@baton/core";

/** One place at which two values differ: undefined where it is not there. */
export interface Difference {
  readonly path: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Where two values differ, as deep as objects and lists go. */
export function differences(before: Json | undefined, after: Json | undefined, path = ""): readonly Difference[] {
  if (before === after) return [];
  const [one, other] = [partsOf(before), partsOf(after)];
  if (one === undefined || other === undefined || Array.isArray(before) !== Array.isArray(after)) {
    return same(before, after) ? [] : [{ path, before, after }];
  }
  const listed = Array.isArray(after);
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((key) => {
    const place = listed ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    return differences(one.get(key), other.get(key), place);
  });
}

function partsOf(value: Json | undefined): ReadonlyMap<string, Json> | undefined {
  if (Array.isArray(value)) return new Map(value.map((item: Json, index): [string, Json] => [String(index), item]));
  return value !== undefined && isJsonObject(value) ? new Map(Object.entries(value)) : undefined;
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
