import { plainObject } from "@baton/core";
import type { Chunk, CodeResult, Job, RunResult } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import { quotas } from "../guard/quota.ts";
import { observing } from "../observe/segments.ts";
import { runBody } from "../runs/run-body.ts";
import { protocolFramer } from "../commands/frames.ts";
import { chunkModes, framer } from "../streams/frames.ts";
import type { StreamHub } from "../streams/hub.ts";
import { serialise } from "../streams/serialise.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import { executor } from "./execute.ts";
import { errorFrame, isTaken, type JobEnd, LastValues, type Outcome, runErrorOf, statusOf } from "./outcome.ts";
import { HELD, requestOf } from "./request.ts";
import { standingChunks } from "./standing.ts";

/** What may end a stretch from outside. */
export interface Stops {
  readonly cancel: AbortSignal;
  readonly drain: AbortSignal;
}

/** How long a job waits for another process that has its thread, in milliseconds. */
const takenDelayMs = 1000;

/** Runs one job until its thread stops: streams it, writes how it ended, and tells whom it concerns. Never throws for what happens in the run. */
export function stretches(deps: ServerDeps, hub: StreamHub, webhooks: Pick<Webhooks, "notify">) {
  const { storage, clock } = deps;
  const execute = executor(deps);
  const observe = observing(deps);
  const { meter } = quotas(deps);

  return async (job: Job, { cancel, drain }: Stops): Promise<Outcome> => {
    const startedAt = clock.now();
    const request = requestOf(job);
    const thread = await storage.threads.get(job.thread);
    if (thread === undefined) return { type: "ended", end: { status: "error", values: undefined, error: undefined } };
    if (request.work.type === "input" && job.multitask === "enqueue" && isOpen(thread.status) && (await storage.threads.getRun(job.id)) === undefined) {
      await storage.jobs.update(job.id, { status: "pending", holder: undefined, notBefore: HELD }, clock.now());
      return { type: "again" };
    }
    const observer = await observe(job, { id: job.graph, ...(thread.graphHash === "" ? {} : { hash: thread.graphHash }) });
    const settle = await meter(job.owner, job.thread);
    const publisher = request.kept ? hub.publisher(job.id) : undefined;
    const frames = request.protocol === true ? protocolFramer(clock) : { take: framer(request.modes), end: () => [] };
    const last = new LastValues();
    let outcome: Outcome | undefined;

    const onChunk = (chunk: Chunk): void => {
      if (chunk.mode === "values" && chunk.namespace.length === 0) last.take(chunk.payload);
      publisher?.publish(frames.take(chunk));
    };
    /** Another process had the job, and may not have come to tell where it left its thread. */
    const retell = async (): Promise<void> => {
      if (job.attempts > 1 && last.all === undefined) for (const chunk of await standingChunks(deps, job.thread)) onChunk(chunk);
    };
    const back = async (delayMs: number): Promise<void> => {
      outcome = { type: "again" };
      publisher?.publish(frames.end());
      const change = { status: "pending", holder: undefined, ...(delayMs === 0 ? {} : { notBefore: clock.now() + delayMs }) } as const;
      await Promise.all([publisher?.flush(), storage.jobs.update(job.id, change, clock.now(), ["running"])]);
    };
    const finish = async (end: JobEnd): Promise<void> => {
      outcome = { type: "ended", end };
      publisher?.publish([...frames.end(), ...(end.error === undefined ? [] : [errorFrame(end.error)])]);
      const ended: Job = { ...job, status: end.status, error: end.error, holder: undefined, updatedAt: clock.now() };
      const { status, error, holder } = ended;
      const change = { status, error, holder };
      await Promise.all([
        publisher?.flush(),
        storage.jobs.update(job.id, change, clock.now(), ["running"]),
        ...(request.webhook === undefined ? [] : [notify(ended, request.webhook, end)]),
        ...(job.temporary ? [storage.threads.delete(job.thread)] : []),
      ]);
    };
    const notify = async (ended: Job, url: string, end: JobEnd): Promise<void> => {
      const run = plainObject(runBody(ended));
      await webhooks.notify(ended, url, {
        run,
        ...(end.values === undefined ? {} : { values: JSON.parse(serialise(end.values)) }),
        ...(end.error === undefined ? {} : { error: end.error.message }),
        startedAt,
        endedAt: clock.now(),
      });
    };
    const ended = async (result: RunResult | CodeResult): Promise<void> => {
      observer.ended(result);
      const goesOn = result.drained === true && !cancel.aborted;
      if (!goesOn) await retell();
      const end: JobEnd = { status: statusOf(result), values: last.all, error: result.error };
      await Promise.all([settle(result), goesOn ? back(0) : finish(end)]);
    };

    publisher?.publish([{ event: "metadata", data: JSON.stringify({ run_id: job.id, attempt: job.attempts }), key: "metadata" }]);
    try {
      await execute({
        job,
        request,
        thread,
        watch: {
          signal: cancel,
          drain,
          onEvent: observer.onEvent,
          ...(request.before === undefined && request.after === undefined
            ? {}
            : {
                breakpoints: {
                  ...(request.before === undefined ? {} : { before: request.before }),
                  ...(request.after === undefined ? {} : { after: request.after }),
                },
              }),
          chunks: {
            modes: [...new Set([...chunkModes(request.modes), "values" as const])],
            subgraphs: request.subgraphs,
            keyed: publisher !== undefined,
            onChunk,
          },
          ended,
        },
      });
      // There was nothing left to do.
      if (outcome === undefined) {
        await retell();
        await finish({ status: "success", values: last.all, error: undefined });
      }
    } catch (cause) {
      if (outcome === undefined && isTaken(cause)) {
        await back(takenDelayMs);
      } else {
        const error = runErrorOf(cause);
        if (error.code === "internal") observer.log.error({ err: cause }, "run failed in the server");
        // A reader is told of it, whatever was written before.
        observer.ended({ error });
        await finish({ status: "error", values: last.all, error });
      }
    }
    if (outcome?.type === "ended") publisher?.end();
    return outcome ?? { type: "again" };
  };
}

function isOpen(status: string): boolean {
  return status === "interrupted" || status === "limit_reached";
}
