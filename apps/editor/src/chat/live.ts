import { z } from "zod";
import { partialField } from "./partial-field.ts";

/** One agent giving the conversation to another. */
export interface HandOver {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** What a turn that is under way has said so far. */
export interface Live {
  readonly speaker: string | undefined;
  /** What the speaker's model has written of its answer. */
  readonly text: string;
  readonly handOvers: readonly HandOver[];
  /** The model's message that is being written, and the arguments of its call so far. */
  readonly message: string | undefined;
  readonly args: string;
}

export const nothingYet: Live = { speaker: undefined, text: "", handOvers: [], message: undefined, args: "" };

const startedSchema = z.object({ type: z.literal("node.started"), node: z.string(), kind: z.literal("agent") });
const handedSchema = z.object({ type: z.literal("handoff.made"), from: z.string(), to: z.string(), reason: z.string().default("") });
const chunkSchema = z.object({
  id: z.string().optional(),
  content: z.unknown(),
  tool_call_chunks: z.array(z.object({ args: z.string().nullish() })).default([]),
});

/** A turn after one more event of what the graph tells of itself. */
export function heardEvent(live: Live, event: unknown): Live {
  const started = startedSchema.safeParse(event).data;
  if (started !== undefined) return { ...live, speaker: started.node, text: "", message: undefined, args: "" };
  const handed = handedSchema.safeParse(event).data;
  if (handed === undefined) return live;
  const { from, to, reason } = handed;
  return { ...live, handOvers: [...live.handOvers, { from, to, reason }], text: "" };
}

/** A turn after a piece of a model's message; `replyField` is where its answer stands if it answers with a record. */
export function heardChunk(live: Live, payload: unknown, replyField: string | undefined): Live {
  const [chunk]: readonly unknown[] = Array.isArray(payload) ? payload : [];
  const read = chunkSchema.safeParse(chunk).data;
  if (read === undefined) return live;
  const fresh = read.id !== live.message;
  const args = (fresh ? "" : live.args) + read.tool_call_chunks.map((each) => each.args ?? "").join("");
  const said = typeof read.content === "string" ? read.content : "";
  const text = replyField === undefined ? (fresh ? "" : live.text) + said : (partialField(args, replyField) ?? (fresh ? "" : live.text));
  return { ...live, message: read.id, args, text };
}

const modelSchema = z.object({ type: z.literal("model.called"), agent: z.string() });
const answeredSchema = z.object({ type: z.literal("approval.decided"), node: z.string(), outcome: z.literal("answered") });

/** Who spoke in a turn that is over, and who handed over to whom. */
export interface Turn {
  readonly speaker: string | undefined;
  readonly handOvers: readonly HandOver[];
}

export function turnOf(events: readonly { readonly event: unknown }[]): Turn {
  let turn: Turn = { speaker: undefined, handOvers: [] };
  for (const { event } of events) {
    const handed = handedSchema.safeParse(event).data;
    if (handed !== undefined) turn = { ...turn, handOvers: [...turn.handOvers, { from: handed.from, to: handed.to, reason: handed.reason }] };
    const speaker = modelSchema.safeParse(event).data?.agent ?? answeredSchema.safeParse(event).data?.node;
    if (speaker !== undefined) turn = { ...turn, speaker };
  }
  return turn;
}
