import type { SQLOutputValue } from "node:sqlite";

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A text column. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new TypeError(`Column ${column} holds no text.`);
  return value;
}

/** A column of bytes. */
export function blob(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`Column ${column} holds no bytes.`);
  return value;
}

/** What a JSON column holds: null where the record says undefined. */
export function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** The condition that columns hold the values that a filter names, with what to bind. */
export function matching(filter: Readonly<Record<string, string | undefined>>): { readonly where: string; readonly values: readonly string[] } {
  const named = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { where: ["1", ...named.map(([column]) => `${column} = ?`)].join(" AND "), values: named.map(([, value]) => value) };
}
