import type { Json, JsonObject, Layer } from "@baton/core";

export type ThreadStatus = "idle" | "busy" | "interrupted" | "failed" | "limit_reached";

/** A conversation or case: the checkpoints that belong together. */
export interface Thread {
  readonly id: string;
  /** Empty until a run begins on it. */
  readonly graph: string;
  /** Hash of the graph version that its open run uses, or its last one used; empty until then. */
  readonly graphHash: string;
  readonly status: ThreadStatus;
  readonly owner: string;
  readonly metadata: JsonObject;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type RunStatus = "running" | "done" | "interrupted" | "failed" | "limit_reached" | "cancelled";

/** Why a run failed or stopped. */
export interface RunError {
  readonly code: string;
  readonly layer: Layer;
  readonly message: string;
  readonly fix?: string;
  readonly node?: string;
  readonly agent?: string;
  readonly step?: number;
  readonly attempt?: number;
}

/** One piece of work on a thread: from an input to an outcome, over any number of stops and processes. */
export interface Run {
  readonly id: string;
  readonly thread: string;
  readonly graphHash: string;
  readonly status: RunStatus;
  readonly requester: string;
  readonly environment: string;
  /** 0 for the original; forks count up. */
  readonly fork: number;
  readonly input: JsonObject | undefined;
  readonly outcome: string | undefined;
  readonly output: JsonObject | undefined;
  readonly error: RunError | undefined;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
}

export interface Page {
  readonly limit?: number;
  /** Rows after this id, in the list's order. */
  readonly after?: string;
}

/** Which threads, and in which order. Fields that are given must all hold. */
export interface ThreadSearch {
  readonly ids?: readonly string[];
  readonly owner?: string;
  readonly graph?: string;
  readonly status?: readonly ThreadStatus[];
  /** Each of these fields must stand in the metadata with this value, whatever the keys are called. */
  readonly metadata?: JsonObject;
  readonly sortBy?: "id" | "status" | "createdAt" | "updatedAt";
  readonly order?: "asc" | "desc";
  readonly limit?: number;
  readonly offset?: number;
}

/** Which runs, of whatever threads. Fields that are given must all hold. */
export interface RunSearch {
  /** Of the run's thread. */
  readonly owner?: string;
  /** The id of the graph whose version it uses; where that version is not stored, the thread's graph. */
  readonly graph?: string;
  readonly status?: readonly RunStatus[];
  readonly limit?: number;
  readonly offset?: number;
}

/** Threads and their runs. */
export interface ThreadStore {
  /** Inserts; false if the id is taken. Durable, but with `soon`: then a power cut may forget it until the next durable write. */
  create(thread: Thread, options?: { readonly soon?: boolean }): Promise<boolean>;
  get(id: string): Promise<Thread | undefined>;
  /**
   * Durable, but for what follows from checkpoints and approvals: that somebody is at work (`busy`) and where they stopped (`idle`, `interrupted`) may be lost with the power, as long as
   * nothing durable was written since, and is found again when the run is gone on with. The same of a run that is `running`, `done` or `interrupted`.
   */
  update(id: string, change: Partial<Pick<Thread, "graph" | "graphHash" | "status" | "metadata" | "updatedAt">>): Promise<void>;
  /** Newest first. */
  list(filter: { readonly graph?: string; readonly status?: ThreadStatus } & Page): Promise<readonly Thread[]>;
  /** By `createdAt`, newest first, by default. */
  search(filter: ThreadSearch): Promise<readonly Thread[]>;
  count(filter: ThreadSearch): Promise<number>;
  /** Removes the thread, its runs, jobs with their streams, checkpoints, approvals, waits, events and budgets. Journal rows stay: they are the record of what was done. So do lease tokens, which only grow. */
  delete(id: string): Promise<void>;
  putRun(run: Run): Promise<void>;
  getRun(id: string): Promise<Run | undefined>;
  /** Oldest first. */
  listRuns(thread: string): Promise<readonly Run[]>;
  /** Newest first. */
  searchRuns(filter: RunSearch): Promise<readonly Run[]>;
}

/** One entry of a thread's event log. */
export interface LoggedEvent {
  readonly thread: string;
  readonly run: string;
  /** Counts from 1 within the thread, without gaps. */
  readonly seq: number;
  readonly at: number;
  readonly event: Json;
}

export interface EventLog {
  /**
   * Appends in order and returns the last sequence number. Written with the next commit of anything, and within 5 ms; a power cut may forget it until the next
   * durable write.
   */
  append(thread: string, run: string, at: number, events: readonly Json[]): Promise<number>;
  read(thread: string, options?: { readonly run?: string; readonly after?: number; readonly limit?: number }): Promise<readonly LoggedEvent[]>;
}
