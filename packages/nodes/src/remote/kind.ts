import { defineKind, expressionSchema, nameSchema, ownedShape, remoteToolName, schemaReferenceSchema, type ValueUse } from "@baton/core";
import { z } from "zod";

const config = z.strictObject({
  agent: nameSchema.describe("An agent elsewhere, by the name that the host gives it.").meta({ examples: ["credit_bureau"] }),
  input: z
    .record(z.string(), expressionSchema)
    .default({})
    .describe("What it is given, each an expression over the state; it sees nothing else.")
    .meta({ examples: [{ vat_id: "vendor.vat_id" }] }),
  output: schemaReferenceSchema
    .default("object")
    .describe("Schema of what it answers; of its graph's state the properties that the schema names are taken, all of it where none is named.")
    .meta({ examples: ["schemas/credit.json"] }),
  ...ownedShape,
});

/** Config of a `remote` node. */
export type RemoteConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type RemoteDocument = z.input<typeof config>;

/** Runs an agent elsewhere: everything that governs tools governs it, as the tool `remote/<agent>`. */
export const remote = defineKind({
  type: "remote",
  version: 1,
  title: "Remote",
  summary: "Runs an agent elsewhere, and takes its answer.",
  config,
  appearance: { family: "elsewhere", icon: "radio-tower" },
  form: { input: { widget: "expressions" } },
  ownable: ["worker"],
  ports: (own: RemoteConfig, context) => [{ name: "done", output: context.schema(own.output) ?? true, happy: true }],
  effects: () => "tool",
  values: (own) => Object.entries(own.input).map(([name, value]): ValueUse => ({ path: ["input", name], value, place: "expression" })),
  tools: (own, context) => {
    const tool = remoteToolName(own.agent);
    // An agent that the host does not have is one problem, not two.
    return context.tool(tool) === undefined ? [] : [{ tool, pinned: own.input, path: ["agent"], argsPath: ["input"], complete: true }];
  },
  host: (own) => [{ type: "agent", name: own.agent, path: ["agent"] }],
  schemas: (own) => [{ schema: own.output, path: ["output"] }],
});
