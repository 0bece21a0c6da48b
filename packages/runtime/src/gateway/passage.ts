import type { JsonObject } from "@baton/core";
import type { Step } from "../compile/step.ts";
import type { Tool, ToolContext } from "../host/tool.ts";
import type { EffectRecord } from "../ports/effects.ts";
import type { Storage } from "../ports/storage.ts";
import type { AttemptOptions } from "./attempt.ts";
import type { Demand, Grant, ToolCall } from "./contract.ts";
import { effectSlot } from "./identity.ts";

/** One call on its way through the journal. */
export interface Passage {
  readonly tool: Tool;
  /** As they are outside: not escaped. */
  readonly args: JsonObject;
  readonly call: ToolCall;
  readonly step: Step;
  readonly storage: Storage;
  /** What policy or the run's history wants of people; undefined where nothing is wanted. */
  readonly demand: Demand | undefined;
  readonly grant: Grant | undefined;
  readonly retry: number;
  readonly attempts: AttemptOptions;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;

const leastRetries = 2;

/**
 * Attempts after the first. A write that recognises its key has some even where none were asked for: one more call costs less than a person who
 * has to find out whether the last one happened.
 */
export function retriesOf({ tool, retry }: Pick<Passage, "tool" | "retry">): number {
  return tool.effect !== "read" && tool.idempotent ? Math.max(retry, leastRetries) : retry;
}

/** Waits before another attempt, each time twice as long. */
export async function backOff(passage: Pick<Passage, "attempts" | "step">, made: number): Promise<void> {
  await passage.attempts.clock.sleep(Math.min(firstPauseMs * 2 ** (made - 1), longestPauseMs), passage.step.signal);
}

/** What a tool is told. */
export function toolContext({ step }: Pick<Passage, "step">, key: string, attempt: number): ToolContext {
  const { run, node, signal, now } = step;
  return { thread: run.thread, run: run.id, node: node.id, user: run.user, idempotencyKey: key, attempt, signal, now };
}

/** The newest effect that this very place of the run had in another task: what a replay would repeat. */
export async function earlierEffect(call: ToolCall, step: Step): Promise<EffectRecord | undefined> {
  const slot = effectSlot(call, step);
  const records = await step.services.storage.effects.list({ run: slot.run });
  return records
    .filter(({ slot: other, key, state }) => {
      const happened = state === "done" || state === "intent" || state === "unknown";
      const same = other.node === slot.node && other.scope === slot.scope && other.visit === slot.visit && other.call === slot.call;
      return happened && same && key.task !== step.task;
    })
    .reduce<EffectRecord | undefined>((newest, record) => (newest === undefined || record.startedAt >= newest.startedAt ? record : newest), undefined);
}
