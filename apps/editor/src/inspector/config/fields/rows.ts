import { isJsonObject, type Json } from "@baton/core";

/** One row of a list or a mapping. */
export type Row = readonly [key: string | number, value: Json];

/** A list or mapping with another value at a row; a name that is not there is added. */
export function withRow(rows: Json | undefined, key: string | number, value: Json): Json {
  if (Array.isArray(rows)) return rows.with(Number(key), value);
  return { ...(rows !== undefined && isJsonObject(rows) ? rows : {}), [key]: value };
}

/** A list or mapping without a row; undefined where it was the last. */
export function withoutRow(rows: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(rows)) return rows.length === 1 ? undefined : rows.toSpliced(Number(key), 1);
  const rest = Object.entries(rows !== undefined && isJsonObject(rows) ? rows : {}).filter(([each]) => each !== key);
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** A mapping with a row under another name, in its place. */
export function withRowNamed(rows: Json | undefined, key: string | number, to: string): Json | undefined {
  if (rows === undefined || !isJsonObject(rows)) return rows;
  return Object.fromEntries(Object.entries(rows).map(([each, value]) => [each === key ? to : each, value]));
}
