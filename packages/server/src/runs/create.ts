import { BatonError, isJsonObject, type JsonObject } from "@baton/core";
import type { Assistant, Job, Thread } from "@baton/runtime";
import { v7 } from "@langchain/core/utils/uuid";
import { defaultAssistantId } from "../assistants/defaults.ts";
import type { ServerDeps } from "../deps.ts";
import { quotas } from "../guard/quota.ts";
import { actorOf, type Identity } from "../identity.ts";
import { changedThread } from "../threads/access.ts";
import type { JobEnd } from "../worker/outcome.ts";
import { HELD, type JobRequest, storedRequest, type Work } from "../worker/request.ts";
import { headBefore } from "../worker/rollback.ts";
import type { RunCreate } from "./schema.ts";
import type { RunParts } from "./running.ts";
import { turns } from "./turns.ts";
import { mergedConfig, orderOf } from "./work.ts";

/** A run to make. */
export interface NewRun {
  readonly identity: Identity;
  /** Absent: a thread of its own, which goes with it unless `on_completion` says otherwise. */
  readonly thread?: string;
  readonly payload: RunCreate;
  /** Whether its stream is kept for readers. */
  readonly kept: boolean;
  /** Whether it is streamed as events of LangGraph's streaming protocol. */
  readonly protocol?: boolean;
  readonly traceparent?: string | undefined;
}

/** A queued run, and how it ends: only whoever waits for that listens. */
export interface MadeRun {
  readonly job: Job;
  readonly ended: Promise<JobEnd>;
}

/** Makes runs of requests: checks what can be checked before they run, and queues them. */
export function runMaker(deps: ServerDeps, { worker, webhooks, assistants }: Pick<RunParts, "worker" | "webhooks" | "assistants">) {
  const { storage, clock, catalogue, engine } = deps;
  const { admit } = quotas(deps);
  const inTurn = turns();

  const make = async ({ identity, thread: named, payload, kept, protocol, traceparent }: NewRun): Promise<MadeRun> => {
    const chosen = await assistants.choose(identity, payload.assistant_id);
    if (payload.webhook != null) webhooks.check(payload.webhook);
    const draft = wantsDraft(payload.config);
    const served = await catalogue.open(chosen.graph, { draft });
    const known = named === undefined ? undefined : await knownThread(deps, identity, named, payload);
    // Graphs in code may take turns on a thread, as they do with LangGraph's server; what a document's thread says is that document's.
    const own = served.governed || known?.graphHash !== "";
    if (known !== undefined && own && known.graph !== "" && known.graph !== chosen.graph) {
      throw new BatonError("thread_foreign", "orchestration", `Thread ${known.id} belongs to graph \`${known.graph}\`, not to \`${chosen.graph}\`.`, {
        fix: "Use another thread, or leave it out for a new one.",
      });
    }
    const strategy = payload.multitask_strategy ?? "reject";
    const asked = payload.command?.resume !== undefined;
    const under = known === undefined ? [] : await underWay(deps, known.id, asked);
    if (strategy === "reject") refuseBusy(under);
    await admit(identity);
    const { work, answers } = await orderOf(deps, identity, known, served, payload);
    if (strategy === "interrupt" || strategy === "rollback") for (const job of under) await worker.cancel(job, strategy);
    const stand = known === undefined || !served.governed || under.length > 0 ? undefined : await waitingRun(deps, known, work);
    if (stand !== undefined && strategy === "reject") throw stillWaiting(known?.id ?? "", stand.status);
    const supersedes = strategy === "interrupt" || strategy === "rollback";
    const now = clock.now();
    const id = v7();
    const checkpoint =
      payload.checkpoint?.checkpoint_id ??
      payload.checkpoint_id ??
      (stand !== undefined && strategy === "rollback" ? await headBefore(storage, stand.thread, stand.id) : undefined);
    const request: JobRequest = {
      work: work.type === "input" ? { ...work, supersede: supersedes } : work,
      actor: actorFor(identity),
      ...(checkpoint == null ? {} : { checkpoint }),
      ...(payload.interrupt_before == null ? {} : { before: payload.interrupt_before }),
      ...(payload.interrupt_after == null ? {} : { after: payload.interrupt_after }),
      modes: [payload.stream_mode ?? "values"].flat(),
      subgraphs: payload.stream_subgraphs ?? false,
      kept: kept || payload.stream_resumable === true,
      ...(protocol === undefined ? {} : { protocol }),
      ...(draft ? { draft } : {}),
      config: mergedConfig(chosen.config, payload.config ?? {}),
      context: { ...chosen.context, ...payload.context },
      ...(payload.webhook == null ? {} : { webhook: payload.webhook }),
      ...(traceparent === undefined ? {} : { traceparent }),
    };
    const thread = runBy(known ?? freshThread(named ?? v7(), identity, chosen.graph, payload, now), chosen);
    const job: Job = {
      id,
      thread: thread.id,
      assistant: chosen.id,
      graph: chosen.graph,
      owner: thread.owner,
      status: "pending",
      multitask: strategy,
      request: storedRequest(request),
      metadata: { ...chosen.metadata, ...known?.metadata, ...payload.metadata },
      temporary: named === undefined && goesWithRun(payload),
      notBefore: stand !== undefined && strategy === "enqueue" ? HELD : now + (payload.after_seconds ?? 0) * 1000,
      holder: undefined,
      attempts: 0,
      cancel: undefined,
      run: work.type === "input" ? id : undefined,
      error: undefined,
      createdAt: now,
      updatedAt: now,
    };
    const ended = worker.ended(id);
    // Nobody need listen.
    ended.catch(() => undefined);
    const added = once(async () => {
      const note = async (): Promise<unknown> => (thread === known ? undefined : await storage.threads.update(thread.id, { metadata: thread.metadata }));
      // Who waits for the end on this connection was promised nothing yet.
      const soon = !request.kept;
      await Promise.all([
        known === undefined ? storage.threads.create(thread, { soon }) : note(),
        under.length === 0 ? worker.begin(job, { soon }) : worker.add([job]),
      ]);
    });
    try {
      // The run is queued in the commit that settles what held it up: who has decided need not ask twice.
      for (const [index, { approval, decisions }] of answers.entries()) {
        await engine.decide(approval.id, decisions, actorOf(identity), index === answers.length - 1 ? { settled: added } : {});
      }
      await added();
    } catch (error) {
      worker.forget(id);
      if (known === undefined) await storage.threads.delete(thread.id);
      throw error;
    }
    return { job, ended };
  };

  return async (run: NewRun): Promise<MadeRun> => (run.thread === undefined ? await make(run) : await inTurn(run.thread, () => make(run)));
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

/** A thread that says which assistant runs it, where that is not the one that comes with its graph: clients search by it. */
function runBy(thread: Thread, { id, graph }: Pick<Assistant, "id" | "graph">): Thread {
  const told = thread.metadata["assistant_id"] ?? defaultAssistantId(graph);
  return told === id ? thread : { ...thread, metadata: { ...thread.metadata, assistant_id: id } };
}

function actorFor(identity: Identity): JobRequest["actor"] {
  const { roles, ...actor } = actorOf(identity);
  return { ...actor, roles: roles === "all" ? "all" : [...roles] };
}

/** The thread that a run is for; undefined where it is to be made. @throws BatonError `thread_unknown`. */
async function knownThread(deps: ServerDeps, identity: Identity, id: string, payload: RunCreate): Promise<Thread | undefined> {
  const missing = payload.if_not_exists === "create" && (await deps.storage.threads.get(id)) === undefined;
  return missing ? undefined : await changedThread(deps, identity, id);
}

/** Jobs of a thread that are not over. An answer does not wait for inputs that wait for it. */
async function underWay({ storage }: ServerDeps, thread: string, answer: boolean): Promise<readonly Job[]> {
  const jobs = await storage.jobs.list({ thread, status: ["pending", "running"] });
  return answer ? jobs.filter(({ notBefore }) => notBefore !== HELD) : jobs;
}

function refuseBusy([job]: readonly Job[]): void {
  if (job === undefined) return;
  throw new BatonError("run_under_way", "orchestration", "Thread is already running a task. Wait for it to finish or choose a different multitask strategy.", {
    fix: `Wait for run ${job.id}, or name a \`multitask_strategy\`.`,
  });
}

/** The run of a document's thread that an input would discard. */
async function waitingRun({ storage }: ServerDeps, thread: Thread, work: Work) {
  if (work.type !== "input" || (thread.status !== "interrupted" && thread.status !== "limit_reached" && thread.status !== "busy")) return undefined;
  const run = (await storage.threads.listRuns(thread.id)).at(-1);
  return run === undefined ? undefined : { id: run.id, thread: thread.id, status: thread.status };
}

function stillWaiting(thread: string, status: Thread["status"]): BatonError {
  return new BatonError("thread_waiting", "orchestration", `Thread ${thread} has a run that is ${status.replaceAll("_", " ")}; a new input would discard it.`, {
    fix: "Answer what it waits for, or name a `multitask_strategy`: `enqueue` runs after it, `interrupt` and `rollback` give it up.",
  });
}

/** Whether a thread of a run's own is removed with it. */
function goesWithRun({ on_completion: what }: RunCreate): boolean {
  return what !== "keep" && what !== "continue";
}

function freshThread(id: string, { id: owner }: Identity, graph: string, { metadata }: RunCreate, now: number): Thread {
  return { id, graph, graphHash: "", status: "idle", owner, metadata: metadata ?? {}, createdAt: now, updatedAt: now };
}

/** `configurable.draft`: what the graph's folder says now, where another version is published. */
function wantsDraft(config: JsonObject | null | undefined): boolean {
  const configurable = config?.["configurable"];
  return isJsonObject(configurable) && configurable["draft"] === true;
}
