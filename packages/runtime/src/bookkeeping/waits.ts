import type { ExternalEvent, Wait } from "../ports/waits.ts";
import { hasFields } from "./search.ts";

/** Whether a wait may take an event: nobody else has, and it is the one waited for, received from the run's start to the wait's end. */
export function fitsWait(wait: Wait, event: ExternalEvent): boolean {
  const { payload, receivedAt } = event;
  if (event.takenBy !== undefined || event.name !== wait.event || receivedAt < wait.since) return false;
  if (event.thread !== undefined && event.thread !== wait.thread) return false;
  if (wait.expiresAt !== undefined && receivedAt > wait.expiresAt) return false;
  return hasFields(payload, wait.match);
}

/** A wait as it ends, with the event that it takes, if one ends it. */
export interface WaitEnd {
  readonly wait: Wait;
  readonly event?: ExternalEvent;
}

/**
 * How an open wait ends now; undefined where it goes on. `events` are oldest first. Pure, and the same whenever somebody looks: every store
 * gathers the events and writes the end in one transaction.
 */
export function endWait(wait: Wait, events: readonly ExternalEvent[], now: number): WaitEnd | undefined {
  if (wait.status !== "open") return undefined;
  const event = events.find((each) => fitsWait(wait, each));
  if (event !== undefined) {
    return { wait: { ...wait, status: "fired", taken: { event: event.id, payload: event.payload } }, event: { ...event, takenBy: wait.id } };
  }
  const { wakeAt = Infinity, expiresAt = Infinity } = wait;
  if (now < Math.min(wakeAt, expiresAt)) return undefined;
  return { wait: { ...wait, status: wakeAt <= expiresAt ? "fired" : "expired" } };
}

/** Oldest first; of one moment, in the order in which they came. */
export function byOpening(a: Wait, b: Wait): number {
  return a.openedAt - b.openedAt;
}
