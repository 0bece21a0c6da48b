import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type Json, type JsonObject } from "@baton/core";

/** Whether each of these fields stands in a value with the value wanted, whatever the fields are called. */
export function hasFields(value: Json, wanted: JsonObject = {}): boolean {
  return Object.entries(wanted).every(([field, want]) => isJsonObject(value) && Object.hasOwn(value, field) && isDeepStrictEqual(value[field], want));
}

/** Which of the rows that fit: so many after the first ones. */
export interface Slice {
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** Takes rows in their order, and looks at no more of them than it must. */
export function sliceOf<Row>(rows: Iterable<Row>, { limit = Infinity, offset = 0 }: Slice, fits: (row: Row) => boolean = () => true): readonly Row[] {
  const taken: Row[] = [];
  if (limit <= 0) return taken;
  let skipped = 0;
  for (const row of rows) {
    if (!fits(row)) continue;
    if (skipped++ < offset) continue;
    taken.push(row);
    if (taken.length >= limit) break;
  }
  return taken;
}
