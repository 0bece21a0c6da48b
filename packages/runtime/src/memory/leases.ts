import { releasedLease, sameLease, takeLease } from "../bookkeeping/lease.ts";
import type { Lease, LeaseStore } from "../ports/leases.ts";

/** Runs jobs one after another, in the order in which they came. */
export type Serial = <T>(job: () => Promise<T>) => Promise<T>;

/** A new queue. */
export function serialQueue(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const next = last.then(job);
    last = next.catch(() => undefined); // a failed job is its caller's, not the next one's
    return next;
  };
}

/** Leases in memory. Taking one waits for checkpoint writes under way, so that none of an older holder comes after. */
export function memoryLeases(rows: Map<string, Lease>, serial: Serial): LeaseStore {
  return {
    acquire(thread, holder, ttlMs, now) {
      return serial(async () => {
        const taken = takeLease(rows.get(thread), { thread, holder, until: now + ttlMs }, now);
        if (taken.type === "held") rows.set(thread, taken.lease);
        return taken;
      });
    },
    async renew(lease, ttlMs, now) {
      if (!sameLease(rows.get(lease.thread), lease)) return false;
      rows.set(lease.thread, { ...lease, until: now + ttlMs });
      return true;
    },
    async release(lease) {
      if (sameLease(rows.get(lease.thread), lease)) rows.set(lease.thread, releasedLease(lease));
    },
  };
}
