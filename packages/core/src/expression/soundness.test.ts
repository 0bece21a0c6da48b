import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject, JsonSchema } from "../json.ts";
import { isJsonObject } from "../validate/schema.ts";
import { validator } from "../validate/validator.ts";
import { compileValue } from "./compile.ts";
import type { Compiled } from "./contract.ts";
import { ExpressionError } from "./error.ts";
import { looseCases, typedCases } from "./soundness-arbitraries.ts";

/** Whether a schema leaves something open: then a mismatch can only be found when the expression runs. */
function leavesOpen(schema: Json): boolean {
  if (schema === true || (isJsonObject(schema) && declaresNothing(schema))) return true;
  return typeof schema === "object" && schema !== null && Object.values(schema).some((inner: Json) => leavesOpen(inner));
}

/** An object that says nothing of its properties may have any. */
function declaresNothing({ type, properties, additionalProperties }: JsonObject): boolean {
  return type === "object" && additionalProperties === undefined && Object.keys(isJsonObject(properties) ? properties : {}).length === 0;
}

function scopeOf(x: JsonSchema, y: JsonSchema) {
  return {
    variables: new Map<string, JsonSchema>([
      ["x", x],
      ["y", y],
    ]),
    channels: new Set(["y"]),
  };
}

/** What evaluation gives, or the reason why it fails; anything but an ExpressionError goes on. */
function evaluated(compiled: Compiled, values: Record<string, Json | undefined>): { readonly result: Json } | { readonly reason: string } {
  try {
    return { result: compiled.evaluate(values) };
  } catch (error) {
    if (error instanceof ExpressionError) return { reason: error.reason };
    throw error;
  }
}

/** Runs the property and returns the different expressions that were evaluated. */
function soundness(cases: typeof typedCases, numRuns: number): ReadonlySet<string> {
  const different = new Set<string>();
  fc.assert(
    fc.property(cases, ({ x, y, source, xs, ys }) => {
      const compiled = compileValue(source, scopeOf(x, y));
      if (compiled.problems.length > 0 || !validator(x)(xs).ok || !validator(y)(ys).ok) return true;
      const found = evaluated(compiled, { x: xs, y: ys });
      const wrong = leavesOpen(x) || leavesOpen(y) ? ["invalid"] : ["invalid", "mismatch"];
      if ("reason" in found) return !wrong.includes(found.reason);
      different.add(source);
      return validator(compiled.type)(found.result).ok;
    }),
    { numRuns },
  );
  return different;
}

// The counts see to it that the property is not met by refusing nearly every expression.
test("an expression that checks never raises a type error and gives what its type says, over one rich schema", { timeout: 60_000 }, () => {
  expect(soundness(typedCases, 4_000).size).toBeGreaterThan(1500);
});

test("an expression that checks never raises a type error and gives what its type says, over any schemas", { timeout: 60_000 }, () => {
  expect(soundness(looseCases, 4_000).size).toBeGreaterThan(80);
});

const json = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, 0, 1, -2.5, 1e300, "", "x"),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "__proto__"), tie("json"), { maxKeys: 3 }),
  ),
})).json;

test("whatever the values are, an expression gives JSON or an ExpressionError", { timeout: 60_000 }, () => {
  const property = fc.property(looseCases, json, fc.option(json, { nil: undefined }), ({ x, y, source }, xs, ys) => {
    const compiled = compileValue(source, scopeOf(fc.stringify(xs).length % 3 === 0 ? true : x, y));
    if (compiled.problems.length > 0) return true;
    const found = evaluated(compiled, { x: xs, y: ys });
    return "reason" in found || validator(true)(found.result).ok;
  });
  expect(() => fc.assert(property, { numRuns: 3000 })).not.toThrow();
});
