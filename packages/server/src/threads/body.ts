import { BatonError } from "@baton/core";
import type { Thread, ThreadStatus } from "@baton/runtime";
import { defaultAssistantId } from "../assistants/defaults.ts";
import type { ServerDeps } from "../deps.ts";
import { interruptsBody, valuesBody } from "../state/body.ts";
import { configOf, showing } from "../state/reading.ts";
import { threadGraph } from "../state/thread-graph.ts";
import type { ThreadBody } from "./schemas.ts";

type Deps = Pick<ServerDeps, "catalogue" | "storage">;

/** The Agent Protocol's word for where a thread stands. */
export function statusBody(status: ThreadStatus): ThreadBody["status"] {
  return status === "failed" || status === "limit_reached" ? "error" : status;
}

/** A thread as the Agent Protocol has it. `select`: the fields that are wanted; the others may be left empty. */
export async function threadBody(deps: Deps, thread: Thread, select?: readonly string[]): Promise<ThreadBody> {
  const wants = (...fields: readonly (keyof ThreadBody)[]): boolean => select === undefined || fields.some((field) => select.includes(field));
  const { id, graph, graphHash, metadata, status, createdAt, updatedAt } = thread;
  const updated = new Date(updatedAt).toISOString();
  const named = graph === "" ? {} : { graph_id: graph, assistant_id: defaultAssistantId(graph) };
  return {
    thread_id: id,
    created_at: new Date(createdAt).toISOString(),
    updated_at: updated,
    state_updated_at: updated,
    metadata: { ...named, ...metadata },
    status: statusBody(status),
    config: {},
    ...(wants("values", "interrupts") ? await standing(deps, thread) : { values: {}, interrupts: {} }),
    error: wants("error") && statusBody(status) === "error" ? await errorOf(deps, id) : null,
    baton: { status, graph, graphHash },
  };
}

/** Where its state stands. A version that cannot be loaded now makes no list of threads fail. */
async function standing(deps: Deps, thread: Thread): Promise<Pick<ThreadBody, "values" | "interrupts">> {
  try {
    const found = await threadGraph(deps, thread);
    if (found === undefined) return { values: {}, interrupts: {} };
    const state = await found.graph.getState(configOf(thread));
    const shown = await showing(deps, thread, found.governed);
    return { values: valuesBody(state, shown), interrupts: interruptsBody(state, shown) };
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    return { values: {}, interrupts: {} };
  }
}

async function errorOf({ storage }: Deps, thread: string): Promise<ThreadBody["error"]> {
  const error = (await storage.threads.listRuns(thread)).at(-1)?.error;
  return error === undefined ? null : { ...error };
}
