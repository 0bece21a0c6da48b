import { z } from "zod";
import { CEL_WORDS, RESERVED_NAMES } from "../expression/reserved.ts";
import type { Json } from "../json.ts";
import { durationPattern } from "./duration.ts";

const notNames = [...CEL_WORDS, ...RESERVED_NAMES];

/** Why a text cannot be a name of the document; undefined if it can. */
export function nameProblem(name: string): string | undefined {
  if (CEL_WORDS.has(name)) return "it is a word of the expression language";
  if (RESERVED_NAMES.has(name)) return "the format gives it a meaning of its own";
  return /^[a-z][a-z0-9_]*$/.test(name) ? undefined : "a name has small letters, digits and underscores, and begins with a letter";
}

/** A name of the document: a node, channel, port, outcome. */
export const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "a name has small letters, digits and underscores, and begins with a letter")
  .refine((name) => !CEL_WORDS.has(name) && !RESERVED_NAMES.has(name), "it has a meaning of its own in expressions or in the format")
  .meta({ not: { enum: notNames } });

const json = z.custom<Json>((value) => value !== undefined, "it is missing");

/** A value in an expression's place: CEL, a template (`{{ }}`), or data with these inside. */
export const expressionSchema = json.describe(
  "CEL; text with {{ }} is a template; numbers, lists and mappings are data with expressions inside; constant text is \"'text'\".",
);

/** Data taken as it stands. */
export const dataSchema = json;

/** A schema named or written out: a type's name, a path, `list(...)`, or a JSON Schema mapping. */
export const schemaReferenceSchema = z
  .union([z.string().min(1), z.record(z.string(), json)])
  .describe("A schema: string, integer, number, boolean, object, a path such as schemas/a.json#/$defs/b, list(...) of one of these, or a JSON Schema.")
  .meta({ examples: ["string", "schemas/invoice.json", "list(schemas/finding.json)"] });

const versionPattern = /\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?/;

/** A version of a graph: `1.2.0`. */
export const versionSchema = z
  .string()
  .regex(new RegExp(`^${versionPattern.source}$`), "a version is three numbers, as in 1.2.0")
  .meta({ examples: ["1.2.0"] });

/** Another graph, by its id alone or pinned: `name`, `name@1.2.0`, `name@sha256-...`. */
export const graphReferenceSchema = z
  .string()
  .regex(
    new RegExp(`^[a-z][a-z0-9_-]*(?:@(?:${versionPattern.source}|sha256-[0-9a-f]{64}))?$`),
    "a graph is named by its id, with a version or a digest where it is pinned: name, name@1.2.0 or name@sha256-…",
  )
  .meta({ examples: ["vendor-screening", "vendor-screening@1.2.0"] });

/** `30s 15m 4h 3d`. */
export const durationSchema = z
  .string()
  .regex(durationPattern, "a duration is a whole number and a unit: 30s, 15m, 4h, 3d")
  .meta({ examples: ["30s", "15m", "4h", "3d"] });

const count = z.int().min(0);

/** Limits of a run or of one execution of a node. */
export const limitsSchema = z
  .strictObject({
    steps: count.optional().describe("Activations of nodes."),
    modelCalls: count.optional().describe("Calls of a model."),
    toolCalls: count.optional().describe("Calls of tools."),
    tokens: count.optional().describe("Tokens in and out."),
    costUsd: z.number().min(0).optional().describe("US dollars, by the host's prices."),
    time: durationSchema.optional().describe("Working time; waiting for a person does not count."),
    handoffs: count.optional().describe("Handoffs between agents."),
    tools: z.record(z.string(), count).optional().describe("Calls of one tool, by its name."),
  })
  .describe("What stops it; a limit that is not named does not apply.")
  .meta({ examples: [{ steps: 60, modelCalls: 30, costUsd: 1.5, time: "5m", tools: { release_payment: 1 } }] });

const approver = z.strictObject({
  role: z.string().min(1).describe("A role of the host, or `requester`: who started the run."),
  count: z.int().min(1).optional().describe("How many different people of this role; 1 where left out."),
  fourEyes: z.boolean().optional().describe("Excludes the requester and whoever edited."),
});

/** Who must decide, as authored: a role, a mapping, or a list of these, each needed. */
export const approversSchema = z
  .union([z.string().min(1), approver, z.array(z.union([z.string().min(1), approver])).min(1)])
  .describe("Who must decide: a role, { role, count, fourEyes }, or a list of these, each needed.")
  .meta({ examples: ["controller", { role: "team_lead", fourEyes: true }] });

/** Keys of a deadline for people, shared by policies and reviews. */
export const deadlineShape = {
  expires: durationSchema.optional().describe("How long people have."),
  calendar: z.string().min(1).optional().describe("A calendar of the host: durations count working time."),
  escalate: z
    .array(z.strictObject({ after: durationSchema.describe("Time after which `to` may decide too."), to: z.string().min(1).describe("A role.") }))
    .optional()
    .describe("Who may decide too, and from when on."),
};

/** What leaving a port writes: a channel (that takes `output`), or right sides by channel. */
export const writesSchema = z
  .union([nameSchema, z.record(nameSchema, expressionSchema)])
  .describe("Channels to write: one name for the whole output, or expressions over `output` by channel.")
  .meta({ examples: ["invoice", { matched: "output", findings: "output.findings" }] });

/** Keys that nodes of every kind have. */
export const commonShape = {
  title: z.string().optional().describe("A name for people; not hashed."),
  note: z.string().optional().describe("A remark for people; not hashed."),
  writes: writesSchema.optional(),
  writesOn: z
    .record(z.string(), writesSchema)
    .optional()
    .describe("What leaving another port than the first writes.")
    .meta({ examples: [{ failed: { problem: "output.message" } }] }),
  timeout: durationSchema.optional().describe("Longest time of one attempt."),
  retry: z.int().min(0).max(100).optional().describe("Attempts after the first that failed."),
  limits: limitsSchema.optional(),
};

const text = z.string().min(1);

/** Keys of nodes that another may own: they go into its brief. A kind that may be owned has them among its own. */
export const ownedShape = {
  does: text
    .optional()
    .describe("What it is responsible for, in one sentence; goes into its brief.")
    .meta({ examples: ["Check the VAT treatment of each line."] }),
  success: z
    .array(text)
    .default([])
    .describe("What counts as success; goes into the brief of a node that another owns.")
    .meta({ examples: [["Every line has a rate."]] }),
  escalateWhen: z
    .array(text)
    .default([])
    .describe("When to hand back to the owner; goes into the brief of a node that another owns.")
    .meta({ examples: [["The amount is above 500 EUR."]] }),
  takes: schemaReferenceSchema
    .optional()
    .describe("Schema of `task.input`, which the owner's model fills; anything where left out.")
    .meta({ examples: ["schemas/transfer.json"] }),
};

const commonSchema = z.strictObject(commonShape);
/** Common keys of a node, as authored. */
export type CommonKeys = z.infer<typeof commonSchema>;
export { commonSchema };
