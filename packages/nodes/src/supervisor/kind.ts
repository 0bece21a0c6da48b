import { defineKind, type HostUse, type JsonSchema, nameSchema, type Owned, ownedShape, schemaReferenceSchema, type ValueUse } from "@baton/core";
import { z } from "zod";
import { briefFileSchema } from "../brief.ts";
import { measureValues } from "../measures.ts";
import { inputSchema, modelSchema, promptReads } from "../prompt.ts";
import { objectOf, resultOf } from "../schema.ts";
import { adoptsWorkers } from "./adopts.ts";
import { checkSupervisor } from "./check.ts";
import { workersSchema } from "./workers.ts";

const text = z.string().min(1);

const config = z.strictObject({
  strategy: z
    .enum(["plan", "route", "delegate"])
    .describe(
      "`plan`: splits the goal into tasks, sends those that are ready side by side, and plans anew where one fails. `route`: chooses the next worker each turn. `delegate`: has workers as tools.",
    )
    .meta({ examples: ["plan"] }),
  prompt: text
    .describe("The prompt file: its system message. The workers, and how it answers, are told in any case.")
    .meta({ examples: ["prompts/manager.md"] }),
  input: inputSchema,
  workers: workersSchema,
  passes: z
    .array(nameSchema)
    .default([])
    .describe("Channels that every worker sees; of others a worker sees nothing.")
    .meta({ examples: [["complaint"]] }),
  output: schemaReferenceSchema
    .default("string")
    .describe("Schema of what it gives back in the end; text where none is named.")
    .meta({ examples: ["schemas/resolution.json"] }),
  synthesis: z
    .strictObject({
      prompt: text.optional().describe("A prompt file of its own; the tasks and their results come with it in any case."),
      model: modelSchema.describe("A model of its own, or a list of fallbacks."),
    })
    .optional()
    .describe("How its result is written from the results of the tasks, where that is not left to its own prompt and model.")
    .meta({ examples: [{ prompt: "prompts/resolution.md", model: "careful" }] }),
  rules: z
    .array(text)
    .default([])
    .describe("Rules that it and its workers keep.")
    .meta({ examples: [["Never promise a refund."]] }),
  model: modelSchema,
  brief: briefFileSchema,
  tasks: z.int().min(1).optional().describe("With `plan`: most tasks of one run of it, those of new plans included; 10 where left out."),
  replans: z.int().min(0).optional().describe("With `plan`: how often it may plan anew; 2 where left out."),
  concurrency: z.int().min(1).optional().describe("With `plan`: how many tasks run at once; 4 where left out."),
  turns: z.int().min(1).optional().describe("With `route` and `delegate`: most turns of its own; 10 where left out."),
  ...ownedShape,
});

/** Config of a `supervisor` node. */
export type SupervisorConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type SupervisorDocument = z.input<typeof config>;

const word: JsonSchema = { type: "string" };
const escalated = objectOf({ worker: word, task: word, reason: word });

/** The orchestrator: gives work to its workers, looks at what they bring, and makes one result of it. */
export const supervisor = defineKind({
  type: "supervisor",
  version: 1,
  title: "Supervisor",
  summary: "Splits a goal into work for its workers, checks what they bring, and makes one result of it.",
  config,
  appearance: { family: "think", icon: "network" },
  form: {
    prompt: { widget: "prompt" },
    input: { widget: "expressions" },
    workers: { widget: "workers" },
    passes: { widget: "channel-names" },
    model: { widget: "models" },
    brief: { widget: "prompt" },
  },
  ownable: ["worker"],
  ports: (own: SupervisorConfig, context) => [
    { name: "done", output: context.schema(own.output) ?? true, happy: true },
    { name: "escalated", output: escalated },
  ],
  effects: () => "model",
  values: (own, context) => [
    ...Object.entries(own.input).map(([name, value]): ValueUse => ({ path: ["input", name], value, place: "expression" })),
    ...own.workers.flatMap(({ node, path, accept }) => {
      if (accept === undefined) return [];
      const value = (accept.schema === undefined ? undefined : context.schema(accept.schema)) ?? resultOf(node, context);
      return measureValues(accept, value).map((use) => ({ ...use, path: [...path, "accept", ...use.path] }));
    }),
  ],
  reads: (own, context) => [
    ...promptReads(own, context),
    ...promptReads({ prompt: own.synthesis?.prompt, input: own.input }, context).map((read) => ({ ...read, path: ["synthesis", ...read.path] })),
  ],
  host: (own) => [
    ...models(own.model, ["model"]),
    ...models(own.synthesis?.model, ["synthesis", "model"]),
    ...own.workers.flatMap(({ path, accept }) => models(accept?.model, [...path, "accept", "model"])),
  ],
  adopts: adoptsWorkers,
  owns: (own) => {
    const shared = own.passes.map((channel, index) => ({ channel, path: ["passes", index] }));
    return own.workers.map(({ node, path, passes, after, required }): Owned => ({
      node,
      path,
      as: "worker",
      passes: [...shared, ...passes.map((channel, index) => ({ channel, path: [...path, "passes", index] }))],
      after: after.map((earlier, index) => ({ node: earlier, path: [...path, "after", index] })),
      required,
      sideBySide: own.strategy !== "route",
    }));
  },
  files: (own) => [
    { file: own.prompt, type: "prompt", path: ["prompt"] },
    ...(own.synthesis?.prompt === undefined ? [] : [{ file: own.synthesis.prompt, type: "prompt" as const, path: ["synthesis", "prompt"] }]),
    ...(own.brief === undefined ? [] : [{ file: own.brief, type: "prompt" as const, path: ["brief"] }]),
  ],
  schemas: (own) => [
    { schema: own.output, path: ["output"] },
    ...own.workers.flatMap(({ path, accept }) => (accept?.schema === undefined ? [] : [{ schema: accept.schema, path: [...path, "accept", "schema"] }])),
  ],
  check: checkSupervisor,
});

function models(names: readonly string[] | undefined, path: HostUse["path"]): readonly HostUse[] {
  return (names ?? []).map((name) => ({ type: "model", name, path }));
}

/** What bounds a supervisor that plans. */
export function planLimits({ tasks = 10, replans = 2, concurrency = 4 }: SupervisorConfig) {
  return { tasks, replans, concurrency };
}

/** What bounds one that takes turns with its workers. */
export function turnsOf({ turns = 10 }: SupervisorConfig): number {
  return turns;
}
