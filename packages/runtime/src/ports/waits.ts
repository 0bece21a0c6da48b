import type { Json, JsonObject } from "@baton/core";

/** What a node waits for that is not a person: a time, or an event from outside. Its times were fixed when it was entered. */
export interface Wait {
  /** Derived from thread and task, so that a step run again finds its own wait. */
  readonly id: string;
  readonly thread: string;
  readonly run: string;
  readonly node: string;
  /** Lane or branch; empty at the top. */
  readonly scope: string;
  readonly task: string;
  readonly openedAt: number;
  /** Events received from then on count: the run's start. */
  readonly since: number;
  /** When a timer fires; undefined where an event is waited for. */
  readonly wakeAt: number | undefined;
  /** When nothing is waited for any more. An event that is received later does not count, whenever somebody looks. */
  readonly expiresAt: number | undefined;
  /** Name of the event. */
  readonly event: string | undefined;
  /** What fields of its payload must equal. */
  readonly match: JsonObject;
  readonly status: "open" | "fired" | "expired" | "void";
  /** The event that it took. */
  readonly taken: { readonly event: string; readonly payload: Json } | undefined;
}

/** Something that happened outside. */
export interface ExternalEvent {
  /** The sender's own, if it gave one: the same name and id again is the same event. */
  readonly id: string;
  readonly name: string;
  readonly payload: Json;
  /** The only thread that may use it; undefined for whichever waits for it. */
  readonly thread: string | undefined;
  readonly receivedAt: number;
  /** The wait that used it: an event is used once. */
  readonly takenBy: string | undefined;
}

/** Waits, and the events from outside that end them. */
export interface WaitStore {
  /** Inserts, or returns the row that is there already under this id. */
  open(wait: Wait): Promise<Wait>;
  get(id: string): Promise<Wait | undefined>;
  /**
   * Ends an open wait if it can be ended: the oldest unused event that fits is taken, else its time may have come. Gives the row as it is then,
   * undefined where there is none. In one transaction: of several waits one gets an event, and who asks again gets the same.
   */
  take(id: string, now: number): Promise<Wait | undefined>;
  /** Whether `take` would give anything but an open wait. Changes nothing. */
  ready(id: string, now: number): Promise<boolean>;
  /** Keeps an event, or finds it by its name and id; with the open waits that it would end now, oldest first: none if it is used already. */
  send(event: ExternalEvent): Promise<{ readonly event: ExternalEvent; readonly wakes: readonly Wait[] }>;
  /** Open waits that `take` would end, oldest first. */
  due(now: number, limit?: number): Promise<readonly Wait[]>;
  /** The earliest time after `now` at which an open one fires or expires. */
  next(now: number): Promise<number | undefined>;
  /** Oldest first. */
  list(filter: { readonly thread?: string; readonly status?: Wait["status"] }): Promise<readonly Wait[]>;
  /** Voids what is open on a thread, or on one run of it; returns how many. */
  voidOpen(thread: string, run?: string): Promise<number>;
}
