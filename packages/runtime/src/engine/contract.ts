import type { Json, JsonObject, JsonSchema, Limits } from "@baton/core";
import type { BatonEvent } from "../events.ts";
import type { Approval } from "../ports/approvals.ts";
import type { EffectRecord } from "../ports/effects.ts";
import type { Page, Run, Thread, ThreadStatus } from "../ports/threads.ts";
import type { GraphVersion } from "../ports/graphs.ts";
import type { Wait } from "../ports/waits.ts";
import type { Amendment, BatonGraph } from "../compile/graph.ts";
import type { PlanState } from "../tasks/plan.ts";
import type { Actor } from "../approval/decide.ts";
import type { HitlDecision } from "../approval/hitl.ts";
import type { RunResult } from "./result.ts";

/** Kinds of LangGraph's chunks, by the names of its stream modes. */
export type ChunkMode = "values" | "updates" | "messages" | "custom" | "tasks" | "checkpoints" | "debug" | "events" | "tools";

/** One chunk of LangGraph's stream, as it may be seen outside: nothing of Baton's own channels, data as it was sent. */
export interface Chunk {
  readonly mode: ChunkMode;
  /** The subgraphs that it comes from; empty at the top. */
  readonly namespace: readonly string[];
  readonly payload: unknown;
  /** The same whenever a step that runs again after a crash says this again; absent where that differs: what models say. */
  readonly key?: string;
}

/** Which chunks a caller gets. */
export interface ChunkWatch {
  readonly modes: readonly ChunkMode[];
  /** Those of lanes and graphs inside too. */
  readonly subgraphs: boolean;
  /** Whether chunks are given keys, for which LangGraph is asked for its checkpoints too. */
  readonly keyed: boolean;
  readonly onChunk: (chunk: Chunk) => void;
}

/** Steps to stop at, by LangGraph's names: `*` is each. */
export interface Breakpoints {
  readonly before?: "*" | readonly string[];
  readonly after?: "*" | readonly string[];
}

/** What a caller may watch while a run goes. */
export interface Watch {
  /** LangGraph's own chunks. */
  readonly chunks?: ChunkWatch;
  readonly breakpoints?: Breakpoints;
  /** Called where the run's new standing is written: what it writes at once shares the commit. */
  readonly ended?: (result: RunResult) => Promise<unknown>;
  /** `at`: when it was reported, in milliseconds since the epoch. */
  readonly onEvent?: (event: BatonEvent, at: number) => void;
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
  /** What to run, where that is not the graph that the engine was opened with. */
  readonly graph?: { readonly graph: BatonGraph; readonly version: GraphVersion };
  /** The new run's id; a fresh one by default. */
  readonly run?: string;
  /** A checkpoint of the thread to begin after, instead of its head. */
  readonly checkpoint?: string;
  /** Gives up a run that is not finished: what it waits for becomes void. Refused without. */
  readonly supersede?: boolean;
  /** An existing thread to go on with, or the id of a new one; a fresh id by default. */
  readonly thread?: string;
  readonly actor?: Actor;
  readonly environment?: string;
  /** Calls no tool that writes: each gives what it would, as far as that can be told. Holds for the whole run, over all its stops. */
  readonly simulate?: boolean;
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
  /** A checkpoint of the thread to go on from, instead of its head: a fork, where it is another. */
  readonly checkpoint?: string;
  /** An operator's hand: channels to write and nodes to go on at. What waits for people becomes void. */
  readonly steer?: { readonly values?: JsonObject; readonly goto?: readonly string[] };
}

export interface DecideOptions {
  /** The `wordingOf` the approval that the person looked at: another one by now is refused (`approval_changed`). */
  readonly seen?: string;
  /** Called where an approval that this settles is written: what it writes at once shares the commit. It may be called for what somebody else settled first. */
  readonly settled?: (approval: Approval) => Promise<unknown>;
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
  /** Decides without running on. What comes back is resolved once everything is settled; then `resume` goes on with its thread. */
  decide(approval: string, decisions: Decisions, actor?: Actor, options?: DecideOptions): Promise<Approval>;
  /** Notes who looks at an approval, for others to see, in the place of whoever did before; it binds nobody. */
  claim(approval: string, actor?: Actor): Promise<Approval>;
  /** Takes an own claim back. */
  release(approval: string, actor?: Actor): Promise<Approval>;
  /** Writes down, once for each, that open approvals have gone to further people by now, and gives those approvals. */
  escalate(): Promise<readonly Approval[]>;
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
  /**
   * Changes the state by hand, as an operator may: what nodes are said to have written, each list at once and one after the other, from the head or another
   * checkpoint on. It makes a fork of the run, whose open approvals become void. Resume it to run.
   */
  amend(
    thread: string,
    supersteps: readonly (readonly Amendment[])[],
    options?: { readonly checkpoint?: string; readonly actor?: Actor },
  ): Promise<{ readonly thread: string; readonly checkpoint: string }>;
  delete(thread: string): Promise<void>;
}
