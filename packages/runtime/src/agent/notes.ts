import { type Json, type JsonObject, plainObject } from "@baton/core";
import { z } from "zod";

const value: z.ZodType<Json> = z.json();

const usage = z.object({
  modelCalls: z.number().default(0),
  toolCalls: z.number().default(0),
  tokens: z.number().default(0),
  costUsd: z.number().default(0),
  /** Milliseconds of work; waiting for people is not in it. */
  timeMs: z.number().default(0),
  tools: z.record(z.string(), z.number()).default({}),
});

const pendingCall = z.object({
  /** `call_<turn>_<index>`, given at ingress; ids that a model made up are not kept. */
  id: z.string(),
  /** Position in the turn. */
  index: z.number(),
  tool: z.string(),
  /** As the gateway will see them: the model's and the pinned ones. */
  args: z.record(z.string(), value),
  /** Why it is not made: what it is answered with. */
  refused: z.object({ type: z.enum(["denied", "rejected", "failed", "invalid"]), message: z.string() }).optional(),
  /** People said yes: `args` are then the ones they approved. */
  grant: z.object({ approval: z.string(), action: z.number() }).optional(),
  /** Nobody knows whether it happened: its journal row. */
  unknown: z.object({ thread: z.string(), task: z.string(), ordinal: z.number() }).optional(),
  /** It happened, as a person says, with this result. */
  done: z.object({ result: value }).optional(),
});

const notes = z.object({
  /** Model replies so far in this activation. */
  turn: z.number().default(0),
  used: usage.prefault({}),
  /** The one repair of a wrong answer was asked for. */
  repaired: z.boolean().default(false),
  /** Turns in a row that asked for nothing but calls which cannot be made. */
  fruitless: z.number().default(0),
  /** Calls of the current turn that have no answer yet. */
  calls: z.array(pendingCall).default([]),
});

/** What one execution of an agent has used. */
export type AgentUsage = z.infer<typeof usage>;

/** A tool call of the current turn. */
export type PendingCall = z.infer<typeof pendingCall>;

/** What an agent remembers between its steps besides messages. */
export type AgentNotes = z.infer<typeof notes>;

const none: AgentNotes = notes.parse({});

/** Reads an agent's notes; none yet are the start of an activation. */
export function readNotes(written: JsonObject): AgentNotes {
  return Object.keys(written).length === 0 ? none : notes.parse(written);
}

/** Notes as they are kept. */
export function writeNotes(changed: Partial<AgentNotes>): JsonObject {
  return plainObject(changed);
}
