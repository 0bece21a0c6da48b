import { nameSchema } from "@baton/core";
import { z } from "zod";
import { type Measures, measureShape } from "../measures.ts";

/** A worker as its supervisor names it. */
export interface Worker {
  readonly node: string;
  /** Where it is named: `["workers", 0]`, `["workers", "orders"]`. */
  readonly path: readonly (string | number)[];
  readonly passes: readonly string[];
  readonly after: readonly string[];
  readonly required: boolean;
  readonly max?: number | undefined;
  readonly accept?: Measures | undefined;
}

const acceptSchema = z.strictObject(measureShape);

const workerSchema = z.strictObject({
  passes: z
    .array(nameSchema)
    .default([])
    .describe("Channels that this worker sees besides those that all see.")
    .meta({ examples: [["history"]] }),
  after: z
    .array(nameSchema)
    .default([])
    .describe("Workers that must have succeeded before it is sent a task.")
    .meta({ examples: [["verify"]] }),
  required: z.boolean().default(false).describe("The supervisor is not done before this worker succeeded."),
  max: z.int().min(1).optional().describe("How many tasks it is sent at most."),
  accept: acceptSchema
    .optional()
    .describe("What its result is accepted by, with the keys of a check; `value` is the result. What is not good enough goes back to it.")
    .meta({ examples: [{ criteria: ["Every claim names its source."], rounds: 1 }] }),
});

const listed = z.array(nameSchema).min(1);
const detailed = z.record(nameSchema, workerSchema).refine((workers) => Object.keys(workers).length > 0, "it names no worker");

/** Key `workers`: names, or names with what is said of each. */
export const workersSchema = z
  .union([listed, detailed])
  .transform((written): readonly Worker[] =>
    Array.isArray(written)
      ? written.map((node, index) => ({ node, path: ["workers", index], passes: [], after: [], required: false }))
      : Object.entries(written).map(([node, worker]) => ({ node, path: ["workers", node], ...worker })),
  )
  .describe("The nodes that do its tasks: names, or a mapping with what is said of each.")
  .meta({ examples: [["orders", "policy"], { orders: { required: true }, policy: { after: ["orders"], passes: ["history"], max: 2 } }] });
