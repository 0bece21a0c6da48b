import type { Json } from "@baton/core";
import { z } from "zod";
import { isWrapper } from "./answer.ts";

const known = z.object({
  type: z.string().optional(),
  enum: z.array(z.json()).min(1).optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
  maximum: z.number().optional(),
  minimum: z.number().optional(),
});

/** An output of a schema as a script writes it, to be filled in: a start for whoever has no rule yet. */
export function sampleOutput(schema: unknown): Json {
  const { type, enum: values, properties, maximum, minimum } = known.safeParse(schema).data ?? { properties: {} };
  if (isWrapper(schema)) return sampleOutput(properties["value"]);
  if (values !== undefined) return asExpression(values[0] ?? null);
  switch (type) {
    case "object":
      return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, sampleOutput(inner)]));
    case "array":
      return [];
    case "number":
    case "integer":
      return maximum ?? minimum ?? 1;
    case "boolean":
      return true;
    default:
      return asExpression("...");
  }
}

/** Constant text needs its quotes in an expression's place. */
function asExpression(value: Json): Json {
  return typeof value === "string" ? `'${value}'` : value;
}
