import type { JsonObject } from "@baton/core";
import type { RunError } from "./threads.ts";

/** The Agent Protocol's words for where a run of it stands. */
export type JobStatus = "pending" | "running" | "success" | "error" | "timeout" | "interrupted";

/** What a new job does about one that is under way on its thread. */
export type MultitaskStrategy = "reject" | "interrupt" | "rollback" | "enqueue";

/**
 * One stretch of work on a thread, from an input, a command or an answer to the next stop: what the Agent Protocol calls a run. A run of Baton goes
 * from an input to an outcome and so has as many jobs as it has stretches.
 */
export interface Job {
  /** A UUID v7, so that ids sort by age. */
  readonly id: string;
  readonly thread: string;
  readonly assistant: string;
  readonly graph: string;
  readonly owner: string;
  readonly status: JobStatus;
  readonly multitask: MultitaskStrategy;
  /** What to run: input or command, checkpoint, config, stream modes, breakpoints, webhook. The server's schema; storage only keeps it. */
  readonly request: JsonObject;
  readonly metadata: JsonObject;
  /** Its thread goes with it: a stateless run that asked for that. */
  readonly temporary: boolean;
  /** Not to be taken before. */
  readonly notBefore: number;
  /** Who works on it, while it is running: see `holderName`. */
  readonly holder: string | undefined;
  /** How often it was taken. */
  readonly attempts: number;
  /** Asked to stop, and what becomes of it then. */
  readonly cancel: "interrupt" | "rollback" | undefined;
  /** Baton's run that it works on, once that is known. */
  readonly run: string | undefined;
  readonly error: RunError | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface JobFilter {
  readonly thread?: string;
  readonly owner?: string;
  readonly status?: readonly JobStatus[];
}

/** What may change of a job. */
export type JobChange = Partial<Pick<Job, "status" | "holder" | "cancel" | "run" | "error" | "metadata" | "notBefore">>;

/**
 * The queue. Of one thread at most one job is running; the others wait in the order in which they were added. One whose time has not come stands in
 * nobody's way.
 */
export interface JobStore {
  /**
   * Inserts jobs, all or none, and counts the pending ones that were there before, delayed ones included. Nothing is inserted where an id is taken or,
   * with `most`, where more than that many would wait. Durable, but with `soon`: then a power cut may forget them until the next durable write, for jobs
   * that nobody was promised yet.
   */
  add(jobs: readonly Job[], most?: number, options?: { readonly soon?: boolean }): Promise<{ readonly added: boolean; readonly waiting: number }>;
  get(id: string): Promise<Job | undefined>;
  /** Newest first. */
  list(filter: JobFilter & { readonly limit?: number; readonly offset?: number }): Promise<readonly Job[]>;
  count(filter: JobFilter): Promise<number>;
  /**
   * Marks up to `limit` pending jobs as running by `holder` and gives them, oldest first: each the oldest of its thread whose time has come, where none
   * of that thread is running. In one transaction, so that no job is taken twice and no thread has two. A power cut may undo it: they are taken again.
   */
  take(holder: string, now: number, limit: number): Promise<readonly Job[]>;
  /**
   * Changes a job; with `from`, only while it has one of these statuses. False where nothing changed. What is said with `from` only `running` is the
   * holder's note: it survives a kill, and a power cut with the next durable write. All else is durable.
   */
  update(id: string, change: JobChange, now: number, from?: readonly JobStatus[]): Promise<boolean>;
  /** Gives back to the queue what is running by holders for which `gone` says so; their ids, oldest first. */
  reclaim(gone: (holder: string) => boolean, now: number): Promise<readonly string[]>;
  /** When the earliest pending job that must still wait for its time may be taken. */
  next(now: number): Promise<number | undefined>;
  /** Removes a job and its stream. */
  delete(id: string): Promise<void>;
}
