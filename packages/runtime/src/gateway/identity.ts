import { digest, type JsonObject } from "@baton/core";
import type { Step } from "../compile/step.ts";
import type { EffectKey, EffectSlot } from "../ports/effects.ts";
import type { ToolCall } from "./contract.ts";

/** What an approval is bound to and the journal compares: `sha256-` over the tool's name and its canonical arguments. */
export function callDigest(tool: string, args: JsonObject): string {
  return digest({ tool, args });
}

/** The journal's key of a call that this step makes. */
export function effectKey(call: ToolCall, step: Step): EffectKey {
  return { thread: step.run.thread, task: step.task, ordinal: call.ordinal };
}

/** Where a call stands in its run: the same for the original and a replay. */
export function effectSlot(call: ToolCall, step: Step): EffectSlot {
  return { run: step.run.id, node: step.node.id, scope: step.scope, visit: step.visit, call: call.slot };
}

/**
 * What the acting system recognises a call by: the tool's own `once` key over all threads, else the call's place in the journal. A call that
 * people approved although it was made before is a new one.
 */
export function idempotencyKey(key: EffectKey, once: string | undefined, repeatOf: string | undefined): string {
  if (once === undefined) return digest({ ...key });
  return digest(repeatOf === undefined ? { once } : { once, approval: repeatOf });
}
