import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { schemaText } from "./schema-file.ts";

test("graph.schema.json is current; if it is not, run `pnpm schema`", () => {
  expect(readFileSync(join(import.meta.dirname, "../graph.schema.json"), "utf8")).toBe(schemaText());
});
