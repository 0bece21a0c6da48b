import { expressionSchema, type Finding, type JsonSchema, schemaReferenceSchema, type ValueUse } from "@baton/core";
import { z } from "zod";
import type { KindCode } from "./codes.ts";
import { modelSchema } from "./prompt.ts";

const text = z.string().min(1);

/** Keys that say what is good enough: of a check, and of what a worker is accepted by. */
export const measureShape = {
  schema: schemaReferenceSchema
    .optional()
    .describe("A schema that the value must fit.")
    .meta({ examples: ["schemas/reply.json"] }),
  rules: z
    .array(
      z.strictObject({
        require: expressionSchema.describe("CEL over `value` and the state that must be true.").meta({ examples: ["size(value.text) < 2500"] }),
        feedback: text.describe("A template: what is wrong where it is not, in words for who did it.").meta({ examples: ["Keep it under 2500 characters."] }),
      }),
    )
    .default([])
    .describe("Rules that must all hold; one that cannot be evaluated does not hold.")
    .meta({ examples: [[{ require: "size(value.text) < 2500", feedback: "Keep it under 2500 characters." }]] }),
  criteria: z
    .array(text)
    .default([])
    .describe("Criteria that a model judges, once schema and rules are met.")
    .meta({ examples: [["Answers every point of the complaint."]] }),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .default(0.8)
    .describe("Score that the criteria must reach on average, from 0 to 1.")
    .meta({ examples: [0.9] }),
  rounds: z
    .int()
    .min(0)
    .default(2)
    .describe("How often in a row the work is sent back; then it is given up.")
    .meta({ examples: [1] }),
  model: modelSchema,
};

const measuresSchema = z.object(measureShape);

/** What is good enough. */
export type Measures = z.output<typeof measuresSchema>;

/** The expressions of the rules, over a `value` of a schema. */
export function measureValues({ rules }: Pick<Measures, "rules">, value: JsonSchema): readonly ValueUse[] {
  const adds = { value };
  return rules.flatMap(({ require, feedback }, index): readonly ValueUse[] => [
    { path: ["rules", index, "require"], value: require, place: "expression", expects: { type: "boolean" }, adds },
    { path: ["rules", index, "feedback"], value: feedback, place: "template", adds },
  ]);
}

const nothingMeasured: KindCode = "BT193";
const nobodyAsked: KindCode = "BT194";

/** That something is measured at all. */
export function unmeasured(who: string, { schema, rules, criteria }: Measures): readonly Finding[] {
  if (schema !== undefined || rules.length > 0 || criteria.length > 0) return [];
  return [{ code: nothingMeasured, severity: "error", message: `${who} lets everything pass; give it a \`schema\`, \`rules\` or \`criteria\`.`, path: [] }];
}

/** Keys for a model that is never asked. @param at the path of the mapping that has them, in the document */
export function unasked(who: string, { criteria }: Measures, keys: readonly string[], at: readonly (string | number)[]): readonly Finding[] {
  if (criteria.length > 0) return [];
  return keys.map((key) => ({
    code: nobodyAsked,
    severity: "warning",
    message: `${who} has no \`criteria\`, so no model is asked and \`${key}\` has no effect; remove it or write criteria.`,
    path: [key],
    fix: { title: `Remove ${key}`, edits: [{ op: "remove", path: [...at, key] }] },
  }));
}
