import type { StatementSync } from "node:sqlite";
import { checkLease, type Clock, type Lease, type LeaseStore, releasedLease, sameLease, takeLease } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";

const rowSchema = z.object({ thread: z.string(), holder: z.string(), token: z.number(), until: z.number() });

const mostGiven = 10_000;

/** The leases' rows, for whoever writes in a transaction. */
export class LeaseRows {
  readonly #clock: Pick<Clock, "now">;
  readonly #select: StatementSync;
  readonly #put: StatementSync;
  readonly #database: Database;
  /** The newest token of each thread that was given out here. */
  readonly #given = new Map<string, number>();

  constructor(database: Database, clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.#database = database;
    this.#select = database.prepare("SELECT thread, holder, token, until FROM leases WHERE thread = ?");
    this.#put = database.prepare("INSERT OR REPLACE INTO leases (thread, holder, token, until) VALUES (?, ?, ?, ?)");
  }

  get(thread: string): Lease | undefined {
    return rowSchema.optional().parse(this.#select.get(thread));
  }

  put(lease: Lease): void {
    this.#put.run(lease.thread, lease.holder, lease.token, lease.until);
  }

  /** Takes a free lease; what is remembered of rows counts no more where another process held it last. */
  take(current: Lease | undefined, next: Lease): void {
    if (current !== undefined && this.#given.get(next.thread) !== current.token) this.#database.forget();
    if (this.#given.size >= mostGiven) this.#given.clear();
    this.#given.set(next.thread, next.token);
    this.put(next);
  }

  /** Refuses who may not write the thread's checkpoints. */
  check(thread: string, config: Parameters<typeof checkLease>[2]): void {
    checkLease(this.get(thread), thread, config, this.#clock.now());
  }
}

/** Leases in SQLite. They are for living processes, so a power cut may forget one. */
export function sqliteLeases(database: Database, rows: LeaseRows): LeaseStore {
  return {
    acquire(thread, holder, ttlMs, now) {
      return database.write("relaxed", () => {
        const current = rows.get(thread);
        const taken = takeLease(current, { thread, holder, until: now + ttlMs }, now);
        if (taken.type === "held") rows.take(current, taken.lease);
        return taken;
      });
    },
    renew(lease, ttlMs, now) {
      return database.write("relaxed", () => {
        const kept = sameLease(rows.get(lease.thread), lease);
        if (kept) rows.put({ ...lease, until: now + ttlMs });
        return kept;
      });
    },
    release(lease) {
      return database.write("relaxed", () => {
        if (sameLease(rows.get(lease.thread), lease)) rows.put(releasedLease(lease));
      });
    },
  };
}
