import { BatonError } from "@baton/core";
import type { Job, JobStatus } from "@baton/runtime";
import type { z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { Identity } from "../identity.ts";
import { changedThread } from "../threads/access.ts";
import { seenRun } from "./finding.ts";
import type { bulkCancelSchema } from "./schema.ts";

/** Runs that a request to stop several means: those that it names, or its identity's own by status. */
export async function cancelMany(deps: Pick<ServerDeps, "storage">, identity: Identity, request: z.infer<typeof bulkCancelSchema>): Promise<readonly Job[]> {
  const { thread_id: thread, run_ids: runs, status } = request;
  if (runs != null) {
    const jobs = await Promise.all(runs.map(async (id) => await seenRun(deps, identity, id, thread ?? undefined)));
    for (const id of new Set(jobs.map((job) => job.thread))) await changedThread(deps, identity, id);
    return jobs;
  }
  if (status == null) throw new BatonError("request_invalid", "domain", "Runs are stopped by `run_ids`, or by their `status`.");
  const statuses: readonly JobStatus[] = status === "all" ? ["pending", "running"] : [status];
  return await deps.storage.jobs.list({ status: statuses, owner: identity.id, ...(thread == null ? {} : { thread }) });
}
