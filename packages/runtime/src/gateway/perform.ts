import type { Json } from "@baton/core";
import { BatonError } from "@baton/core";
import type { EffectRecord } from "../ports/effects.ts";
import type { RunError } from "../ports/threads.ts";
import { attempt, look } from "./attempt.ts";
import type { Execution } from "./contract.ts";
import { callDigest } from "./identity.ts";
import { backOff, type Passage, retriesOf, toolContext } from "./passage.ts";

/** Goes on from the row that this very call has already: after a crash, or a step that ran again. */
export async function recover(passage: Passage, record: EffectRecord): Promise<Execution> {
  const { tool, args, step } = passage;
  const node = step.node.id;
  if (record.digest !== callDigest(tool.name, args)) {
    const message = `\`${node}\` called \`${tool.name}\` with other arguments than before it stopped; the call is not made, because the first one may have been.`;
    return { type: "failed", error: { code: "effect_digest_mismatch", layer: "orchestration", message, node } };
  }
  if (record.state !== "intent") return recorded(passage, record, record.state);
  step.signal.throwIfAborted();
  if (tool.effect === "read" || tool.idempotent) return perform(passage, record, record.attempts + 1);
  const seen = await look(tool, toolContext(passage, record.idempotencyKey, record.attempts), passage.attempts);
  if (seen.type === "happened") return end(passage, record, { state: "done", result: seen.result }, record.attempts);
  if (seen.type === "not") return perform(passage, record, record.attempts + 1);
  const message = `\`${tool.name}\` was being called when the process stopped, and nothing tells whether it happened.`;
  return end(passage, record, { state: "unknown", error: { code: "effect_unknown", layer: "infrastructure", message, node } }, record.attempts);
}

/** What a row that has come to an end means to whoever calls. */
function recorded({ tool, step }: Passage, record: EffectRecord, state: Exclude<EffectRecord["state"], "intent">): Execution {
  switch (state) {
    case "done":
    case "simulated":
      return { type: "done", result: record.result ?? null, simulated: state === "simulated" };
    case "failed":
      return { type: "failed", error: record.error ?? { code: "tool_failed", layer: "tool", message: `\`${tool.name}\` failed.`, node: step.node.id } };
    case "unknown":
      return { type: "unknown", record };
    default:
      return state satisfies never;
  }
}

/** Calls the tool, again where that is safe, until its outcome is known or cannot be. */
export async function perform(passage: Passage, record: EffectRecord, from: number): Promise<Execution> {
  const { tool, args, step, attempts } = passage;
  const { signal } = step;
  const reads = tool.effect === "read";
  const retries = retriesOf(passage);
  for (let number = from; ; number += 1) {
    signal.throwIfAborted(); // nothing is under way: whoever resumes finds the intent
    const context = toolContext(passage, record.idempotencyKey, number);
    const made = await attempt(tool, args, context, attempts);
    if (made.type === "done") return end(passage, record, { state: "done", result: made.result }, number);
    if (made.type === "failed") return end(passage, record, { state: "failed", error: made.error }, number);
    const error: RunError = { ...made.error, attempt: number };
    const mayRetry = number - from < retries && !signal.aborted;
    if (!mayRetry || !(reads || tool.idempotent)) {
      if (reads) return end(passage, record, { state: "failed", error }, number);
      if (signal.aborted) {
        // Cancelled: a resume settles it by its key, or by its lookup if the call is over; one still at work may happen after any lookup.
        const settles = tool.idempotent || (tool.lookup !== undefined && made.how !== "running");
        if (!settles) await end(passage, record, { state: "unknown", error }, number);
        throw signal.reason;
      }
      const seen = await look(tool, context, attempts);
      if (seen.type === "happened") return end(passage, record, { state: "done", result: seen.result }, number);
      // "No" counts only of a call that is over: one still at work may happen yet.
      if (seen.type !== "not" || made.how !== "threw") return end(passage, record, { state: "unknown", error }, number);
      if (!mayRetry) return end(passage, record, { state: "failed", error }, number);
    }
    await backOff(passage, number - from + 1);
  }
}

type End = { readonly state: "done"; readonly result: Json } | { readonly state: "failed" | "unknown"; readonly error: RunError };

async function end(passage: Passage, record: EffectRecord, outcome: End, attempts: number): Promise<Execution> {
  const { effects } = passage.storage;
  if (await effects.finish(record.key, { ...outcome, at: passage.attempts.clock.now(), attempts })) {
    return recorded(passage, { ...record, ...outcome, attempts }, outcome.state);
  }
  const row = await effects.get(record.key); // somebody settled it meanwhile: that counts
  if (row === undefined || row.state === "intent") {
    throw new BatonError("effect_lost", "infrastructure", `The journal lost the call of \`${record.tool}\`; check the storage.`);
  }
  return recorded(passage, row, row.state);
}
