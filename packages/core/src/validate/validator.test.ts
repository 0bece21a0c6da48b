import { expect, test } from "vitest";
import type { Json, JsonSchema } from "../json.ts";
import { bundle } from "./bundle.ts";
import { schemaProblems } from "./schema-problems.ts";
import { validator } from "./validator.ts";

const order: JsonSchema = {
  $id: "https://example.com/order.json",
  type: "object",
  properties: {
    id: { type: "string", pattern: "^[A-Z]-\\d+$" },
    lines: { type: "array", minItems: 1, items: { $ref: "#/$defs/line" } },
    "odd/name~": { type: "integer" },
    mail: { type: "string", format: "email" },
    day: { type: "string", format: "date" },
    at: { type: "string", format: "date-time" },
    link: { type: "string", format: "uri" },
    key: { type: "string", format: "uuid" },
    note: { anyOf: [{ type: "string", minLength: 3 }, { type: "null" }] },
  },
  required: ["id", "lines"],
  additionalProperties: false,
  $defs: {
    line: {
      type: "object",
      properties: { n: { type: "integer", minimum: 1 }, unit: { enum: ["kg", "pc"] }, parts: { type: "array", items: { $ref: "#/$defs/line" } } },
      required: ["n", "unit"],
    },
  },
};

/** Problems as `path: message`. */
function problems(schema: JsonSchema, value: unknown): readonly string[] {
  const found = validator(schema)(value);
  return found.ok ? [] : found.problems.map(({ path, message }) => `${path}: ${message}`);
}

test("a value that fits has no problems", () => {
  expect(
    problems(order, {
      id: "A-1",
      lines: [{ n: 1, unit: "kg", parts: [{ n: 2, unit: "pc" }] }],
      note: null,
      mail: "a@b.org",
      day: "2026-02-28",
      at: "2026-02-28T10:00:00Z",
    }),
  ).toEqual([]);
});

test("every problem is told with its place, in plain words", () => {
  const value = {
    id: "a1",
    lines: [{ n: 0, unit: "g" }, { parts: [{ n: 1.5, unit: "pc" }] }],
    "odd/name~": "x",
    extra: 1,
    note: "no",
    mail: "nobody",
    day: "2026-02-30",
    at: "yesterday",
    link: "no link",
    key: "1",
  };
  expect(problems(order, value)).toEqual([
    '/id: This should be of the form ^[A-Z]-\\d+$, but is "a1".',
    "/lines/0/n: This should be at least 1, but is 0.",
    '/lines/0/unit: This should be one of "kg", "pc", but is "g".',
    "/lines/1: `n`, `unit` are missing.",
    "/lines/1/parts/0/n: This should be a whole number, but is a number.",
    "/odd~1name~0: This should be a whole number, but is text.",
    '/mail: This should be an e-mail address, but is "nobody".',
    '/day: This should be a date like 2026-03-31, but is "2026-02-30".',
    '/at: This should be a date and time like 2026-03-31T14:00:00Z, but is "yesterday".',
    '/link: This should be a full address (URI), but is "no link".',
    '/key: This should be a UUID, but is "1".',
    "/note: This text is too short: it needs at least 3 characters.",
    "/extra: `extra` is not allowed here.",
  ]);
});

test("of several forms the one that was meant is explained, else that none fits", () => {
  const forms: JsonSchema = {
    anyOf: [{ type: "object", properties: { a: { type: "integer" } }, required: ["a"], additionalProperties: false }, { type: "string" }],
  };
  expect(problems(forms, { a: "x", b: 1 })).toEqual(["/a: This should be a whole number, but is text.", "/b: `b` is not allowed here."]);
  expect(problems(forms, 5)).toEqual([": This has none of the allowed forms, or more than one."]);
});

test("what is not JSON, or too deep, is refused", () => {
  let deep: Json = 1;
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect(problems(true, undefined)).toEqual([": There is no value."]);
  expect(problems(true, { a: [1n] })).toEqual(["/a/0: A bigint is not a JSON value."]);
  expect(problems(true, Number.NaN)).toEqual([": This number is not finite."]);
  expect(problems(true, { ["k".repeat(2000)]: 1 })[0]).toContain("longer than 1000");
  expect(problems(order, deep)[0]).toContain("nested more than 200 levels deep");
});

test.each<readonly [JsonSchema, string]>([
  [{ type: "strng" }, "/type"],
  [{ $ref: "#/$defs/none" }, "/$ref"],
  [{ $ref: "https://example.com/other.json" }, "/$ref"],
  [{ $ref: "#" }, ""],
  [{ $defs: { a: { anyOf: [{ $ref: "#/$defs/b" }] }, b: { allOf: [{ $ref: "#/$defs/a" }] } }, $ref: "#/$defs/a" }, "/$defs/a"],
  [{ properties: { a: { pattern: "(a+)+$" } } }, "/properties/a/pattern"],
  [{ patternProperties: { "(a+)+$": true } }, "/patternProperties"],
  [{ properties: [] }, "/properties"],
  [{ items: [{ type: "string" }] }, "/items"],
  [{ required: "a" }, "/required"],
  [{ minLength: -1 }, "/minLength"],
  [{ enum: [] }, "/enum"],
])("an unusable schema admits nothing and says where it is wrong: %j", (schema, path) => {
  expect(schemaProblems(schema).map((problem) => problem.path)).toContain(path);
  expect(validator(schema)({ a: "x" })).toMatchObject({ ok: false });
});

test("costly keywords see values of a bounded size only", () => {
  const long = "a".repeat(100_000);
  const start = performance.now();
  expect(problems({ type: "string", pattern: "a*b$" }, long)[0]).toContain("too long");
  expect(problems({ type: "string", format: "uri" }, long)[0]).toContain("too long");
  expect(
    problems(
      { type: "array", uniqueItems: true },
      Array.from({ length: 50_000 }, (_, index) => [index]),
    )[0],
  ).toContain("too long");
  expect(performance.now() - start).toBeLessThan(3000);
});

test("the schema is left as it was, frozen or not, and its validator is built once", () => {
  const schema = Object.freeze({
    type: "object",
    properties: Object.freeze({ a: Object.freeze({ $ref: "#/$defs/b" }) }),
    $defs: Object.freeze({ b: Object.freeze({ type: "integer" }) }),
  });
  const before = JSON.stringify(schema);
  expect(problems(schema, { a: "x" })).toHaveLength(1);
  expect(JSON.stringify(schema)).toBe(before);
  expect(validator(schema)).toBe(validator(schema));
});

test("a part of a schema takes along what it refers to", () => {
  expect(bundle({ type: "array", items: { $ref: "#/$defs/line" } }, order)).toMatchObject({
    items: { $ref: "#/$defs/line" },
    $defs: { line: { properties: { parts: { items: { $ref: "#/$defs/line" } } } } },
  });
  expect(bundle({ $ref: "#/properties/odd~1name~0" }, order)).toEqual({ $ref: "#/$defs/odd_1name_0", $defs: { odd_1name_0: { type: "integer" } } });
  expect(validator(bundle({ $ref: "#" }, order))({ id: "A-1", lines: [{ n: 1, unit: "kg" }] })).toEqual({ ok: true });
});

test("an integer is one that JSON holds exactly; a number may be larger", () => {
  const schema: JsonSchema = { type: "object", properties: { n: { type: ["integer", "null"] }, x: { type: "number" } } };
  expect(problems(schema, { n: Number.MAX_SAFE_INTEGER, x: 1e300 })).toEqual([]);
  expect(problems(schema, { n: null, x: 2 ** 53 })).toEqual([]);
  expect(problems(schema, { n: 2 ** 53 })).toHaveLength(1);
  expect(problems({ type: "integer" }, -(2 ** 53))).toHaveLength(1);
});
