import { defineKind, expressionSchema, type JsonSchema } from "@baton/core";
import { z } from "zod";

const config = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        when: expressionSchema
          .optional()
          .describe("CEL; a rule without it always matches, one that cannot be evaluated denies.")
          .meta({ examples: ["credit.score < 40"] }),
        then: z.enum(["allow", "deny"]).describe("What the rule says when it matches."),
        reason: z
          .string()
          .min(1)
          .optional()
          .describe("Why, in words for people; goes out with `denied`.")
          .meta({ examples: ["Credit score under 40."] }),
      }),
    )
    .min(1)
    .describe("Read as policies: every rule that matches counts, one denial denies, and without an allowance it is denied.")
    .meta({ examples: [[{ when: "credit.score < 40", then: "deny", reason: "Credit score under 40." }, { then: "allow" }]] }),
});

/** Config of a `gate` node. */
export type GateConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type GateDocument = z.input<typeof config>;

const denied: JsonSchema = {
  type: "object",
  properties: { reason: { type: "string" } },
  required: ["reason"],
  additionalProperties: false,
};

/** A control point on the state, without a model or a person. */
export const gate = defineKind({
  type: "gate",
  version: 1,
  title: "Gate",
  summary: "Lets work pass only where rules on the state allow it.",
  config,
  appearance: { family: "guard", icon: "shield" },
  form: { rules: { widget: "rules" } },
  ports: () => [
    { name: "open", output: undefined, happy: true },
    { name: "denied", output: denied },
  ],
  effects: () => "pure",
  values: (own: GateConfig) =>
    own.rules.flatMap((rule, index) =>
      rule.when === undefined ? [] : [{ path: ["rules", index, "when"], value: rule.when, place: "expression" as const, expects: { type: "boolean" } }],
    ),
});
