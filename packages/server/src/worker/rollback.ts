import type { Job } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";

/**
 * Takes a thread back to where it stood before the run that a job worked on, as LangGraph's `rollback` does, and removes the job. What tools did stays
 * in the journal: nothing outside is undone.
 */
export async function rollBack({ storage, engine, clock }: Pick<ServerDeps, "storage" | "engine" | "clock">, job: Job): Promise<void> {
  const runs = await storage.threads.listRuns(job.thread);
  const run = runs.find(({ id }) => id === job.id);
  if (run !== undefined) {
    const before = await headBefore(storage, job.thread, run.id);
    await Promise.all([storage.approvals.voidOpen(job.thread, run.id), storage.waits.voidOpen(job.thread, run.id)]);
    if (before === undefined) {
      await storage.checkpointer.deleteThread(job.thread);
    } else if (run.graphHash !== "") {
      await engine.fork(job.thread, before);
    }
    const now = clock.now();
    await storage.threads.putRun({ ...run, status: "cancelled", endedAt: now });
    await storage.threads.update(job.thread, { status: "idle", updatedAt: now });
  }
  await storage.jobs.delete(job.id);
}

/** The newest checkpoint of the top that is of an earlier run. */
export async function headBefore(storage: ServerDeps["storage"], thread: string, run: string): Promise<string | undefined> {
  for await (const { checkpoint } of storage.checkpointer.list({ configurable: { thread_id: thread, checkpoint_ns: "" } })) {
    const { __start__: start, $run: facts } = checkpoint.channel_values;
    const of = runIn(start) ?? idOf(facts);
    if (of !== undefined && of !== run) return checkpoint.id;
  }
  return undefined;
}

function runIn(values: unknown): string | undefined {
  return typeof values === "object" && values !== null && "$run" in values ? idOf(values.$run) : undefined;
}

function idOf(facts: unknown): string | undefined {
  return typeof facts === "object" && facts !== null && "id" in facts && typeof facts.id === "string" ? facts.id : undefined;
}
