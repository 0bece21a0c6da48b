import { BatonError } from "@baton/core";
import { Command } from "@langchain/langgraph";
import type { BatonGraph } from "../compile/graph.ts";
import { runKeys } from "../compile/graph.ts";
import type { GraphVersion } from "../ports/graphs.ts";
import type { Run, Thread } from "../ports/threads.ts";
import type { Clock } from "../ports/clock.ts";
import type { Storage } from "../ports/storage.ts";
import { noUsage } from "../bookkeeping/budget.ts";
import { amending } from "./amending.ts";
import { addressed, openInterrupt } from "./answers.ts";
import type { Engine, RunRequest, Watch } from "./contract.ts";
import { deciding } from "./deciding.ts";
import { type HeldLease, holderName, holdLease } from "./lease.ts";
import { outside } from "./outside.ts";
import { reading, threadOf } from "./reading.ts";
import { type Actor, isOperator } from "../approval/decide.ts";
import { draftEnvironment } from "../gateway/rehearse.ts";
import type { RunResult } from "./result.ts";
import { refusal, runSegment, type SegmentEnd } from "./segment.ts";
import { wakeUps } from "./settled.ts";
import type { GraphInput } from "./stream.ts";
import { openWait } from "../waiting/wait.ts";

export interface EngineOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  /** The graph that `run` runs, with what the store keeps of it; absent where threads are only resumed. */
  readonly current?: { readonly graph: BatonGraph; readonly version: GraphVersion };
  /** Compiles a stored version. @throws BatonError where it cannot. */
  readonly load: (hash: string) => Promise<BatonGraph>;
  /** Who acts where a call does not say. */
  readonly actor?: Actor;
}

/** The one user of a local project: holds every role, and approvals say so. */
export const localActor: Actor = { id: "local", roles: "all" };

/** Creates an engine over a storage. */
export function createEngine(options: EngineOptions): Engine {
  const { storage, clock, current, load } = options;
  const actor = options.actor ?? localActor;
  const holder = holderName();
  const read = reading(storage, load);
  const people = deciding(storage, clock, load, actor);

  /** Versions that this process has stored. */
  const stored = new Set<string>();
  const store = async (version: GraphVersion): Promise<void> => {
    if (stored.has(version.hash)) return;
    await storage.graphs.put(version);
    stored.add(version.hash);
  };

  /** Holds the thread's lease around one segment, and records where it left the run. */
  const segment = async (thread: Thread, run: Run, graph: BatonGraph, watch: Watch, work: (hold: Hold) => Promise<Work | undefined>): Promise<RunResult> => {
    const held = await holdLease(storage.leases, clock, thread.id, holder);
    try {
      const at = { run };
      const given = await work({
        token: held.lease.token,
        become: (next) => {
          at.run = next;
        },
      });
      if (given === undefined) return await conclude(at.run, graph, { type: "stopped", values: undefined }, held, watch);
      const { id, requester, environment, fork } = at.run;
      const configurable = { [runKeys.run]: id, [runKeys.user]: requester, [runKeys.environment]: environment, [runKeys.fork]: fork };
      // Not before: what is refused leaves the thread as it was.
      const busy = { status: "busy", graph: graph.machine.plan.graph.id, graphHash: graph.hash, updatedAt: clock.now() } as const;
      const noted = Promise.all([...(given.writes ?? []).map((write) => write()), storage.threads.update(thread.id, busy)]);
      noted.catch(() => undefined); // told below
      // The first checkpoint of a new run comes after these, and with them; what goes on may have no other before its first node.
      if (given.writes === undefined) await noted;
      const { lease, lost } = held;
      const end = await runSegment({ graph, storage, clock, thread: thread.id, run: id, lease, lost, input: given.input, configurable, watch });
      await noted;
      return await conclude(at.run, graph, end, held, watch);
    } finally {
      await held.release();
    }
  };

  /** Reads where the graph stands and writes it to thread and run, in one commit with the end of the lease and what the caller adds. */
  const conclude = async (run: Run, graph: BatonGraph, end: SegmentEnd, held: HeldLease, watch: Watch): Promise<RunResult> => {
    const { thread } = run;
    const { values, outcome, pending } = (end.type === "stopped" ? read.finished(end.values) : undefined) ?? (await read.standing(graph, thread));
    const waiting = new Set(pending.map((each) => ("wait" in each ? each.wait : each.approval)));
    const open = waiting.size === 0 ? [] : (await storage.approvals.list({ thread, status: "open" })).filter(({ id }) => waiting.has(id));
    const waits = waiting.size === 0 ? [] : (await storage.waits.list({ thread, status: "open" })).filter(({ id }) => waiting.has(id));
    const status = statusOf(end, open.length + waits.length, outcome);
    const error = "error" in end ? end.error : undefined;
    const output = outcome === undefined || status !== "done" ? values : read.outcomeOf(graph, outcome, values);
    const ended: Run = {
      ...run,
      status,
      outcome: status === "done" ? outcome : undefined,
      output: status === "done" ? output : undefined,
      error,
      endedAt: status === "interrupted" ? undefined : clock.now(),
    };
    const { tools: _, ...usage } = (await storage.budgets.get(run.id))?.usage ?? noUsage;
    const result: RunResult = {
      thread,
      run: run.id,
      status,
      ...(ended.outcome === undefined ? {} : { outcome: ended.outcome }),
      output,
      interrupts: status === "interrupted" ? open.map(openInterrupt) : [],
      waits: status === "interrupted" ? waits.map(openWait) : [],
      usage,
      ...(error === undefined ? {} : { error }),
      ...(end.type === "drained" ? { drained: true } : {}),
    };
    await Promise.all([
      storage.threads.putRun(ended),
      storage.threads.update(thread, { status: status === "done" || status === "cancelled" ? "idle" : status, updatedAt: clock.now() }),
      held.release(),
      watch.ended?.(result),
    ]);
    return result;
  };

  /** Moves a thread's head to a checkpoint, or to what follows it, in a new fork of its run; what was open is void. */
  const branch = async (run: Run, graph: BatonGraph, checkpoint: string, edit: Omit<Parameters<typeof read.fork>[3], "fork" | "run">) => {
    const fork = run.fork + 1;
    const head = await read.fork(graph, run.thread, checkpoint, { ...edit, run: run.id, fork });
    const moved: Run = { ...run, fork, status: "interrupted", outcome: undefined, output: undefined, error: undefined, endedAt: undefined };
    await Promise.all([storage.approvals.voidOpen(run.thread), storage.waits.voidOpen(run.thread), storage.threads.putRun(moved)]);
    return { head, moved };
  };

  const lastRun = async (thread: string): Promise<Run> => {
    const run = (await storage.threads.listRuns(thread)).at(-1);
    if (run === undefined) throw refusal("thread_unknown", `Thread ${thread} has no run.`, "Start one on it with `baton run --thread`.");
    return run;
  };

  return {
    run: async (request) => {
      const served = request.graph ?? current;
      if (served === undefined) throw refusal("graph_missing", "This engine has no graph to run.", "Open it with one.");
      const { graph, version } = served;
      graph.checkInput(request.input);
      await store(version);
      const now = clock.now();
      const requester = request.actor ?? actor;
      const { thread, fresh } = await threadFor(storage, graph, version, request, requester, now);
      const run: Run = {
        id: request.run ?? `run_${crypto.randomUUID()}`,
        thread: thread.id,
        graphHash: graph.hash,
        status: "running",
        requester: requester.id,
        environment: request.simulate === true ? draftEnvironment : (request.environment ?? "local"),
        fork: 0,
        input: request.input,
        outcome: undefined,
        output: undefined,
        error: undefined,
        startedAt: now,
        endedAt: undefined,
      };
      return await segment(thread, run, graph, request, async ({ token }) => {
        // Whoever made it meanwhile had the thread before this run.
        if (fresh && request.thread !== undefined) mustFit(await storage.threads.get(thread.id), version, request);
        const earlier = fresh || thread.graphHash === "" ? undefined : (await storage.threads.listRuns(thread.id)).at(-1);
        const { checkpoint } = request;
        if (checkpoint !== undefined && earlier !== undefined && (await graph.headOf(thread.id))?.checkpoint !== checkpoint) {
          await read.fork(graph, thread.id, checkpoint, { fork: earlier.fork, token });
        }
        // Together: a thread without its run would have nothing to resume.
        const made = fresh ? [() => storage.threads.create(thread)] : [];
        return { input: { ...request.input }, writes: [...made, () => storage.threads.putRun(run), ...givingUp(storage, earlier, now)] };
      });
    },

    resume: async (id, request = {}) => {
      const thread = await threadOf(storage, id);
      const run = await lastRun(id);
      const { checkpoint, steer } = request;
      if (run.status === "done" && checkpoint === undefined && steer === undefined) {
        const fix = "Start a new run on it with `baton run --thread`.";
        throw refusal("thread_finished", `Thread ${id} has nothing to resume: its last run ended in \`${run.outcome ?? "done"}\`.`, fix);
      }
      const graph = await load(thread.graphHash);
      const by = request.actor ?? actor;
      const operator = isOperator(by);
      if (request.raise !== undefined && !operator) {
        throw refusal("limit_forbidden", `${by.id} may not raise a limit: only an operator may.`, "Ask somebody who has the role `operator`.");
      }
      if (steer !== undefined && !operator) {
        const message = `${by.id} may not send thread ${id} elsewhere or write its channels: only an operator may.`;
        throw refusal("steer_forbidden", message, "Ask somebody who has the role `operator`.");
      }
      const steered = steer === undefined ? undefined : graph.fromOutside(steer.values ?? {}, steer.goto ?? []);
      return await segment(thread, run, graph, request, async ({ token, become }) => {
        for (const { approval, decisions } of await addressed(storage.approvals, id, request)) await people.decide(approval.id, decisions, by);
        if (request.raise !== undefined) await storage.budgets.raise(run.id, request.raise);
        const head = await graph.headOf(id);
        // Its process may have been gone before the first checkpoint was there.
        if (head?.run !== run.id) return { input: { ...run.input } };
        if (steered !== undefined || (checkpoint !== undefined && checkpoint !== head.checkpoint)) {
          const edit = { token, ...(steered === undefined ? {} : { steer: steered }) };
          become((await branch(run, graph, checkpoint ?? head.checkpoint, edit)).moved);
        }
        const { pending, next } = await read.standing(graph, id);
        const answers = await wakeUps(storage, clock, pending);
        if (pending.length > 0) return Object.keys(answers).length === 0 ? undefined : { input: new Command({ resume: answers }) };
        return next.length === 0 ? undefined : { input: null };
      });
    },

    ...people,
    amend: amending({ storage, clock, load, actor, holder }),
    ...outside({ storage, clock, load, current: current?.graph }),
    inbox: async (filter = {}) => await storage.approvals.list({ ...filter, status: "open" }),
    threads: async (filter = {}) => await storage.threads.list(filter),
    show: read.show,
    history: read.history,
    delete: async (id) => {
      const thread = await threadOf(storage, id);
      const held = await holdLease(storage.leases, clock, thread.id, holder);
      await storage.threads.delete(id);
      await held.release();
    },
    fork: async (id, checkpoint, edit = {}) => {
      const thread = await threadOf(storage, id);
      const run = await lastRun(id);
      const held = await holdLease(storage.leases, clock, id, holder);
      try {
        const graph = await load(thread.graphHash);
        const { head } = await branch(run, graph, checkpoint, { ...edit, token: held.lease.token });
        await storage.threads.update(id, { status: "interrupted", updatedAt: clock.now() });
        return { thread: id, checkpoint: head };
      } finally {
        await held.release();
      }
    },
  };
}

/** What a segment's work may use while it holds the thread. */
interface Hold {
  readonly token: number;
  /** The run goes on as this one: in a new fork. */
  become(run: Run): void;
}

/** What goes into the graph, and what is written in one commit with the thread's becoming busy. */
interface Work {
  readonly input: GraphInput;
  readonly writes?: readonly (() => Promise<unknown>)[];
}

/** Writes that end what an earlier run of a thread may still wait for: nobody waits for it any more once a new one begins. */
function givingUp(storage: Storage, earlier: Run | undefined, now: number): readonly (() => Promise<unknown>)[] {
  if (earlier === undefined || earlier.status === "done") return [];
  const open = earlier.status === "interrupted" || earlier.status === "running" || earlier.status === "limit_reached";
  return [
    () => storage.waits.voidOpen(earlier.thread),
    () => storage.approvals.voidOpen(earlier.thread),
    ...(open ? [() => storage.threads.putRun({ ...earlier, status: "cancelled", endedAt: now })] : []),
  ];
}

function statusOf(end: SegmentEnd, open: number, outcome: string | undefined): RunResult["status"] {
  switch (end.type) {
    case "limit":
      return "limit_reached";
    case "failed":
    case "cancelled":
      return end.type;
    case "drained":
      return "interrupted";
    case "stopped":
      return open === 0 && outcome !== undefined ? "done" : "interrupted";
    default:
      return end satisfies never;
  }
}

/** The thread that a run is to be on; a fresh one is not kept yet. @throws BatonError `thread_foreign`, `thread_waiting`. */
async function threadFor(
  storage: Storage,
  graph: BatonGraph,
  version: GraphVersion,
  request: RunRequest,
  requester: Actor,
  now: number,
): Promise<{ readonly thread: Thread; readonly fresh: boolean }> {
  const known = request.thread === undefined ? undefined : await storage.threads.get(request.thread);
  mustFit(known, version, request);
  if (known !== undefined) return { thread: known, fresh: false };
  const thread: Thread = {
    id: request.thread ?? `thr_${crypto.randomUUID()}`,
    graph: version.id,
    graphHash: graph.hash,
    status: "idle",
    owner: requester.id,
    metadata: request.metadata ?? {},
    createdAt: now,
    updatedAt: now,
  };
  return { thread, fresh: true };
}

/** @throws BatonError where a thread is another graph's, or has a run that a new input would discard. */
function mustFit(known: Thread | undefined, version: GraphVersion, request: RunRequest): void {
  if (known === undefined) return;
  const { id, graph, status } = known;
  if (graph !== "" && graph !== version.id) {
    throw refusal(
      "thread_foreign",
      `Thread ${id} belongs to graph \`${graph}\`, not to \`${version.id}\`.`,
      "Use another thread, or leave it out for a new one.",
    );
  }
  if (status !== "idle" && request.supersede !== true) {
    throw new BatonError("thread_waiting", "orchestration", `Thread ${id} has a run that is ${status.replaceAll("_", " ")}; a new input would discard it.`, {
      fix: `Resume it with \`baton resume ${id}\`, or start a new thread; a server keeps it for the thread's next run where \`multitask_strategy\` is \`enqueue\`.`,
    });
  }
}
