import { defineKind, type JsonSchema, nameSchema, type Owned, schemaReferenceSchema } from "@baton/core";
import { z } from "zod";
import { briefFileSchema } from "../brief.ts";
import { messagesSchema } from "../prompt.ts";
import { objectOf } from "../schema.ts";
import { adoptsMembers } from "./adopts.ts";
import { checkHandoff } from "./check.ts";

const config = z.strictObject({
  entry: nameSchema.describe("The agent that a thread begins with; later turns begin with whoever is active.").meta({ examples: ["triage"] }),
  handoffs: z
    .record(nameSchema, z.array(nameSchema))
    .describe("Who may hand over to whom; every agent named here is a member of the desk.")
    .meta({ examples: [{ triage: ["billing", "technical"], billing: ["triage"], technical: ["triage"] }] }),
  transfers: z.int().min(0).default(5).describe("How often they may hand over in one turn; one more leaves by `escalated`."),
  messages: messagesSchema.describe("The conversation that all members see, read only."),
  passes: z
    .array(nameSchema)
    .default([])
    .describe("Channels that every member sees; of others a member sees nothing.")
    .meta({ examples: [["customer", "case"]] }),
  output: schemaReferenceSchema
    .default("string")
    .describe("Schema of what a turn ends with, whoever ends it; text where none is named.")
    .meta({ examples: ["schemas/turn.json"] }),
  brief: briefFileSchema,
});

/** Config of a `handoff` node. */
export type HandoffConfig = z.output<typeof config>;

/** The same as a document writes it. */
export type HandoffDocument = z.input<typeof config>;

const word: JsonSchema = { type: "string" };
const escalated = objectOf({ agent: word, reason: word });

/** A desk of agents who pass control among themselves. */
export const handoff = defineKind({
  type: "handoff",
  version: 1,
  title: "Handoff desk",
  summary: "A desk of agents who hand a conversation to each other, and remember over the turns of a thread who has it.",
  config,
  appearance: { family: "think", icon: "arrow-left-right" },
  form: { handoffs: { widget: "handoffs" }, passes: { widget: "channel-names" }, brief: { widget: "prompt" } },
  ports: (own: HandoffConfig, context) => [
    { name: "done", output: context.schema(own.output) ?? true, happy: true },
    { name: "escalated", output: escalated },
  ],
  effects: () => "model",
  reads: (own) => (own.messages === undefined ? [] : [{ channel: own.messages.channel, optional: false, path: ["messages"] }]),
  adopts: adoptsMembers,
  owns: (own) => {
    const passes = own.passes.map((channel, index) => ({ channel, path: ["passes", index] }));
    return [...membersOf(own)].map(([node, path]): Owned => ({
      node,
      path,
      as: "member",
      passes,
      after: [],
      required: false,
      messages: own.messages,
      handsTo: own.handoffs[node] ?? [],
      gives: own.output,
    }));
  },
  files: (own) => (own.brief === undefined ? [] : [{ file: own.brief, type: "prompt", path: ["brief"] }]),
  schemas: (own) => [{ schema: own.output, path: ["output"] }],
  check: checkHandoff,
});

/** The agents of a desk, each with the place that names it: its own list, else the first that it stands in. */
export function membersOf({ handoffs }: Pick<HandoffConfig, "handoffs">): ReadonlyMap<string, readonly (string | number)[]> {
  const members = new Map<string, readonly (string | number)[]>(Object.keys(handoffs).map((from) => [from, ["handoffs", from]]));
  for (const [from, targets] of Object.entries(handoffs)) {
    for (const [index, to] of targets.entries()) if (!members.has(to)) members.set(to, ["handoffs", from, index]);
  }
  return members;
}
