import { setImmediate as nextTurn } from "node:timers/promises";
import { BatonError } from "@baton/core";
import { holderName, isDead, type Job, type Thread } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import type { StreamHub } from "../streams/hub.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import { type JobEnd, runErrorOf } from "./outcome.ts";
import { HELD } from "./request.ts";
import { rollBack } from "./rollback.ts";
import { stretches } from "./stretch.ts";
import { systemJob } from "./system-job.ts";
import { dueTimer } from "./timer.ts";

/** What becomes of a job that is cancelled: it stays where it stopped, or its thread goes back to before it. */
export type CancelAction = "interrupt" | "rollback";

/** Runs jobs. Nothing polls: it is woken by jobs that are added or end, and by one timer for what comes due. */
export interface Worker {
  /** Takes over what processes that are gone left, and begins to work. */
  start(): Promise<void>;
  /** Queues jobs. @throws BatonError `queue_full`, `draining`. */
  add(jobs: readonly Job[]): Promise<void>;
  /**
   * Begins a job of a thread that no other is under way on, or queues it where there is no room. `soon`: whoever asked hears nothing before its end, so that
   * it is on the disk with its first checkpoint. @throws BatonError `queue_full`, `draining`.
   */
  begin(job: Job, options: { readonly soon: boolean }): Promise<void>;
  /** Goes on with a thread once what it works on now has stopped. What it writes, it writes at once: with whatever else is being written. */
  goOn(thread: Thread): Promise<void>;
  cancel(job: Job, action: CancelAction): Promise<void>;
  /** How a job of this process ends; ask before it is added. @throws BatonError `draining`. */
  ended(job: string): Promise<JobEnd>;
  /** Nobody waits for it any more. */
  forget(job: string): void;
  /** Stops taking jobs; those that run stop after the step they are in, and the next process goes on with them, as it does with those that do not. */
  drain(): Promise<void>;
  /** Jobs that run in this process now. */
  running(): number;
}

interface Running {
  readonly job: Job;
  readonly cancel: AbortController;
  readonly done: Promise<void>;
  action: CancelAction | undefined;
}

/** Until what could not be read is read again, in milliseconds. */
const retryMs = 10_000;

export function createWorker(deps: ServerDeps, hub: StreamHub, webhooks: Webhooks): Worker {
  const { storage, clock, limits, engine, log } = deps;
  const holder = holderName();
  const run = stretches(deps, hub, webhooks);
  const running = new Map<string, Running>();
  const waiters = new Map<string, PromiseWithResolvers<JobEnd>>();
  const draining = new AbortController();
  let doing = Promise.resolve();
  let taking = false;
  /** Whether there may be jobs to take. */
  let more = false;
  /** Jobs that begin as soon as they are written. */
  let beginning = 0;
  /** When the queue, and what comes due besides, was looked at last: what came due since then, while nobody slept, is due now. */
  const looked = { jobs: clock.now(), others: clock.now() };

  const timer = dueTimer(clock, nextDue, () => {
    doing = onDue().catch((error: unknown) => log.error({ err: error }, "what came due was not done"));
  });

  async function nextDue(): Promise<number | undefined> {
    const { jobs, others } = looked;
    const times = await Promise.all([storage.jobs.next(jobs), storage.approvals.next(others), storage.waits.next(others), webhooks.next()]).catch(
      (error: unknown) => {
        log.error({ err: error }, "what comes due next could not be read");
        return [clock.now() + retryMs];
      },
    );
    return times.reduce((first, time) => (first === undefined || (time !== undefined && time < first) ? time : first), undefined);
  }

  async function onDue(): Promise<void> {
    if (draining.signal.aborted) return;
    looked.others = clock.now();
    await engine.escalate();
    for (const thread of await engine.due()) await wake(thread);
    void webhooks.run(draining.signal).then(() => timer.arm());
    pump();
    timer.arm();
  }

  /** Takes jobs while there is room; asked for while it does, it looks once more. */
  function pump(): void {
    more = true;
    looked.jobs = clock.now();
    if (taking || draining.signal.aborted) return;
    taking = true;
    void (async () => {
      try {
        while (more && !draining.signal.aborted && running.size < limits.workers) {
          more = false;
          const room = limits.workers - running.size;
          const jobs = await storage.jobs.take(holder, clock.now(), room);
          for (const job of jobs) begin(job);
          // Fewer than there was room for: none is left that could be taken.
          if (jobs.length === room) more = true;
        }
      } finally {
        // In the turn of the last look: who asks after that looks anew.
        taking = false;
      }
    })().catch((error: unknown) => log.error({ err: error }, "jobs could not be taken"));
  }

  function begin(job: Job): void {
    const cancel = new AbortController();
    const entry: Running = { job, cancel, action: job.cancel, done: Promise.resolve().then(() => work(job, entry)) };
    running.set(job.id, entry);
    if (job.cancel !== undefined) cancel.abort();
  }

  async function work(job: Job, entry: Running): Promise<void> {
    try {
      const outcome = await run(job, { cancel: entry.cancel.signal, drain: draining.signal });
      if (outcome.type === "ended") {
        if (entry.action === "rollback") await rollBack(deps, job);
        waiters.get(job.id)?.resolve(outcome.end);
        waiters.delete(job.id);
      }
      // Whoever waits is answered first.
      await nextTurn();
      if (await release(job.thread)) more = true;
    } catch (error) {
      log.error({ err: error, run: job.id, thread: job.thread }, "a job could not be worked on");
      // Where that cannot be written either it stays with this holder, and is taken over when this process is gone.
      await storage.jobs.update(job.id, { status: "error", error: runErrorOf(error), holder: undefined }, clock.now(), ["running"]).catch(() => false);
      waiters.get(job.id)?.reject(error);
      waiters.delete(job.id);
    } finally {
      running.delete(job.id);
      if (more) pump();
      timer.arm();
    }
  }

  /** An input that waited for its thread to finish may run once that has. Whether jobs of the thread wait. */
  async function release(thread: string): Promise<boolean> {
    const waiting = await storage.jobs.list({ thread, status: ["pending"] });
    const held = waiting.findLast(({ notBefore }) => notBefore === HELD);
    const { status } = held === undefined ? {} : ((await storage.threads.get(thread)) ?? {});
    if (held !== undefined && (status === "idle" || status === "failed")) {
      await storage.jobs.update(held.id, { notBefore: clock.now() }, clock.now(), ["pending"]);
    }
    return waiting.length > 0;
  }

  /** A job that nothing stands in the way of begins as it is written, without a turn in the queue. */
  async function start(job: Job, options: { readonly soon: boolean }): Promise<void> {
    if (draining.signal.aborted) throw drainingError();
    if (running.size + beginning >= limits.workers || job.notBefore > clock.now()) return await add([job]);
    const begun: Job = { ...job, status: "running", holder, attempts: 1 };
    beginning += 1;
    try {
      await storage.jobs.add([begun], undefined, options);
    } finally {
      beginning -= 1;
    }
    hub.arrivals.tell(job.thread);
    begin(begun);
  }

  async function add(jobs: readonly Job[]): Promise<void> {
    if (draining.signal.aborted) throw drainingError();
    const { added } = await storage.jobs.add(jobs, limits.queue);
    if (!added) {
      throw new BatonError("queue_full", "infrastructure", `${limits.queue} runs wait already, so no more are taken now.`, {
        fix: "Try again in a moment.",
        retryAfter: 1,
      });
    }
    // What they wait for may have ended just now.
    for (const { thread, notBefore } of jobs) if (notBefore === HELD) await release(thread);
    for (const { thread } of jobs) hub.arrivals.tell(thread);
    pump();
    if (jobs.some(({ notBefore }) => notBefore > clock.now())) timer.arm();
  }

  async function following(thread: Thread): Promise<Job> {
    const [before] = await storage.jobs.list({ thread: thread.id, limit: 1 });
    return systemJob(thread, before, clock.now());
  }

  /** Goes on with a thread whose time has come, unless a job of it is under way. */
  async function wake(thread: string): Promise<void> {
    const under = await storage.jobs.list({ thread, status: ["pending", "running"] });
    if (under.some(({ notBefore, status }) => status === "running" || notBefore <= clock.now())) return;
    const row = await storage.threads.get(thread);
    if (row !== undefined && row.graph !== "") await add([await following(row)]);
  }

  return {
    start: async () => {
      const reclaimed = await storage.jobs.reclaim((name) => name === holder || isDead(name), clock.now());
      if (reclaimed.length > 0) log.info({ runs: reclaimed.length }, "going on with runs that another process left");
      await onDue();
    },
    add,
    begin: start,
    goOn: async (thread) => {
      await storage.jobs.add([await following(thread)]);
      hub.arrivals.tell(thread.id);
      pump();
    },
    cancel: async (job, action) => {
      const here = running.get(job.id);
      if (here !== undefined) {
        here.action = action;
        here.cancel.abort();
        return await here.done;
      }
      const now = clock.now();
      const stopped = await storage.jobs.update(job.id, { status: "interrupted", cancel: action }, now, ["pending"]);
      if (!stopped) return;
      // A process that is gone may have begun it.
      if (action === "rollback") await rollBack(deps, job);
      hub.publisher(job.id).end();
      waiters.get(job.id)?.resolve({ status: "interrupted", values: undefined, error: undefined });
      waiters.delete(job.id);
      pump();
    },
    ended: (job) => {
      if (draining.signal.aborted) return Promise.reject(drainingError());
      const known = waiters.get(job) ?? Promise.withResolvers<JobEnd>();
      waiters.set(job, known);
      return known.promise;
    },
    forget: (job) => void waiters.delete(job),
    drain: async () => {
      draining.abort();
      timer.stop();
      await doing;
      await Promise.all([...running.values()].map(({ done }) => done));
      for (const waiter of waiters.values()) waiter.reject(drainingError());
      waiters.clear();
    },
    running: () => running.size,
  };
}

function drainingError(): BatonError {
  return new BatonError("draining", "infrastructure", "This server is being stopped; the run goes on when it is started again.", {
    fix: "Join the run then, by its id.",
    retryAfter: 5,
  });
}
