import type { Json, JsonObject, JsonSchema, Limits } from "@baton/core";
import type { BatonEvent } from "../events.ts";
import type { Approval } from "../ports/approvals.ts";
import type { EffectRecord } from "../ports/effects.ts";
import type { Page, Run, Thread, ThreadStatus } from "../ports/threads.ts";
import type { Wait } from "../ports/waits.ts";
import type { PlanState } from "../tasks/plan.ts";
import type { Actor } from "../approval/decide.ts";
import type { HitlDecision } from "../approval/hitl.ts";
import type { RunResult } from "./result.ts";

/** What a caller may watch while a run goes. */
export interface Watch {
  readonly onEvent?: (event: BatonEvent) => void;
  /** Tokens as models give them, with the agent that speaks and the task of a plan that it works on (LangGraph's, where there is no plan). */
  readonly onToken?: (token: { readonly agent: string; readonly task: string; readonly text: string }) => void;
  /** Aborting cancels: the run stops within a second at a consistent checkpoint. */
  readonly signal?: AbortSignal;
  /** Aborting drains: the run stops at the next superstep and can be resumed by any process. */
  readonly drain?: AbortSignal;
}

/** One decision for each action, in order, null for one that is left to others; or a response in any shape that inboxes send. */
export type Decisions = readonly (HitlDecision | null)[] | { readonly [key: string]: unknown };

export interface RunRequest extends Watch {
  readonly input: JsonObject;
  /** An existing thread to go on with, or the id of a new one; a fresh id by default. */
  readonly thread?: string;
  readonly actor?: Actor;
  readonly environment?: string;
  readonly metadata?: JsonObject;
}

export interface ResumeRequest extends Watch {
  /** Decisions by interrupt id (or approval id), one for each of its actions, in order. */
  readonly answers?: Readonly<Record<string, Decisions>>;
  /** Decisions without an id: taken only where exactly one interrupt is open. */
  readonly decisions?: Decisions;
  readonly actor?: Actor;
  /** New limits from an operator, for a run that reached one. */
  readonly raise?: Limits;
}

/** Something that happened outside, for runs that wait for it. */
export interface SendRequest {
  readonly name: string;
  readonly payload: Json;
  /** The only thread that may use it; absent for whichever waits for it. */
  readonly thread?: string;
  /** The sender's id: what is sent again under it is the same event. */
  readonly id?: string;
}

/** One checkpoint of a thread's history, newest first. */
export interface HistoryEntry {
  readonly checkpoint: string;
  readonly parent: string | undefined;
  readonly step: number;
  readonly source: string;
  readonly at: string;
  /** Nodes that come next. */
  readonly next: readonly string[];
  readonly values: JsonObject;
}

export interface ThreadView {
  readonly thread: Thread;
  readonly runs: readonly Run[];
  readonly values: JsonObject;
  /** The plans of its supervisors as they stand, by node. */
  readonly plans: Readonly<Record<string, PlanState>>;
  readonly next: readonly string[];
  readonly approvals: readonly Approval[];
  readonly waits: readonly Wait[];
  readonly effects: readonly EffectRecord[];
}

/**
 * Runs stored graph versions durably. Every refusal is a BatonError: `thread_unknown`, `thread_foreign`, `thread_finished`, `thread_waiting`,
 * `thread_busy`, `interrupt_unknown`, `approval_decided`, `approval_expired`, `decision_invalid`, `approval_forbidden`, `input_invalid`,
 * `event_unknown`, `event_invalid`...
 */
export interface Engine {
  run(request: RunRequest): Promise<RunResult>;
  /** Goes on with a stopped thread: after answers, a crash, a drain, a cancel, a failure or a raised limit. */
  resume(thread: string, request?: ResumeRequest): Promise<RunResult>;
  /** Decides without running on; true once everything is settled and the thread can be resumed. */
  decide(approval: string, decisions: Decisions, actor?: Actor): Promise<Approval>;
  /** Open approvals, oldest first. */
  inbox(filter?: { readonly thread?: string } & Page): Promise<readonly Approval[]>;
  /** Keeps an event, and gives the open waits that it may end, oldest first; of several one gets it. Nothing runs before `resume`. */
  send(event: SendRequest): Promise<readonly Wait[]>;
  /** Schema of an event's payload, as the host of the runs that may use it declares it. @throws BatonError `event_unknown`. */
  eventSchema(name: string, thread?: string): Promise<JsonSchema>;
  /** Threads that `resume` would take further: an event is there, or a time has come for a wait or a review. Now, unless another time is given. */
  due(now?: number, limit?: number): Promise<readonly string[]>;
  threads(filter?: { readonly status?: ThreadStatus } & Page): Promise<readonly Thread[]>;
  show(thread: string): Promise<ThreadView>;
  history(thread: string): Promise<readonly HistoryEntry[]>;
  /** A new branch from a checkpoint, with edited channels; the thread's head moves there, open approvals become void. Resume it to run. */
  fork(
    thread: string,
    checkpoint: string,
    edit?: { readonly values?: JsonObject; readonly actor?: Actor },
  ): Promise<{ readonly thread: string; readonly checkpoint: string }>;
  delete(thread: string): Promise<void>;
}
