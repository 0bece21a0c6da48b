import { type Json, type JsonObject, plainObject } from "@baton/core";
import { z } from "zod";
import type { Step } from "../compile/step.ts";
import { planStateSchema } from "../tasks/plan.ts";

const json = z.custom<Json>((value) => value !== undefined);

/** What accepted tasks did, by task. */
export const keptSchema = z.record(z.string(), z.object({ log: z.array(z.tuple([z.string(), json])), counts: z.record(z.string(), z.number()) }));

const memorySchema = z.object({
  /** LangGraph's task that the supervisor began with: it names the checkpoints of its lanes. */
  opened: z.string().exactOptional(),
  /** What the model is asked next. */
  phase: z.enum(["plan", "synthesise"]).default("plan"),
  plan: planStateSchema.exactOptional(),
  /** Revisions that the model made after the first plan. */
  replans: z.number().default(0),
  /** Why it is asked for another plan. */
  reason: z.string().default(""),
  /** What accepted tasks did and that stands in no channel yet, by task: it does once all that is under way has ended. */
  kept: keptSchema.default({}),
});

/** What a planning supervisor remembers between its steps. */
export type Memory = z.output<typeof memorySchema> & { readonly opened: string };

/** Reads it from the notes; nothing yet is the start. */
export function readMemory(step: Step): Memory {
  const memory = memorySchema.parse(step.scratch.notes);
  return { ...memory, opened: memory.opened ?? step.task };
}

/** The same as it is kept; where the model is asked anew, its own notes begin anew. */
export function writeMemory(memory: Memory, { anew }: { readonly anew: boolean }): JsonObject {
  const plain = plainObject(memory);
  return anew ? { ...plain, repaired: false, fruitless: 0, calls: [] } : plain;
}
