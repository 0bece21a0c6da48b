import { BatonError } from "@baton/core";
import type { Job } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import { type Identity, ownerOf } from "../identity.ts";
import { changedThread } from "../threads/access.ts";

/** A run that an identity may see, on a thread if one is named. @throws BatonError `run_unknown`, of others' runs too. */
export async function seenRun({ storage }: Pick<ServerDeps, "storage">, identity: Identity, id: string, thread?: string): Promise<Job> {
  const job = await storage.jobs.get(id);
  const owner = ownerOf(identity);
  if (job !== undefined && (thread === undefined || job.thread === thread) && (owner === undefined || job.owner === owner)) return job;
  throw new BatonError("run_unknown", "orchestration", `There is no run ${id}${thread === undefined ? "" : ` on thread ${thread}`}.`, {
    fix: "List the runs of its thread; a run that was to be deleted on completion is gone then.",
  });
}

/** Removes a run that is over; what it left on its thread stays. @throws BatonError `run_unknown`, `run_under_way`. */
export async function deleteRun(deps: Pick<ServerDeps, "storage">, identity: Identity, id: string, thread: string): Promise<void> {
  const job = await seenRun(deps, identity, id, thread);
  await changedThread(deps, identity, job.thread);
  if (job.status === "running") {
    throw new BatonError("run_under_way", "orchestration", `Run ${id} is under way.`, { fix: "Cancel it first." });
  }
  await deps.storage.jobs.delete(id);
}
