import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { briefSchema } from "./brief/brief.ts";
import { plannedTaskSchema, sourceSchema } from "./tasks/plan.ts";

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");
const page = read("events.md");

interface Field {
  readonly name: string;
  readonly type: string;
}

/** The events of the union `Told`, with their fields: types are gone when a test runs, so they are read as they are written. */
function declared(): ReadonlyMap<string, readonly Field[]> {
  const union = read("events.ts").split("type Told =")[1] ?? "";
  return new Map(
    [...union.matchAll(/\{([^{}]*)\}/g)].map(([, body = ""]) => {
      const fields = [...body.matchAll(/readonly (\w+\??): ([^;]+);?/g)].map(([, name = "", type = ""]) => ({ name, type: type.trim() }));
      const [type, ...rest] = fields;
      return [type?.type.replaceAll('"', "") ?? "", rest];
    }),
  );
}

/** The events of the page, with the rows of their tables. */
function documented(): ReadonlyMap<string, readonly Field[]> {
  return new Map(
    [...page.matchAll(/^### `([\w.]+)`\n\n(?:.+\n)+\n\| field \| type \|\n\|---\|---\|\n((?:\|.*\|\n)+)/gm)].map(([, type = "", rows = ""]) => [
      type,
      [...rows.matchAll(/^\| `(\w+\??)` \| `(.*)` \|$/gm)].map(([, name = "", written = ""]) => ({ name, type: written.replaceAll("\\|", "|") })),
    ]),
  );
}

describe("the page of events", () => {
  test("has every event that a run reports, with its fields and their types, and no other", () => {
    expect(documented().size).toBeGreaterThan(20);
    expect(Object.fromEntries(documented())).toEqual(Object.fromEntries(declared()));
  });

  test("has a word and a table for each heading", () => {
    expect([...page.matchAll(/^### `([\w.]+)`$/gm)].map(([, type]) => type)).toEqual([...documented().keys()]);
  });

  test("says what every type is made of", () => {
    const named = [...declared().values()].flatMap((fields) => fields.flatMap(({ type }) => type.match(/\b[A-Z]\w+/g) ?? []));
    const rows = [...(page.split("## Types")[1] ?? "").matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name = "", what = ""]) => [name, what] as const);
    expect(rows.map(([name]) => name).toSorted()).toEqual([...new Set(named)].toSorted());
    const keysOf = (name: string) => /\{ ([^{}]*) \}/.exec(new Map(rows).get(name) ?? "")?.[1]?.split(", ");
    expect(keysOf("PlannedTask")).toEqual(Object.keys(plannedTaskSchema.unwrap().shape));
    expect(keysOf("Source")).toEqual(Object.keys(sourceSchema.unwrap().shape));
    expect(keysOf("Brief")).toEqual(Object.keys(briefSchema.unwrap().shape));
  });
});
