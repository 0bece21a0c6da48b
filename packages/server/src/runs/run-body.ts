import { isJsonObject, type JsonObject } from "@baton/core";
import type { Job } from "@baton/runtime";
import type { z } from "@hono/zod-openapi";
import { requestOf } from "../worker/request.ts";
import type { runSchema } from "./schema.ts";

/** A job as the Agent Protocol's run. */
export function runBody(job: Job): z.infer<typeof runSchema> {
  const { id, thread, assistant, graph, status, metadata, multitask, createdAt, updatedAt, error } = job;
  return {
    run_id: id,
    thread_id: thread,
    assistant_id: assistant,
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
    status,
    metadata: { ...metadata, graph_id: graph, assistant_id: assistant },
    kwargs: kwargsOf(job),
    multitask_strategy: multitask,
    ...(error === undefined ? {} : { error: { ...error } }),
  };
}

/** What was asked for. Decisions are not told: those who decided are named by the approval. */
function kwargsOf(job: Job): JsonObject {
  const { work, config, context, modes, subgraphs, before, after, webhook, checkpoint, kept } = requestOf(job);
  const { configurable = null } = config;
  return {
    ...(work.type === "input" ? { input: work.input } : {}),
    ...(work.type === "steer" ? { command: { update: work.values, goto: work.goto } } : {}),
    config: {
      ...config,
      configurable: {
        ...(isJsonObject(configurable) ? configurable : {}),
        run_id: job.id,
        thread_id: job.thread,
        graph_id: job.graph,
        assistant_id: job.assistant,
      },
    },
    ...(context === undefined ? {} : { context }),
    stream_mode: modes,
    subgraphs,
    resumable: kept,
    temporary: job.temporary,
    ...(before === undefined ? {} : { interrupt_before: before }),
    ...(after === undefined ? {} : { interrupt_after: after }),
    ...(webhook === undefined ? {} : { webhook }),
    ...(checkpoint === undefined ? {} : { checkpoint_id: checkpoint }),
  };
}
