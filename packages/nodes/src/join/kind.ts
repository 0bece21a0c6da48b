import {
  compileValue,
  defineKind,
  expressionSchema,
  type JsonSchema,
  type KindContext,
  nameSchema,
  type Port,
  schemaReferenceSchema,
  type ValueUse,
  withVariables,
} from "@baton/core";
import { z } from "zod";
import { inputSchema, modelSchema, promptReads } from "../prompt.ts";
import { scopeInside } from "../scope.ts";
import { objectOf } from "../schema.ts";
import { checkJoin } from "./check.ts";

const config = z.strictObject({
  of: nameSchema.describe("The parallel node whose branches meet here.").meta({ examples: ["checks"] }),
  collect: expressionSchema
    .optional()
    .describe("What each branch gives, evaluated in the branch.")
    .meta({ examples: ["score", { id: "item.id", score: "score" }] }),
  need: z
    .union([z.literal("all"), z.int().min(0)])
    .default("all")
    .describe("How many branches must succeed; else the join fails. 0 takes whatever came.")
    .meta({ examples: ["all", 3, 0] }),
  rule: expressionSchema
    .optional()
    .describe("CEL over `results` that makes one value of them.")
    .meta({ examples: ["results.filter(r, r.status == 'done').map(r, r.value.amount_minor).sum()"] }),
  vote: expressionSchema
    .optional()
    .describe("CEL over `value`, the vote of one branch; the vote of more than half of those that voted wins.")
    .meta({ examples: ["value.decision"] }),
  prompt: z
    .string()
    .min(1)
    .optional()
    .describe("A prompt file: a model makes one value of the results, which it is shown as `results`.")
    .meta({ examples: ["prompts/reconcile.md"] }),
  input: inputSchema,
  output: schemaReferenceSchema
    .optional()
    .describe("Schema of what the model gives; text where none is named.")
    .meta({ examples: ["schemas/reconciled.json"] }),
  model: modelSchema,
  conflict: expressionSchema
    .optional()
    .describe("CEL over `output` and `results`; where it is true the join leaves by `conflict`.")
    .meta({ examples: ["size(output.conflicts) > 0"] }),
});

/** Config of a `join` node. */
export type JoinConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type JoinDocument = z.input<typeof config>;

const text: JsonSchema = { type: "string" };
const integer: JsonSchema = { type: "integer" };

/** Where the branches of a parallel node meet. */
export const join = defineKind({
  type: "join",
  version: 1,
  title: "Join",
  summary: "Waits for the branches of a parallel node and makes one result of theirs.",
  config,
  appearance: { family: "flow", icon: "merge" },
  form: {
    of: { widget: "node" },
    rule: { widget: "expression" },
    vote: { widget: "expression" },
    prompt: { widget: "prompt" },
    input: { widget: "expressions" },
    model: { widget: "models" },
  },
  ports: (own: JoinConfig, context): readonly Port[] => {
    const output = outputSchema(own, context);
    const adds = { results: resultsSchema(own, context) };
    return [{ name: "done", output, adds, happy: true }, ...(own.conflict === undefined && own.vote === undefined ? [] : [{ name: "conflict", output, adds }])];
  },
  effects: (own) => (own.prompt === undefined ? "pure" : "model"),
  values: (own, context): readonly ValueUse[] => {
    const results = resultsSchema(own, context);
    return [
      ...Object.entries(own.input).map(([name, value]): ValueUse => ({ path: ["input", name], value, place: "expression" })),
      ...(own.rule === undefined ? [] : [{ path: ["rule"], value: own.rule, place: "expression" as const, adds: { results } }]),
      ...(own.vote === undefined ? [] : [{ path: ["vote"], value: own.vote, place: "expression" as const, adds: { value: valueSchema(own, context) } }]),
      ...(own.conflict === undefined
        ? []
        : [
            {
              path: ["conflict"],
              value: own.conflict,
              place: "expression" as const,
              adds: { results, output: outputSchema(own, context) },
              expects: { type: "boolean" },
            },
          ]),
    ];
  },
  reads: (own, context) => promptReads(own, context, ["results"]),
  host: (own) => (own.model ?? []).map((name) => ({ type: "model", name, path: ["model"] })),
  files: (own) => (own.prompt === undefined ? [] : [{ file: own.prompt, type: "prompt", path: ["prompt"] }]),
  schemas: (own) => (own.prompt === undefined && own.output === undefined ? [] : [{ schema: own.output ?? "string", path: ["output"] }]),
  region: (own) => ({
    type: "closes",
    of: own.of,
    path: ["of"],
    need: own.need,
    ...(own.collect === undefined ? {} : { collect: { value: own.collect, path: ["collect"] } }),
  }),
  check: checkJoin,
});

/** What the node gives: the rule's value, the model's, the count of votes, or all results. */
export function outputSchema(own: JoinConfig, context: KindContext): JsonSchema {
  const results = resultsSchema(own, context);
  if (own.rule !== undefined) return compileValue(own.rule, withVariables(scopeInside(context.graph, context.locals()), { results })).type;
  if (own.prompt !== undefined) return context.schema(own.output ?? "string") ?? true;
  if (own.vote === undefined) return results;
  const vote = compileValue(own.vote, withVariables(scopeInside(context.graph, context.locals()), { value: valueSchema(own, context) })).type;
  const ballot = objectOf({ branch: text, index: integer, vote });
  return {
    type: "object",
    properties: { winner: vote, count: integer, of: integer, votes: { type: "array", items: ballot } },
    required: ["count", "of", "votes"],
    additionalProperties: false,
  };
}

/** Schema of `results`, one for each branch, in branch order. */
export function resultsSchema(own: JoinConfig, context: KindContext): JsonSchema {
  const item = regionOf(own, context)?.many === true ? { item: true } : {};
  return {
    type: "array",
    items: {
      type: "object",
      properties: { branch: text, index: integer, status: { enum: ["done", "failed"] }, ...item, value: valueSchema(own, context), error: failure },
      required: ["branch", "index", "status"],
      additionalProperties: false,
    },
  };
}

const failure: JsonSchema = {
  type: "object",
  properties: { code: text, layer: text, message: text, node: text, attempt: integer },
  required: ["code", "layer", "message", "node", "attempt"],
  additionalProperties: false,
};

export function valueSchema(own: JoinConfig, context: KindContext): JsonSchema {
  if (own.collect === undefined) return { type: "null" };
  const locals = Object.entries(regionOf(own, context)?.locals ?? {}).map(([name, { schema }]): [string, JsonSchema] => [name, schema]);
  return compileValue(own.collect, scopeInside(context.graph, { ...context.locals(), ...Object.fromEntries(locals) })).type;
}

/** The region that the join closes, as the node that opens it says. */
export function regionOf(own: Pick<JoinConfig, "of">, context: KindContext) {
  const opener = context.kindOf(own.of);
  const region = opener?.kind.region(opener.node.config, opener.context);
  return region?.type === "opens" ? region : undefined;
}
