import { BatonError } from "@baton/core";
import { Command } from "@langchain/langgraph";
import type { BatonGraph } from "../compile/graph.ts";
import { runKeys } from "../compile/graph.ts";
import type { GraphVersion } from "../ports/graphs.ts";
import type { Run, Thread } from "../ports/threads.ts";
import type { Clock } from "../ports/clock.ts";
import type { Storage } from "../ports/storage.ts";
import { addressed, openInterrupt } from "./answers.ts";
import type { Engine, ResumeRequest, RunRequest } from "./contract.ts";
import { deciding } from "./deciding.ts";
import { holderName, holdLease } from "./lease.ts";
import { outside } from "./outside.ts";
import { reading, threadOf } from "./reading.ts";
import type { Actor } from "../approval/decide.ts";
import type { RunResult } from "./result.ts";
import { refusal, runSegment, type SegmentEnd } from "./segment.ts";
import { wakeUps } from "./settled.ts";
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
  const decide = deciding(storage, clock, load);

  /** Holds the thread's lease around one segment, and records where it left the run. */
  const segment = async (
    thread: Thread,
    run: Run,
    graph: BatonGraph,
    work: (go: (input: Record<string, unknown> | Command | null) => Promise<SegmentEnd>) => Promise<SegmentEnd | undefined>,
    watch: RunRequest | ResumeRequest,
  ): Promise<RunResult> => {
    const held = await holdLease(storage.leases, clock, thread.id, holder);
    try {
      const configurable = { [runKeys.run]: run.id, [runKeys.user]: run.requester, [runKeys.environment]: run.environment, [runKeys.fork]: run.fork };
      const end = await work(async (input) => {
        // Not before: what is refused leaves the thread as it was.
        await storage.threads.update(thread.id, { status: "busy", graphHash: graph.hash, updatedAt: clock.now() });
        return await runSegment({ graph, storage, clock, thread: thread.id, run: run.id, lease: held.lease, lost: held.lost, input, configurable, watch });
      });
      return await conclude(thread, run, graph, end ?? { type: "stopped" });
    } finally {
      await held.release();
    }
  };

  /** Reads where the graph stands and writes it to thread and run. */
  const conclude = async (thread: Thread, run: Run, graph: BatonGraph, end: SegmentEnd): Promise<RunResult> => {
    const { values, outcome, pending } = await read.standing(graph, thread.id);
    const waiting = new Set(pending.map((each) => ("wait" in each ? each.wait : each.approval)));
    const open = (await storage.approvals.list({ thread: thread.id, status: "open" })).filter(({ id }) => waiting.has(id));
    const waits = (await storage.waits.list({ thread: thread.id, status: "open" })).filter(({ id }) => waiting.has(id));
    const stops = open.length + waits.length;
    const status = statusOf(end, stops, outcome);
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
    await storage.threads.putRun(ended);
    await storage.threads.update(thread.id, { status: status === "done" || status === "cancelled" ? "idle" : status, updatedAt: clock.now() });
    const { tools: _, ...usage } = (await storage.budgets.get(run.id))?.usage ?? {
      steps: 0,
      modelCalls: 0,
      toolCalls: 0,
      tokens: 0,
      costUsd: 0,
      timeMs: 0,
      tools: {},
    };
    return {
      thread: thread.id,
      run: run.id,
      status,
      ...(ended.outcome === undefined ? {} : { outcome: ended.outcome }),
      output,
      interrupts: status === "interrupted" ? open.map(openInterrupt) : [],
      waits: status === "interrupted" ? waits.map(openWait) : [],
      usage,
      ...(error === undefined ? {} : { error }),
      // Nothing is open, nothing failed, and yet it is not done: it was asked to stop.
      ...(status === "interrupted" && stops === 0 ? { drained: true } : {}),
    };
  };

  return {
    run: async (request) => {
      if (current === undefined) throw refusal("graph_missing", "This engine has no graph to run.", "Open it with one.");
      const { graph, version } = current;
      graph.checkInput(request.input);
      await storage.graphs.put(version);
      const now = clock.now();
      const requester = request.actor ?? actor;
      const thread = await openThread(storage, graph, version, request, requester, now);
      const run: Run = {
        id: `run_${crypto.randomUUID()}`,
        thread: thread.id,
        graphHash: graph.hash,
        status: "running",
        requester: requester.id,
        environment: request.environment ?? "local",
        fork: 0,
        input: request.input,
        outcome: undefined,
        output: undefined,
        error: undefined,
        startedAt: now,
        endedAt: undefined,
      };
      return await segment(
        thread,
        run,
        graph,
        async (go) => {
          // What an earlier run waited for, which was cancelled, nobody waits for any more.
          if (thread.createdAt < now) await storage.waits.voidOpen(thread.id);
          await storage.threads.putRun(run);
          return await go({ ...request.input });
        },
        request,
      );
    },

    resume: async (id, request = {}) => {
      const thread = await threadOf(storage, id);
      const run = (await storage.threads.listRuns(id)).at(-1);
      if (run === undefined) throw refusal("thread_unknown", `Thread ${id} has no run.`, "Start one on it with `baton run --thread`.");
      if (run.status === "done") {
        const fix = "Start a new run on it with `baton run --thread`.";
        throw refusal("thread_finished", `Thread ${id} has nothing to resume: its last run ended in \`${run.outcome ?? "done"}\`.`, fix);
      }
      const graph = await load(thread.graphHash);
      const by = request.actor ?? actor;
      if (request.raise !== undefined && by.roles !== "all" && !by.roles.includes("operator")) {
        throw refusal("limit_forbidden", `${by.id} may not raise a limit: only an operator may.`, "Ask somebody who has the role `operator`.");
      }
      return await segment(
        thread,
        run,
        graph,
        async (go) => {
          for (const { approval, decisions } of await addressed(storage.approvals, id, request)) await decide(approval.id, decisions, by);
          if (request.raise !== undefined) await storage.budgets.raise(run.id, request.raise);
          // Its process may have been gone before the first checkpoint was there.
          if ((await graph.runOf(id)) !== run.id) return await go({ ...run.input });
          const { pending, next } = await read.standing(graph, id);
          const answers = await wakeUps(storage, clock, pending);
          if (pending.length > 0) {
            return Object.keys(answers).length === 0 ? undefined : await go(new Command({ resume: answers }));
          }
          return next.length === 0 ? undefined : await go(null);
        },
        request,
      );
    },

    decide: async (approval, decisions, by) => await decide(approval, decisions, by ?? actor),
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
      const run = (await storage.threads.listRuns(id)).at(-1);
      if (run === undefined) throw refusal("thread_unknown", `Thread ${id} has no run.`, "Start one on it with `baton run --thread`.");
      const held = await holdLease(storage.leases, clock, id, holder);
      try {
        const graph = await load(thread.graphHash);
        const fork = run.fork + 1;
        const head = await read.fork(graph, thread.id, checkpoint, { ...edit, fork, token: held.lease.token });
        await storage.approvals.voidOpen(id);
        await storage.waits.voidOpen(id);
        await storage.threads.putRun({ ...run, fork, status: "interrupted", outcome: undefined, output: undefined, error: undefined, endedAt: undefined });
        await storage.threads.update(id, { status: "interrupted", updatedAt: clock.now() });
        return { thread: id, checkpoint: head };
      } finally {
        await held.release();
      }
    },
  };
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

async function openThread(storage: Storage, graph: BatonGraph, version: GraphVersion, request: RunRequest, requester: Actor, now: number): Promise<Thread> {
  const id = request.thread ?? `thr_${crypto.randomUUID()}`;
  const fresh: Thread = {
    id,
    graph: version.id,
    graphHash: graph.hash,
    status: "idle",
    owner: requester.id,
    metadata: request.metadata ?? {},
    createdAt: now,
    updatedAt: now,
  };
  if (await storage.threads.create(fresh)) return fresh;
  const known = await threadOf(storage, id);
  if (known.graph !== version.id) {
    throw refusal(
      "thread_foreign",
      `Thread ${id} belongs to graph \`${known.graph}\`, not to \`${version.id}\`.`,
      "Use another thread, or leave it out for a new one.",
    );
  }
  if (known.status !== "idle") {
    throw new BatonError(
      "thread_waiting",
      "orchestration",
      `Thread ${id} has a run that is ${known.status.replaceAll("_", " ")}; a new input would discard it.`,
      {
        fix: `Resume it with \`baton resume ${id}\`, or start a new thread.`,
      },
    );
  }
  return known;
}
