import type { Effect, Json } from "@baton/core";
import type { EffectState } from "./ports/effects.ts";
import type { RunError } from "./ports/threads.ts";

/** Key of `configurable` for a function that is told every event at once: a stream drops what nobody has read yet when a run throws. */
export const EVENT_SINK = "baton_events";

/** What a run reports while it goes, on LangGraph's `custom` stream and in the event log. Shapes are stable: fields are only added. */
export type BatonEvent =
  | { readonly type: "node.started"; readonly node: string; readonly kind: string; readonly visit: number; readonly at: number }
  | { readonly type: "node.done"; readonly node: string; readonly kind: string; readonly port: string; readonly at: number; readonly ms: number }
  | { readonly type: "node.failed"; readonly node: string; readonly kind: string; readonly error: RunError; readonly at: number }
  | { readonly type: "node.waiting"; readonly node: string; readonly kind: string; readonly approval: string; readonly at: number }
  | {
      readonly type: "model.called";
      readonly node: string;
      readonly agent: string;
      readonly model: string;
      readonly turn: number;
      readonly attempt: number;
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly costUsd: number;
      readonly ms: number;
    }
  | { readonly type: "model.retried"; readonly node: string; readonly agent: string; readonly model: string; readonly attempt: number; readonly reason: string }
  | {
      readonly type: "tool.called";
      readonly node: string;
      readonly tool: string;
      readonly effect: Effect;
      readonly state: EffectState;
      readonly args: Json;
      readonly ms: number;
      readonly reason?: string;
    }
  | { readonly type: "approval.opened"; readonly node: string; readonly approval: string; readonly tools: readonly string[] }
  | { readonly type: "approval.decided"; readonly node: string; readonly approval: string; readonly outcome: string }
  | { readonly type: "limit.reached"; readonly node: string; readonly limit: string; readonly max: number; readonly used: number };
