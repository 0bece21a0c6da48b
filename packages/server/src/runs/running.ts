import type { Job } from "@baton/runtime";
import type { Context } from "hono";
import type { AssistantDirectory } from "../assistants/directory.ts";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import type { StreamHub } from "../streams/hub.ts";
import { sendEvents } from "../streams/sse.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import type { JobEnd } from "../worker/outcome.ts";
import type { Worker } from "../worker/worker.ts";
import { type MadeRun, runMaker } from "./create.ts";
import { answerLater, resultOf } from "./joining.ts";
import type { RunCreate } from "./schema.ts";

/** What runs are made and followed with. */
export interface RunParts {
  readonly worker: Worker;
  readonly hub: StreamHub;
  readonly webhooks: Webhooks;
  readonly assistants: AssistantDirectory;
}

/** What both kinds of run routes do: those of a thread, and those without one. */
export function running(deps: ServerDeps, parts: RunParts) {
  const { worker, hub } = parts;
  const make = runMaker(deps, parts);

  const create = async (context: Context<AppEnv>, payload: RunCreate, kept: boolean, thread?: string): Promise<MadeRun> => {
    const traceparent = context.get("traceparent");
    const made = await make({ identity: context.get("identity"), payload, kept, traceparent, ...(thread === undefined ? {} : { thread }) });
    const at = thread === undefined ? `/runs/${made.job.id}` : `/threads/${thread}/runs/${made.job.id}`;
    context.header("content-location", at);
    if (kept) context.header("location", `${at}/stream`);
    return made;
  };

  const cancel = async (job: Job): Promise<void> => await worker.cancel(job, "interrupt");

  return {
    create,

    stream: async (context: Context<AppEnv>, payload: RunCreate, thread?: string): Promise<Response> => {
      const { job } = await create(context, payload, true, thread);
      const options = payload.on_disconnect === "cancel" ? { gone: async () => await cancel(job) } : {};
      return sendEvents(context, (signal) => hub.read(job.id, 0, signal), options);
    },

    wait: async (context: Context<AppEnv>, payload: RunCreate, thread?: string): Promise<Response> => {
      const { job, ended } = await create(context, payload, false, thread);
      if (payload.on_disconnect === "cancel") context.req.raw.signal.addEventListener("abort", () => void cancel(job), { once: true });
      return await answerLater(
        context,
        ended.then(async (end) => await resultOf(deps, job, end)),
        // From then on the run is promised, so it is on the disk; a durable write takes what was written before with it.
        async () => await deps.storage.jobs.update(job.id, {}, deps.clock.now(), ["pending", "running"]),
      );
    },

    /** Events of a run from where the client left off: all with `-1`, none of the past without an id. */
    follow: (context: Context<AppEnv>, job: Job, cancelOnDisconnect: boolean): Response => {
      const last = context.req.header("last-event-id");
      const after = last === undefined || last === "" ? "live" : Math.max(0, Number.parseInt(last, 10) || 0);
      return sendEvents(context, (signal) => hub.read(job.id, after, signal), cancelOnDisconnect ? { gone: async () => await cancel(job) } : {});
    },

    join: async (context: Context<AppEnv>, job: Job, cancelOnDisconnect: boolean): Promise<Response> => {
      if (cancelOnDisconnect) context.req.raw.signal.addEventListener("abort", () => void cancel(job), { once: true });
      return await answerLater(
        context,
        over(deps, worker, job).then(async (end) => await resultOf(deps, job, end)),
      );
    },

    /** Cancels, and waits for the end if that is wanted. */
    cancel: async (job: Job, action: "interrupt" | "rollback", wait: boolean): Promise<void> => {
      const cancelled = worker.cancel(job, action);
      if (wait) await cancelled;
      else cancelled.catch((error: unknown) => deps.log.error({ err: error, run: job.id }, "a run could not be cancelled"));
    },
  };
}

/** How a run ended, or ends. */
async function over({ storage }: ServerDeps, worker: Worker, { id }: Job): Promise<JobEnd> {
  const ending = worker.ended(id);
  ending.catch(() => undefined);
  // Asked for first: what ends between is not missed.
  const job = await storage.jobs.get(id);
  if (job !== undefined && (job.status === "pending" || job.status === "running")) return await ending;
  worker.forget(id);
  return { status: job?.status ?? "success", values: undefined, error: job?.error };
}
