import { defineKind, expressionSchema, type Json, type JsonSchema, nameSchema, type Port, type ValueUse } from "@baton/core";
import { z } from "zod";
import { inputSchema, modelSchema, promptReads } from "../prompt.ts";
import { asksModel, checkRouter } from "./check.ts";

const text = z.string().min(1);

const config = z.strictObject({
  of: expressionSchema
    .optional()
    .describe("What is classified; the model gets it as `value`. Not needed where every route has `when`.")
    .meta({ examples: ["question"] }),
  prompt: text
    .optional()
    .describe("A prompt file in place of the built-in one; the routes are told in any case.")
    .meta({ examples: ["prompts/sort.md"] }),
  input: inputSchema,
  routes: z
    .array(
      z.strictObject({
        port: nameSchema.describe("The way out that this route takes.").meta({ examples: ["refund"] }),
        about: text
          .optional()
          .describe("What belongs here, in words for the model.")
          .meta({ examples: ["The customer wants money back."] }),
        when: expressionSchema
          .optional()
          .describe("CEL; the first route whose condition is true is taken, and no model is asked. The model never chooses a route that has one.")
          .meta({ examples: ["size(question) < 20"] }),
      }),
    )
    .min(1)
    .describe("The ways out, each once.")
    .meta({
      examples: [
        [
          { port: "spam", when: "message.spam" },
          { port: "refund", about: "The customer wants money back." },
        ],
      ],
    }),
  unsure: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe("Confidence under this leaves by `unsure`.")
    .meta({ examples: [0.7] }),
  model: modelSchema,
});

/** Config of a `router` node. */
export type RouterConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type RouterDocument = z.input<typeof config>;

const output: JsonSchema = {
  type: "object",
  properties: { confidence: { type: "number", minimum: 0, maximum: 1 }, reason: { type: "string" } },
  required: ["confidence", "reason"],
  additionalProperties: false,
};

/** Classifies once and sends on: by rules, by a model, or by rules first. */
export const router = defineKind({
  type: "router",
  version: 1,
  title: "Router",
  summary: "Classifies once and sends on, by rules or by a model; low confidence has its own way out.",
  config,
  appearance: { family: "think", icon: "signpost" },
  form: {
    of: { widget: "expression" },
    prompt: { widget: "prompt" },
    input: { widget: "expressions" },
    routes: { widget: "routes" },
    model: { widget: "models" },
  },
  ports: (own: RouterConfig): readonly Port[] => {
    const conditions = (routes: RouterConfig["routes"]): readonly Json[] => routes.flatMap(({ when }) => (when === undefined ? [] : [when]));
    const all = conditions(own.routes);
    return [
      ...own.routes.map(({ port, when }, index): Port => {
        const known = when === undefined ? { unless: all } : { when: [when], unless: conditions(own.routes.slice(0, index)) };
        return { name: port, output, happy: true, explicit: true, ...known };
      }),
      { name: "unsure", output, explicit: true, unless: all },
    ];
  },
  effects: (own) => (asksModel(own) ? "model" : "pure"),
  values: (own) => [
    ...(own.of === undefined ? [] : [{ path: ["of"], value: own.of, place: "expression" as const }]),
    ...Object.entries(own.input).map(([name, value]): ValueUse => ({ path: ["input", name], value, place: "expression" })),
    ...own.routes.flatMap(({ when }, index): readonly ValueUse[] =>
      when === undefined ? [] : [{ path: ["routes", index, "when"], value: when, place: "expression", expects: { type: "boolean" } }],
    ),
  ],
  reads: (own, context) => promptReads(own, context, ["value"]),
  host: (own) => (own.model ?? []).map((name) => ({ type: "model", name, path: ["model"] })),
  files: (own) => (own.prompt === undefined ? [] : [{ file: own.prompt, type: "prompt", path: ["prompt"] }]),
  check: (own, context) => checkRouter(own, context),
});
