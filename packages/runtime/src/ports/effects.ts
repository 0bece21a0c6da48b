import type { Effect, Json, JsonObject } from "@baton/core";
import type { RunError } from "./threads.ts";

/** Identity of one tool call: the LangGraph task is the same after a failure and new on a replay. */
export interface EffectKey {
  readonly thread: string;
  readonly task: string;
  readonly ordinal: number;
}

/** Where in the run's history a call stands; two tasks with one slot are the original and its replay. */
export interface EffectSlot {
  readonly run: string;
  readonly node: string;
  /** Lane or branch; empty at the top. */
  readonly scope: string;
  /** How often the node had been entered, from 1. */
  readonly visit: number;
  /** Model turn of an agent and position of the call in it; `0.0` for tool nodes. */
  readonly call: string;
}

/** `simulated`: a replay that repeated a recorded result and did nothing. */
export type EffectState = "intent" | "done" | "failed" | "unknown" | "simulated";

/** One row of the journal. */
export interface EffectRecord {
  readonly key: EffectKey;
  readonly slot: EffectSlot;
  readonly tool: string;
  readonly effect: Effect;
  readonly args: JsonObject;
  readonly digest: string;
  /** Sent with every attempt: a stable hash of the key, or of `once` where the tool has it. */
  readonly idempotencyKey: string;
  readonly once: string | undefined;
  readonly approval: { readonly id: string; readonly action: number } | undefined;
  readonly state: EffectState;
  readonly attempts: number;
  readonly result: Json | undefined;
  readonly error: RunError | undefined;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
}

/** What `begin` found, decided in one transaction. */
export type BeginResult =
  | { readonly type: "started"; readonly record: EffectRecord }
  /** This very call was begun before: by a process that died, or by this one. */
  | { readonly type: "known"; readonly record: EffectRecord }
  /**
   * Another task of the same slot (the original of a replay), or another call of this tool with the same `once` key, did it or may have:
   * the newest intent, done or unknown record of them. What failed or was simulated did nothing.
   */
  | { readonly type: "elsewhere"; readonly record: EffectRecord; readonly why: "slot" | "once" }
  | { readonly type: "refused"; readonly reason: "missing" | "not-approved" | "consumed" | "digest" | "expired" | "foreign" }
  | { readonly type: "limit"; readonly limit: string; readonly max: number; readonly used: number; readonly in?: string };

export interface BeginRequest {
  readonly record: EffectRecord; // state "intent"
  /**
   * Take an approval: the action must be an approved call of this tool, unconsumed, of this thread, run and node, unexpired when the record
   * starts, its final arguments the record's; `finalDigest` is the record's digest.
   */
  readonly consume: { readonly id: string; readonly action: number; readonly finalDigest: string } | undefined;
  /** Allows a slot or `once` that was used before: only with an approval consumed here and decided after it began. */
  readonly again: boolean;
  /** Token of the thread's lease: begun by who lost it, or without one while it is held, nothing is begun (`lease_lost`). */
  readonly lease?: number;
  /** Budget taken with it: one tool call. Undefined when a retry already paid. */
  readonly reserve: { readonly run: string; readonly tool: string } | undefined;
}

/** The effects journal: intent before, outcome after, durable before the tool is touched. */
export interface EffectJournal {
  begin(request: BeginRequest): Promise<BeginResult>;
  /** Moves an intent to its end. Refuses (false) if the row is no longer an intent. `attempts`: how often the tool was called, if not once. */
  finish(
    key: EffectKey,
    end: { readonly state: "done" | "failed" | "unknown"; readonly result?: Json; readonly error?: RunError; readonly at: number; readonly attempts?: number },
  ): Promise<boolean>;
  /** Inserts the row of a replay that did nothing (state `simulated`), or returns the one that is there under its key. */
  simulate(record: EffectRecord): Promise<EffectRecord>;
  /** A person or a lookup settled an unknown effect: it happened (with this result) or it did not (back to intent for a retry). */
  settleUnknown(key: EffectKey, end: { readonly happened: boolean; readonly result?: Json; readonly at: number }): Promise<boolean>;
  get(key: EffectKey): Promise<EffectRecord | undefined>;
  list(filter: { readonly thread?: string; readonly run?: string; readonly state?: EffectState }): Promise<readonly EffectRecord[]>;
}
