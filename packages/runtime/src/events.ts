import type { Effect, Json } from "@baton/core";
import type { Brief } from "./brief/brief.ts";
import type { EffectState } from "./ports/effects.ts";
import type { RunError } from "./ports/threads.ts";
import type { PlannedTask, Source } from "./tasks/plan.ts";

/** Key of `configurable` for a function that is told every event at once: a stream drops what nobody has read yet when a run throws. */
export const EVENT_SINK = "baton_events";

/** What a run reports while it goes, on LangGraph's `custom` stream and in the event log. Shapes are stable: fields are only added. */
export type BatonEvent = Told & {
  /** The lanes that it happened in, `screen.1[3]/check.1[legal]`; absent at the top. */
  readonly scope?: string;
};

type Told =
  | { readonly type: "node.started"; readonly node: string; readonly kind: string; readonly visit: number; readonly at: number }
  | { readonly type: "node.done"; readonly node: string; readonly kind: string; readonly port: string; readonly at: number; readonly ms: number }
  | { readonly type: "node.failed"; readonly node: string; readonly kind: string; readonly error: RunError; readonly at: number }
  | { readonly type: "node.waiting"; readonly node: string; readonly kind: string; readonly approval: string; readonly at: number }
  | {
      readonly type: "model.called";
      readonly node: string;
      readonly agent: string;
      readonly model: string;
      /** Whose model it is, where the reply says so. */
      readonly provider?: string;
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
  | { readonly type: "approval.escalated"; readonly node: string; readonly approval: string; readonly at: number; readonly to: string }
  | { readonly type: "approval.decided"; readonly node: string; readonly approval: string; readonly outcome: string }
  | {
      readonly type: "wait.opened";
      readonly node: string;
      readonly wait: string;
      readonly event?: string;
      readonly wakeAt?: number;
      readonly expiresAt?: number;
    }
  | { readonly type: "state.amended"; readonly by: string; readonly nodes: readonly string[] }
  | { readonly type: "wait.ended"; readonly node: string; readonly wait: string; readonly outcome: "fired" | "expired" }
  | { readonly type: "limit.reached"; readonly node: string; readonly limit: string; readonly max: number; readonly used: number }
  | { readonly type: "plan.made"; readonly node: string; readonly revision: number; readonly tasks: readonly PlannedTask[] }
  | { readonly type: "plan.revised"; readonly node: string; readonly revision: number; readonly reason: string; readonly tasks: readonly PlannedTask[] }
  | { readonly type: "task.started"; readonly node: string; readonly task: string; readonly worker: string; readonly attempt: number }
  | { readonly type: "task.parked"; readonly node: string; readonly task: string; readonly worker: string; readonly approval?: string }
  | { readonly type: "task.done"; readonly node: string; readonly task: string; readonly worker: string; readonly ms: number }
  | {
      readonly type: "task.failed";
      readonly node: string;
      readonly task: string;
      readonly worker: string;
      readonly error: RunError;
      readonly attempt: number;
    }
  | { readonly type: "brief.sent"; readonly node: string; readonly to: string; readonly task: string; readonly brief: Brief }
  | {
      readonly type: "supervisor.decided";
      readonly node: string;
      readonly choice: "worker" | "done" | "escalate";
      readonly worker?: string;
      readonly reason: string;
    }
  | { readonly type: "handoff.made"; readonly node: string; readonly from: string; readonly to: string; readonly reason: string }
  | { readonly type: "handoff.refused"; readonly node: string; readonly from: string; readonly to: string; readonly reason: string }
  | { readonly type: "synthesis.done"; readonly node: string; readonly sources: readonly Source[] }
  | { readonly type: "escalated"; readonly node: string; readonly reason: string; readonly worker?: string; readonly task?: string };
