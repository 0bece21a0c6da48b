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
import { inTurn, RemainRows } from "./remains.ts";
import { text } from "./row.ts";
import { sweeper } from "./sweep.ts";
import { decodeThread, threadDeletion, threadNames } from "./threads.ts";

const ttlMs = 30_000;
const rowsAtOnce = 500;
const jobsAtOnce = 20;
/** Between two writes, for those of others. */
const pauseMs = 2;

/** What is to be done with a thread, step by step, and what will be gone then. A step that gives false ends it: somebody needs the thread again. */
interface Plan {
  readonly pruned: Pruned;
  readonly steps: readonly (() => unknown)[];
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
  /** One write, as long as the lease is ours; false where it is not, or where the step gives that. */
  const take = (lease: Lease, step: () => unknown): Promise<boolean> =>
    database.write("relaxed", () => {
      if (!sameLease(leases.get(lease.thread), lease)) return false;
      leases.put({ ...lease, until: clock.now() + ttlMs });
      return step() !== false;
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
      const threads = options.only ?? (await database.read(() => candidates.all().map((row) => text(row, "id"))));
      let pruned = nothingPruned;
      for (const [at, thread] of threads.entries()) {
        pruned = addPruned(pruned, await pruneThread(thread, options));
        options.onThread?.(at + 1, threads.length);
      }
      if (options.dryRun !== true && options.only === undefined) await sweep(options.before);
      return pruned;
    },
  };
}

/** Finds what may go of a thread; undefined where it may not be touched. */
function planner(database: Database) {
  const remains = new RemainRows(database);
  const unfinishedJob = "SELECT 1 FROM jobs WHERE thread = ?1 AND status IN ('pending', 'running')";
  const atRest = database.prepare(
    `SELECT ${threadNames} FROM threads WHERE id = ?1
     AND NOT EXISTS (SELECT 1 FROM approvals WHERE thread = ?1 AND status = 'open') AND NOT EXISTS (SELECT 1 FROM waits WHERE thread = ?1 AND status = 'open')
     AND NOT EXISTS (SELECT 1 FROM effects WHERE thread = ?1 AND state IN ('intent', 'unknown'))
     AND NOT EXISTS (${unfinishedJob})`,
  );
  const waiting = database.prepare(unfinishedJob);
  const eventsOf = database.prepare(
    "SELECT count(*) AS count, coalesce(max(seq), 0) AS last, coalesce(sum(length(event)), 0) AS bytes FROM events WHERE thread = ?",
  );
  const jobsOf = database.prepare(
    `SELECT seq, (SELECT coalesce(sum(length(CAST(data AS BLOB))), 0) FROM streams WHERE job = jobs.seq) AS bytes FROM jobs
     WHERE thread = ? AND updatedAt < ? ORDER BY seq`,
  );
  const deleteJob = database.prepare("DELETE FROM jobs WHERE seq = ?");
  const effectsOf = database.prepare("SELECT count(*) AS count FROM effects WHERE thread = ? AND once IS NULL");
  const deleteEvents = database.prepare("DELETE FROM events WHERE thread = ? AND seq <= ?");
  const deleteRows = threadDeletion(database);
  const deletions = [
    "DELETE FROM effects WHERE thread = ? AND once IS NULL",
    ...["checkpoints", "blobs", "writes"].map((table) => `DELETE FROM ${table} WHERE thread = ?`),
  ].map((sql) => database.prepare(sql));

  /** Jobs of a thread at rest, with their streams. */
  const endedJobs = (id: string, before: number): Plan => {
    const rows = jobsOf.all(id, before);
    const bytes = rows.reduce((sum, row) => sum + Number(row["bytes"]), 0);
    return { pruned: { ...nothingPruned, jobs: rows.length, bytes }, steps: inTurn(rows, jobsAtOnce, ({ seq = null }) => deleteJob.run(seq)) };
  };
  const whole = (id: string): Plan => {
    const history = remains.of(id, Infinity);
    const { checkpoints, bytes } = remains.total(id);
    const events = eventsOf.get(id);
    const jobs = endedJobs(id, Infinity);
    const batches = Math.ceil(Number(events?.["last"]) / rowsAtOnce);
    return {
      pruned: {
        threads: 1,
        checkpoints,
        events: Number(events?.["count"]),
        effects: Number(effectsOf.get(id)?.["count"]),
        jobs: jobs.pruned.jobs,
        bytes: bytes + Number(events?.["bytes"]) + jobs.pruned.bytes,
      },
      steps: [
        ...history.steps, // until the last step it is a thread that can go on
        ...jobs.steps,
        ...Array.from({ length: batches }, (_, at) => () => void deleteEvents.run(id, (at + 1) * rowsAtOnce)),
        () => {
          if (waiting.get(id) !== undefined) return false; // added meanwhile: nobody needs the lease for that
          deleteRows(id);
          for (const deletion of deletions) deletion.run(id);
          return true;
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
    const jobs = endedJobs(id, before);
    return { pruned: addPruned({ ...nothingPruned, checkpoints, bytes }, jobs.pruned), steps: [...steps, ...jobs.steps] };
  };
}
