import { type ChannelRead, expressionSchema, type Finding, type Json, type KindContext, nameSchema } from "@baton/core";
import { z } from "zod";
import type { KindCode } from "./codes.ts";

/** Key `input` of kinds that prompt a model. */
export const inputSchema = z
  .record(nameSchema, expressionSchema)
  .default({})
  .describe("Values for the prompt's inputs; an input that is not named here is the channel of its name.")
  .meta({ examples: [{ lines: "invoice.lines" }] });

/** Key `model` of kinds that call one. */
export const modelSchema = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((written) => (typeof written === "string" ? [written] : written))
  .optional()
  .describe("A model alias of the host, or several: the next is taken when one fails. The host's first where left out.")
  .meta({ examples: [["careful", "standard"]] });

/** Key `messages` of kinds that see a conversation. */
export const messagesSchema = z
  .union([
    nameSchema,
    z.strictObject({
      channel: nameSchema.describe("A channel of messages."),
      last: z.int().min(1).optional().describe("How many of the newest messages it sees; all where left out."),
    }),
  ])
  .transform((written) => (typeof written === "string" ? { channel: written } : written))
  .optional()
  .meta({ examples: [{ channel: "conversation", last: 40 }] });

const noConversation: KindCode = "BT184";

/** A conversation comes from a channel of messages. */
export function unknownMessages(own: { readonly messages?: z.output<typeof messagesSchema> }, { graph }: KindContext): readonly Finding[] {
  const channel = own.messages === undefined ? undefined : graph.channels.get(own.messages.channel);
  if (channel === undefined || channel.merge === "messages") return [];
  const message = `\`${channel.name}\` is no conversation; declare it with \`merge: messages\` or name another channel.`;
  return [{ code: noConversation, severity: "error", message, path: ["messages"] }];
}

/** A prompt file as a node names it, with what its inputs are bound to. */
export interface Prompting {
  readonly prompt?: string | undefined;
  readonly input: Readonly<Record<string, Json>>;
}

/** Channels that a prompt takes by their names. @param given names of values that the node brings itself */
export function promptReads(own: Prompting, context: KindContext, given: readonly string[] = []): readonly ChannelRead[] {
  const prompt = own.prompt === undefined ? undefined : context.prompt(own.prompt);
  return (prompt?.inputs ?? [])
    .filter((input) => !Object.hasOwn(own.input, input.name) && !given.includes(input.name))
    .map((input) => ({ channel: input.name, optional: input.optional, path: ["prompt"] }));
}

const unknownInput: KindCode = "BT182";

/** Bound inputs that the prompt does not take. */
export function unknownInputs(own: Prompting, context: KindContext): readonly Finding[] {
  const prompt = own.prompt === undefined ? undefined : context.prompt(own.prompt);
  if (prompt === undefined) return [];
  const known = new Set(prompt.inputs.map((input) => input.name));
  return Object.keys(own.input)
    .filter((name) => !known.has(name))
    .map((name) => ({
      code: unknownInput,
      severity: "error",
      message: `\`${prompt.file}\` takes no input \`${name}\`; add it to \`inputs\` in the prompt's front matter or remove it here.`,
      path: ["input", name],
    }));
}
