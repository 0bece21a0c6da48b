import type { SQLInputValue } from "node:sqlite";

/** A condition, with what to bind. Columns are named by us, never by who asks. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** Any SQL with what to bind. */
export function condition(sql: string, ...values: readonly SQLInputValue[]): Condition {
  return { sql, values };
}

/** That a column holds a value; nothing is asked where the value is undefined. */
export function equals(column: string, value: string | undefined): Condition | undefined {
  return value === undefined ? undefined : condition(`${column} = ?`, value);
}

/** That a column holds one of these values. */
export function oneOf(column: string, values: readonly string[] | undefined): Condition | undefined {
  if (values === undefined) return undefined;
  // One value alone lets an index give the order too.
  return values.length === 1 ? equals(column, values[0]) : condition(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(values));
}

/**
 * That a column of states holds one of these. They stand in the SQL itself: a partial index is chosen by what is written, and where SQLite looked at a bound
 * value to choose one, it prepares the statement anew for each.
 */
export function inState(column: string, states: string | readonly string[] | undefined): Condition | undefined {
  const all = typeof states === "string" ? [states] : states;
  if (all?.every((state) => /^[a-z_]+$/.test(state)) !== true) return oneOf(column, all);
  const written = all.map((state) => `'${state}'`).join(", ");
  return condition(all.length === 1 ? `${column} = ${written}` : `${column} IN (${written})`);
}

/** What the text of a column of JSON must contain for these fields to stand in it; whether they do, is to be seen in the value. */
export function mayHaveFields(column: string, fields: object = {}): readonly Condition[] {
  return Object.entries(fields).map(([field, value]: [string, unknown]) => {
    const start = `${JSON.stringify(field)}:`;
    const text = typeof value === "object" && value !== null ? start : start + JSON.stringify(value);
    return condition(`instr(${column}, ?) > 0`, text);
  });
}

/** That all of them hold. */
export function allOf(...conditions: readonly (Condition | undefined)[]): Condition {
  const asked = conditions.filter((each) => each !== undefined);
  return condition(["1", ...asked.map(({ sql }) => sql)].join(" AND "), ...asked.flatMap(({ values }) => values));
}
