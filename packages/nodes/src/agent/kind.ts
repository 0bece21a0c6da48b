import {
  defineKind,
  expressionSchema,
  type Json,
  type JsonSchema,
  type KindContext,
  nameSchema,
  ownedShape,
  schemaReferenceSchema,
  type ValueUse,
} from "@baton/core";
import { z } from "zod";
import { inputSchema, messagesSchema, modelSchema, promptReads } from "../prompt.ts";
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
  prompt: text.describe("The prompt file: the system message.").meta({ examples: ["prompts/tax.md"] }),
  input: inputSchema,
  output: schemaReferenceSchema
    .optional()
    .describe("Schema of what it gives back; text where none is named, and its desk's where it is a member of one.")
    .meta({ examples: ["schemas/decision.json"] }),
  messages: messagesSchema.describe("A conversation it sees, read only."),
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
  model: modelSchema,
  ...ownedShape,
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
  ownable: ["worker", "member"],
  ports: (own: AgentConfig, context) => [{ name: "done", output: context.schema(outputOf(own, context)) ?? true, happy: true }],
  effects: () => "model",
  values: (own, context) => [
    ...Object.entries(own.input).map(([name, value]): ValueUse => ({ path: ["input", name], value, place: "expression" })),
    ...own.tools.flatMap((grant, index) => grantValues(grant, index, context)),
  ],
  reads: (own, context) => [
    ...promptReads(own, context),
    ...(own.messages === undefined ? [] : [{ channel: own.messages.channel, optional: false, path: ["messages"] }]),
  ],
  tools: (own) => own.tools.map((grant, index) => ({ tool: grant.tool, pinned: grant.args, path: ["tools", index], argsPath: ["tools", index, "args"] })),
  host: (own) => (own.model ?? []).map((name) => ({ type: "model", name, path: ["model"] })),
  files: (own) => [
    { file: own.prompt, type: "prompt", path: ["prompt"] },
    ...own.knowledge.map((file, index) => ({ file, type: "knowledge" as const, path: ["knowledge", index] })),
  ],
  schemas: (own) => [{ schema: own.output ?? "string", path: ["output"] }],
  check: checkAgent,
});

/** The schema of what an agent gives back, as the document names it. */
export function outputOf({ output }: Pick<AgentConfig, "output">, { owner }: Pick<KindContext, "owner">): Json {
  return owner()?.owned.gives ?? output ?? "string";
}

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
