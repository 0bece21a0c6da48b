import { expect, test } from "vitest";
import type { JsonSchema } from "../json.ts";
import { type Fit, fits } from "./fits.ts";

const object = (properties: Record<string, JsonSchema>, required: readonly string[] = Object.keys(properties), rest?: JsonSchema): JsonSchema => ({
  type: "object",
  properties,
  required,
  ...(rest === undefined ? {} : { additionalProperties: rest }),
});
const S = { type: "string" } as const;
const I = { type: "integer" } as const;
const N = { type: "number" } as const;
const tree: JsonSchema = {
  $ref: "#/$defs/t",
  $defs: { t: { type: "object", properties: { v: I, kids: { type: "array", items: { $ref: "#/$defs/t" } } }, required: ["v"] } },
};

test.each<readonly [JsonSchema, JsonSchema, Fit]>([
  [I, N, "yes"],
  [N, I, "no"],
  [S, I, "no"],
  [true, I, "maybe"],
  [I, true, "yes"],
  [I, { type: "integer", minimum: 1 }, "maybe"],
  [{ type: "integer", minimum: 1 }, { type: "integer", minimum: 1 }, "yes"],
  [{ enum: ["a"] }, { enum: ["a", "b"] }, "yes"],
  [{ enum: ["a", "c"] }, { enum: ["a", "b"] }, "maybe"],
  [{ enum: ["c"] }, { enum: ["a", "b"] }, "no"],
  [S, { enum: ["a", "b"] }, "maybe"],
  [{ type: ["string", "null"] }, S, "maybe"],
  [S, { type: ["string", "null"] }, "yes"],
  [{ type: "array", items: S }, { type: "array", items: I }, "no"],
  [{ type: "array", maxItems: 0, items: false }, { type: "array", items: I }, "yes"],
  [object({ a: S }), object({ a: S }), "yes"],
  [object({ a: S }, []), object({ a: S }), "maybe"],
  [object({ a: S }), object({ a: I }), "no"],
  [object({}, [], false), object({ a: S }), "no"],
  [object({ b: S }), object({ a: S }), "maybe"],
  [object({ a: S, b: S }, ["a", "b"], false), object({ a: S }, ["a"], false), "no"],
  [object({ a: S }, ["a"]), object({ a: S }, ["a"], false), "maybe"],
  [object({ a: S }, ["a"], false), object({}, [], S), "yes"],
  [tree, tree, "maybe"],
  [{ anyOf: [S, I] }, { anyOf: [I, S] }, "yes"],
])("%j into %j: %s", (source, target, fit) => {
  expect(fits(source, target)).toBe(fit);
});
