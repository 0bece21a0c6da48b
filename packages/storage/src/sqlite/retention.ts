import { setTimeout as pause } from "node:timers/promises";
import {
  addPruned,
  type Clock,
  holderName,
  isAtRest,
  type Lease,
  nothingPruned,
  type Pruned,
  type PruneOptions,
  releasedLease,
  type RetentionStore,
  sameLease,
  takeLease,
} from "@baton/runtime";
import type { Database } from "./database.ts";
import type { LeaseRows } from "./leases.ts";
import { RemainRows } from "./remains.ts";
import { text } from "./row.ts";
import { decodeThread, threadDeletion, threadNames } from "./threads.ts";

const ttlMs = 30_000;
const rowsAtOnce = 500;
const pagesAtOnce = 200;
/** Between two writes, for those of others. */
const pauseMs = 2;

/** What is to be done with a thread, step by step, and what will be gone then. */
interface Plan {
  readonly pruned: Pruned;
  readonly steps: readonly (() => void)[];
}

/**
 * Retention in SQLite: threads one by one, each under its lease, in writes so short that others hardly wait. A kill between any two of them leaves
 * a file that is whole, and less to do for the next time.
 */
export function sqliteRetention(database: Database, leases: LeaseRows, clock: Pick<Clock, "now">): RetentionStore {
  const candidates = database.prepare("SELECT id FROM threads WHERE status IN ('idle', 'failed') ORDER BY seq");
  const planOf = planner(database);
  const sweep = sweeper(database);
  const holder = holderName();

  /** Holds the thread's lease, so that nobody goes on with it meanwhile; undefined where somebody has it. */
  const hold = (thread: string): Promise<Lease | undefined> =>
    database.write("relaxed", () => {
      const taken = takeLease(leases.get(thread), { thread, holder, until: clock.now() + ttlMs }, clock.now());
      if (taken.type === "taken") return undefined;
      leases.put(taken.lease);
      return taken.lease;
    });
  /** One write, as long as the lease is ours; false where it is not. */
  const take = (lease: Lease, step: () => void): Promise<boolean> =>
    database.write("relaxed", () => {
      if (!sameLease(leases.get(lease.thread), lease)) return false;
      leases.put({ ...lease, until: clock.now() + ttlMs });
      step();
      return true;
    });
  const release = (lease: Lease): Promise<void> =>
    database.write("relaxed", () => {
      if (sameLease(leases.get(lease.thread), lease)) leases.put(releasedLease(lease));
    });

  const pruneThread = async (thread: string, options: PruneOptions): Promise<Pruned> => {
    const wanted = await database.read(() => planOf(thread, options, leases.get(thread), clock.now()));
    if (wanted === undefined || wanted.steps.length === 0) return nothingPruned;
    if (options.dryRun === true) return wanted.pruned;
    const lease = await hold(thread);
    if (lease === undefined) return nothingPruned;
    try {
      const plan = await database.read(() => planOf(thread, options, undefined, clock.now())); // again, now that it stands still
      if (plan === undefined) return nothingPruned;
      for (const step of plan.steps) {
        if (!(await take(lease, step))) return nothingPruned;
        await pause(pauseMs);
      }
      return plan.pruned;
    } finally {
      await release(lease);
    }
  };
  return {
    async prune(options) {
      const threads = await database.read(() => candidates.all().map((row) => text(row, "id")));
      let pruned = nothingPruned;
      for (const [at, thread] of threads.entries()) {
        pruned = addPruned(pruned, await pruneThread(thread, options));
        options.onThread?.(at + 1, threads.length);
      }
      if (options.dryRun !== true) await sweep();
      return pruned;
    },
  };
}

/** Finds what may go of a thread; undefined where it may not be touched. */
function planner(database: Database) {
  const remains = new RemainRows(database);
  const atRest = database.prepare(
    `SELECT ${threadNames} FROM threads WHERE id = ?1
     AND NOT EXISTS (SELECT 1 FROM approvals WHERE thread = ?1 AND status = 'open') AND NOT EXISTS (SELECT 1 FROM waits WHERE thread = ?1 AND status = 'open')
     AND NOT EXISTS (SELECT 1 FROM effects WHERE thread = ?1 AND state IN ('intent', 'unknown'))`,
  );
  const eventsOf = database.prepare(
    "SELECT count(*) AS count, coalesce(max(seq), 0) AS last, coalesce(sum(length(event)), 0) AS bytes FROM events WHERE thread = ?",
  );
  const effectsOf = database.prepare("SELECT count(*) AS count FROM effects WHERE thread = ? AND once IS NULL");
  const deleteEvents = database.prepare("DELETE FROM events WHERE thread = ? AND seq <= ?");
  const deleteRows = threadDeletion(database);
  const deletions = [
    "DELETE FROM effects WHERE thread = ? AND once IS NULL",
    ...["checkpoints", "blobs", "writes"].map((table) => `DELETE FROM ${table} WHERE thread = ?`),
  ].map((sql) => database.prepare(sql));

  const whole = (id: string): Plan => {
    const history = remains.of(id, Infinity);
    const { checkpoints, bytes } = remains.total(id);
    const events = eventsOf.get(id);
    const batches = Math.ceil(Number(events?.["last"]) / rowsAtOnce);
    return {
      pruned: {
        threads: 1,
        checkpoints,
        events: Number(events?.["count"]),
        effects: Number(effectsOf.get(id)?.["count"]),
        bytes: bytes + Number(events?.["bytes"]),
      },
      steps: [
        ...history.steps, // until the last step it is a thread that can go on
        ...Array.from({ length: batches }, (_, at) => () => void deleteEvents.run(id, (at + 1) * rowsAtOnce)),
        () => {
          deleteRows(id);
          for (const deletion of deletions) deletion.run(id);
        },
      ],
    };
  };
  return (id: string, { before, what }: PruneOptions, lease: Lease | undefined, now: number): Plan | undefined => {
    const thread = decodeThread(atRest.get(id));
    if (thread === undefined || !isAtRest(thread, lease, now)) return undefined;
    if (what !== "history" && thread.updatedAt < before) return whole(id);
    if (what === "threads") return undefined;
    const { checkpoints, bytes, steps } = remains.of(id, before);
    return { pruned: { ...nothingPruned, checkpoints, bytes }, steps };
  };
}

/** Removes parts that threads left behind (after them, or where a process was killed meanwhile), and gives free pages back to the disk. */
function sweeper(database: Database): () => Promise<void> {
  const nothingElse = ["checkpoints", "blobs", "writes"].map((table) => `NOT EXISTS (SELECT 1 FROM ${table} WHERE thread = part.thread)`).join(" AND ");
  const leftBy = database.prepare(`SELECT thread FROM (SELECT DISTINCT thread FROM parts) AS part WHERE ${nothingElse}`);
  const deleteSome = database.prepare(
    `DELETE FROM parts WHERE seq IN (SELECT seq FROM parts AS part WHERE thread = ? AND ${nothingElse} ORDER BY seq DESC LIMIT ${rowsAtOnce})`,
  );
  const freePages = database.prepare("PRAGMA freelist_count");
  const free = (): Promise<number> => database.read(() => Number(freePages.get()?.["freelist_count"]));
  return async () => {
    for (const thread of await database.read(() => leftBy.all().map((row) => text(row, "thread")))) {
      while ((await database.write("relaxed", () => deleteSome.run(thread).changes)) > 0) await pause(pauseMs);
    }
    // Files that an older Baton made keep their free pages, and use them again.
    let [before, now] = [Infinity, await free()];
    while (now > 0 && now < before) {
      await database.write("relaxed", () => database.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`));
      [before, now] = [now, await free()];
      await pause(pauseMs);
    }
  };
}
