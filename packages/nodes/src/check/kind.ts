import { compileValue, defineKind, expressionSchema, type Graph, graphScope, type Json, type JsonSchema, type ValueUse } from "@baton/core";
import { z } from "zod";
import { measureShape, measureValues } from "../measures.ts";
import { inputSchema, promptReads } from "../prompt.ts";
import { checkCheck } from "./check.ts";

const text = z.string().min(1);

const config = z.strictObject({
  of: expressionSchema.describe("What is judged; `value` in the rules.").meta({ examples: ["reply"] }),
  ...measureShape,
  prompt: text
    .optional()
    .describe("A prompt file for the model in place of the built-in one; the criteria are told in any case.")
    .meta({ examples: ["prompts/quality.md"] }),
  input: inputSchema,
});

/** Config of a `check` node. */
export type CheckConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type CheckDocument = z.input<typeof config>;

const back: JsonSchema = {
  type: "object",
  properties: {
    feedback: { type: "array", items: { type: "string" } },
    score: { type: "number", minimum: 0, maximum: 1 },
    round: { type: "integer", minimum: 1 },
  },
  required: ["feedback", "score", "round"],
  additionalProperties: false,
};

/** Judges a value and sends it back with what is wrong, a bounded number of times. */
export const check = defineKind({
  type: "check",
  version: 1,
  title: "Check",
  summary: "Judges a value by schema, rules and criteria; sends it back with feedback a bounded number of times.",
  config,
  appearance: { family: "guard", icon: "list-checks" },
  form: {
    of: { widget: "expression" },
    rules: { widget: "rules" },
    criteria: { widget: "texts" },
    prompt: { widget: "prompt" },
    input: { widget: "expressions" },
    model: { widget: "models" },
  },
  ports: () => [
    { name: "passed", output: undefined, happy: true },
    { name: "retry", output: back, bounded: true },
    { name: "exhausted", output: back },
  ],
  effects: (own: CheckConfig) => (own.criteria.length > 0 ? "model" : "pure"),
  values: (own, context) => {
    const schema = own.schema === undefined ? undefined : context.schema(own.schema);
    return [
      { path: ["of"], value: own.of, place: "expression", ...(schema === undefined ? {} : { expects: schema }) },
      ...measureValues(own, judgedSchema(own, schema, context.graph)),
      ...Object.entries(own.input).map(([name, value]): ValueUse => ({ path: ["input", name], value, place: "expression" })),
    ];
  },
  reads: (own, context) => promptReads(own, context, ["value"]),
  host: (own) => (own.model ?? []).map((name) => ({ type: "model", name, path: ["model"] })),
  files: (own) => (own.prompt === undefined ? [] : [{ file: own.prompt, type: "prompt", path: ["prompt"] }]),
  schemas: (own) => (own.schema === undefined ? [] : [{ schema: own.schema, path: ["schema"] }]),
  check: (own, context) => checkCheck(own, context),
});

/** Schema of `value` in rules: the check's own, else what is known of the expression. */
export function judgedSchema({ of }: { readonly of: Json }, schema: JsonSchema | undefined, graph: Pick<Graph, "channels" | "params">): JsonSchema {
  return schema ?? compileValue(of, graphScope(graph)).type;
}
