import type { Job } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import { threadGraph } from "../state/thread-graph.ts";

/** LangGraph's name for a copy of a checkpoint as a thread's newest. */
const copy = "__copy__";

/**
 * Takes a thread back to where it stood before the run that a job worked on, as LangGraph's `rollback` does, and removes the job. What tools did stays
 * in the journal: nothing outside is undone.
 */
export async function rollBack(deps: Pick<ServerDeps, "storage" | "engine" | "clock" | "catalogue">, job: Job): Promise<void> {
  const { storage, engine, clock } = deps;
  const run = await storage.threads.getRun(job.id);
  const thread = await storage.threads.get(job.thread);
  if (run !== undefined && thread !== undefined) {
    const before = await headBefore(storage, thread.id, run.id);
    await Promise.all([storage.approvals.voidOpen(thread.id, run.id), storage.waits.voidOpen(thread.id, run.id)]);
    if (before === undefined) await storage.checkpointer.deleteThread(thread.id);
    else if (thread.graphHash !== "") await engine.fork(thread.id, before);
    else {
      const at = { configurable: { thread_id: thread.id, checkpoint_ns: "", checkpoint_id: before } };
      await (await threadGraph(deps, thread))?.graph.updateState(at, null, copy);
    }
    const now = clock.now();
    await Promise.all([
      storage.threads.putRun({ ...run, status: "cancelled", endedAt: now }),
      storage.threads.update(thread.id, { status: "idle", updatedAt: now }),
    ]);
  }
  await storage.jobs.delete(job.id);
}

/** The newest checkpoint of the top that is of an earlier run. */
export async function headBefore(storage: ServerDeps["storage"], thread: string, run: string): Promise<string | undefined> {
  for await (const { checkpoint, metadata } of storage.checkpointer.list({ configurable: { thread_id: thread, checkpoint_ns: "" } })) {
    const { __start__: start, $run: facts } = checkpoint.channel_values;
    // Documents say it in a channel, graphs in code beside their state.
    const of = runIn(start) ?? idOf(facts) ?? runOf(metadata);
    if (of !== undefined && of !== run) return checkpoint.id;
  }
  return undefined;
}

function runOf(metadata: object | undefined): string | undefined {
  return metadata !== undefined && "run_id" in metadata && typeof metadata.run_id === "string" ? metadata.run_id : undefined;
}

function runIn(values: unknown): string | undefined {
  return typeof values === "object" && values !== null && "$run" in values ? idOf(values.$run) : undefined;
}

function idOf(facts: unknown): string | undefined {
  return typeof facts === "object" && facts !== null && "id" in facts && typeof facts.id === "string" ? facts.id : undefined;
}
