import { defineKind, expressionSchema, type Json, type JsonSchema, type KindContext, nameSchema, schemaReferenceSchema, type ValueUse } from "@baton/core";
import { z } from "zod";
import { argsSchema, propertyOf } from "../schema.ts";
import { checkAgent } from "./check.ts";

const text = z.string().min(1);

const grantSchema = z
  .union([
    text,
    z.strictObject({
      tool: text.describe("A tool of the host."),
      args: z.record(z.string(), expressionSchema).default({}).describe("Arguments that are not the model's to choose, each an expression."),
      writes: z
        .union([nameSchema.transform((channel): Record<string, Json> => ({ [channel]: "output" })), z.record(nameSchema, expressionSchema)])
        .default({})
        .describe("Channels that the tool's result (`output`) is written to."),
    }),
  ])
  .transform((written) => (typeof written === "string" ? { tool: written, args: {}, writes: {} } : written));

const config = z.strictObject({
  role: z
    .enum(["task", "specialist"])
    .default("task")
    .describe("`task`: one narrow piece of work. `specialist`: an expert with knowledge, rules and criteria of its own.")
    .meta({ examples: ["specialist"] }),
  does: text
    .optional()
    .describe("What it is responsible for, in one sentence; goes into its brief.")
    .meta({ examples: ["Check the VAT treatment of each line."] }),
  prompt: text.describe("The prompt file: the system message.").meta({ examples: ["prompts/tax.md"] }),
  input: z
    .record(nameSchema, expressionSchema)
    .default({})
    .describe("Values for the prompt's inputs; an input that is not named here is the channel of its name.")
    .meta({ examples: [{ lines: "invoice.lines" }] }),
  output: schemaReferenceSchema
    .default("string")
    .describe("Schema of what it gives back; text where none is named.")
    .meta({ examples: ["schemas/decision.json"] }),
  messages: z
    .union([
      nameSchema,
      z.strictObject({
        channel: nameSchema.describe("A channel of messages."),
        last: z.int().min(1).optional().describe("How many of the newest messages it sees; all where left out."),
      }),
    ])
    .transform((written) => (typeof written === "string" ? { channel: written } : written))
    .optional()
    .describe("A conversation it sees, read only.")
    .meta({ examples: [{ channel: "conversation", last: 40 }] }),
  tools: z
    .array(grantSchema)
    .default([])
    .describe("Tools it may call.")
    .meta({ examples: [["lookup_vat_rate", { tool: "find_orders", args: { customer_id: "customer.id" } }]] }),
  knowledge: z
    .array(text)
    .default([])
    .describe("Files a specialist knows and cites.")
    .meta({ examples: [["knowledge/vat.md"]] }),
  rules: z
    .array(text)
    .default([])
    .describe("Rules a specialist keeps.")
    .meta({ examples: [["Cite the clause that decides."]] }),
  criteria: z
    .array(text)
    .default([])
    .describe("What a specialist's good answer is measured by.")
    .meta({ examples: [["Every deviation names its section."]] }),
  model: z
    .union([text, z.array(text).min(1)])
    .transform((written) => (typeof written === "string" ? [written] : written))
    .optional()
    .describe("A model alias of the host, or several: the next is taken when one fails. The host's first where left out.")
    .meta({ examples: [["careful", "standard"]] }),
  success: z
    .array(text)
    .default([])
    .describe("What counts as success; goes into the brief.")
    .meta({ examples: [["Every line has a rate."]] }),
  escalateWhen: z
    .array(text)
    .default([])
    .describe("When to hand back to the owner; goes into the brief.")
    .meta({ examples: [["The amount is above 500 EUR."]] }),
  takes: schemaReferenceSchema
    .optional()
    .describe("Schema of the task's input, which the owner's model fills.")
    .meta({ examples: ["schemas/transfer.json"] }),
});

/** Config of an `agent` node, shorthand expanded. */
export type AgentConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type AgentDocument = z.input<typeof config>;

/** One model-driven worker. */
export const agent = defineKind({
  type: "agent",
  version: 1,
  title: "Agent",
  summary: "One piece of work done by a model, with tools and a typed result.",
  config,
  appearance: { family: "think", icon: "bot" },
  form: {
    prompt: { widget: "prompt" },
    input: { widget: "expressions" },
    tools: { widget: "tools" },
    knowledge: { widget: "files" },
    model: { widget: "models" },
  },
  ports: (own: AgentConfig, context) => [{ name: "done", output: context.schema(own.output) ?? true, happy: true }],
  effects: () => "model",
  values: (own, context) => [
    ...Object.entries(own.input).map(([name, value]): ValueUse => ({ path: ["input", name], value, place: "expression" })),
    ...own.tools.flatMap((grant, index) => grantValues(grant, index, context)),
  ],
  reads: (own, context) => [
    ...(context.prompt(own.prompt)?.inputs ?? [])
      .filter((input) => !Object.hasOwn(own.input, input.name))
      .map((input) => ({ channel: input.name, optional: input.optional, path: ["prompt"] })),
    ...(own.messages === undefined ? [] : [{ channel: own.messages.channel, optional: false, path: ["messages"] }]),
  ],
  tools: (own) => own.tools.map((grant, index) => ({ tool: grant.tool, pinned: grant.args, path: ["tools", index], argsPath: ["tools", index, "args"] })),
  host: (own) => (own.model ?? []).map((name) => ({ type: "model", name, path: ["model"] })),
  files: (own) => [
    { file: own.prompt, type: "prompt", path: ["prompt"] },
    ...own.knowledge.map((file, index) => ({ file, type: "knowledge" as const, path: ["knowledge", index] })),
  ],
  schemas: (own) => [{ schema: own.output, path: ["output"] }, ...(own.takes === undefined ? [] : [{ schema: own.takes, path: ["takes"] }])],
  check: checkAgent,
});

function grantValues(grant: AgentConfig["tools"][number], index: number, context: KindContext): readonly ValueUse[] {
  const manifest = context.tool(grant.tool);
  const args: JsonSchema = manifest === undefined ? true : argsSchema(manifest);
  const use = (path: ValueUse["path"], value: ValueUse["value"], expects: JsonSchema | undefined): ValueUse => ({
    path: ["tools", index, ...path],
    value,
    place: "expression",
    ...(expects === undefined ? {} : { expects }),
  });
  return [
    ...Object.entries(grant.args).map(([name, value]) => use(["args", name], value, propertyOf(args, name))),
    ...Object.entries(grant.writes).map(([channel, value]) => ({
      ...use(["writes", channel], value, context.graph.channels.get(channel)?.schema),
      adds: { output: manifest?.result ?? true },
      writes: channel,
    })),
  ];
}
