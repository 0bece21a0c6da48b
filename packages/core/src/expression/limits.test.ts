import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonSchema } from "../json.ts";
import { compileValue } from "./compile.ts";
import { ExpressionError } from "./error.ts";

const scope = {
  variables: new Map<string, JsonSchema>([
    ["list", { type: "array", items: { type: "integer" } }],
    ["texts", { type: "array", items: { type: "string" } }],
    ["text", { type: "string" }],
    ["any", true],
  ]),
};
const list: readonly Json[] = Array.from({ length: 20_000 }, (_, index) => index);
const text = "a".repeat(1_000_000);
const values = { list, texts: Array.from({ length: 5000 }, () => text), text, any: list };

/** Generous for a busy machine; without the limits each of these takes minutes, or all memory. */
const LONGEST = 3000;

function outcome(source: string): string {
  const start = performance.now();
  const compiled = compileValue(source, scope);
  try {
    return compiled.problems[0]?.code ?? typeof compiled.evaluate(values);
  } catch (error) {
    return error instanceof ExpressionError ? error.reason : String(error);
  } finally {
    expect(performance.now() - start).toBeLessThan(LONGEST);
  }
}

test.each([
  ["list.all(a, list.all(b, a + b >= 0))", "cost"],
  ["any.all(a, any.all(b, a + b >= 0))", "cost"],
  ["list.all(a, list.exists(b, text.size() == a))", "cost"],
  ["list.map(a, list.map(b, texts))", "cost"],
  ["list.map(a, texts).flatten().flatten()", "cost"],
  ["list.map(a, text)", "cost"],
  ["texts.join('')", "cost"],
  ["texts.map(t, t + t).distinct()", "cost"],
  ["list.all(a, a in list)", "cost"],
  ["list.filter(a, list == list.map(b, b))", "cost"],
  ["list.exists(a, 1 / 0 == 1)", "cost"],
  ["list.exists(a, text.matches('a*b'))", "cost"],
  ["list.map(a, list.sortBy(b, -b)).size()", "cost"],
  ["{{ list.map(a, text) }}", "cost"],
  ["list.map(a, text.replace('a', 'aaaaaaaaaa')).size()", "cost"],
  ["list.map(a, text.split('')).size()", "cost"],
  ["list.all(a, list.all(b, list.all(c, true)))", "cost"],
  ["text.matches('(a+)+$')", "cost"],
  ["text.matches(text)", "cost"],
  [`${"(".repeat(2000)}1${")".repeat(2000)}`, "size"],
  [`${"!".repeat(4000)}true`, "size"],
  [`1${" + 1".repeat(900)}`, "size"],
  ["-".repeat(5000), "size"],
  [`[${"[".repeat(1000)}`, "size"],
  ["{{ 1 }}".repeat(2000), "size"],
  [`{{ '${"{{".repeat(10_000)}`, "syntax"],
])("%.60s is stopped", (source, expected) => {
  expect(outcome(source)).toBe(expected);
});

test("deep data is refused or read, but never ends the process", () => {
  let deep: Json = 1;
  for (let level = 0; level < 50_000; level += 1) deep = [deep];
  const run = (source: string) => () => compileValue(source, scope).evaluate({ any: deep });
  expect(run("[any, timestamp('2026-01-01')]")).toThrow(ExpressionError);
  expect(run("any == [any]")).toThrow(ExpressionError);
  expect(run("{{ any }}")).toThrow(ExpressionError);
  expect(compileValue(deep, scope).problems).toMatchObject([{ code: "size" }]);
});

test("any text compiles to code or to problems inside it", () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        "any",
        ".",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "{{",
        "}}",
        "'",
        '"',
        "\\",
        "?",
        ":",
        "&&",
        "!",
        "1",
        "1u",
        "b'x'",
        "0x",
        "1e",
        ".map(",
        "has(",
        "//",
        "\n",
        "in",
        "é",
        "😀",
      ),
      fc.string(),
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const source = parts.join("");
      for (const { start, end, message } of compileValue(source, scope).problems) {
        expect(start >= 0 && start <= end && end <= source.length, `${start}..${end} of ${source.length}`).toBe(true);
        expect(message).toMatch(/[.?`]$/);
      }
    }),
    { numRuns: 3000 },
  );
});
