import type { Clock } from "../ports/clock.ts";
import type { Storage } from "../ports/storage.ts";
import { type PendingInterrupt, subjectOf } from "./answers.ts";

/**
 * Whether what an interrupt tells has nothing to wait for any more: people have decided, an event is there, or a time has come. Only looks: the
 * step that interrupted judges again.
 */
export async function isSettled(storage: Storage, clock: Pick<Clock, "now">, value: unknown): Promise<boolean> {
  const subject = subjectOf(value);
  if (subject === undefined) return false;
  const now = clock.now();
  if ("wait" in subject) {
    const wait = await storage.waits.get(subject.wait);
    return wait === undefined || (await storage.waits.ready(wait.id, now));
  }
  const row = await storage.approvals.get(subject.approval);
  const due = row?.expiresAt !== undefined && now >= row.expiresAt;
  return row === undefined || row.status !== "open" || due;
}

/** Values that wake the pending interrupts that are settled, by interrupt; a value itself decides nothing. */
export async function wakeUps(storage: Storage, clock: Pick<Clock, "now">, pending: readonly PendingInterrupt[]): Promise<Record<string, object>> {
  const values: Record<string, object> = {};
  for (const { id, ...subject } of pending) {
    if (await isSettled(storage, clock, { baton: subject })) values[id] = subject;
  }
  return values;
}
