import type { Job, Thread } from "@baton/runtime";
import { v7 } from "@langchain/core/utils/uuid";
import { type JobRequest, requestOf, storedRequest } from "./request.ts";

const nothingBefore: Pick<JobRequest, "modes" | "subgraphs" | "protocol"> = { modes: ["values"], subgraphs: false };

/**
 * A job that nobody asked for: its thread's people have decided, or a time has come.
 * @param before the thread's last job: whoever reads along goes on reading the same.
 */
export function systemJob(thread: Thread, before: Job | undefined, now: number): Job {
  const { modes, subgraphs, protocol } = before === undefined ? nothingBefore : requestOf(before);
  return {
    id: v7(),
    thread: thread.id,
    assistant: thread.graph,
    graph: thread.graph,
    owner: thread.owner,
    status: "pending",
    multitask: "enqueue",
    request: storedRequest({
      work: { type: "continue", unasked: true },
      actor: { id: "system", roles: [] },
      modes,
      subgraphs,
      kept: true,
      ...(protocol === undefined ? {} : { protocol }),
      config: {},
    }),
    metadata: { created_by: "system" },
    temporary: false,
    notBefore: now,
    holder: undefined,
    attempts: 0,
    cancel: undefined,
    run: undefined,
    error: undefined,
    createdAt: now,
    updatedAt: now,
  };
}
