import { BatonError } from "@baton/core";
import type { Approval, Thread } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import { type Showing, stateBody } from "./body.ts";
import type { CheckpointRef, HistoryRequest, StateBody } from "./schemas.ts";
import { threadGraph } from "./thread-graph.ts";

type Deps = Pick<ServerDeps, "catalogue" | "storage">;

const nothing: StateBody = { values: {}, next: [], tasks: [], metadata: null, created_at: null, checkpoint: null, parent_checkpoint: null };

/** A thread's state at its head, or at a checkpoint. @throws BatonError `checkpoint_unknown`. */
export async function readState(
  deps: Deps,
  thread: Thread,
  { checkpoint, subgraphs = false }: { readonly checkpoint?: CheckpointRef | null | undefined; readonly subgraphs?: boolean },
): Promise<StateBody> {
  const found = await threadGraph(deps, thread);
  const state = await found?.graph.getState(configOf(thread, checkpoint), { subgraphs });
  const named = checkpoint?.checkpoint_id;
  if (named != null && state?.createdAt === undefined) {
    throw new BatonError("checkpoint_unknown", "orchestration", `Thread ${thread.id} has no checkpoint ${named}.`, { fix: "See its history." });
  }
  return found === undefined || state === undefined ? nothing : stateBody(state, await showing(deps, thread, found.governed));
}

/** A thread's checkpoints, newest first. */
export async function readHistory(deps: Deps, thread: Thread, { limit, before, metadata, checkpoint }: HistoryRequest): Promise<StateBody[]> {
  const found = await threadGraph(deps, thread);
  if (found === undefined) return [];
  const shown = await showing(deps, thread, found.governed);
  const options = {
    limit: limit ?? 10,
    ...(before == null ? {} : { before: { configurable: { checkpoint_id: before } } }),
    ...(metadata == null ? {} : { filter: { ...metadata } }),
  };
  const states: StateBody[] = [];
  for await (const state of found.graph.getStateHistory(configOf(thread, checkpoint), options)) states.push(stateBody(state, shown));
  return states;
}

/** How a thread's state is shown now. */
export async function showing({ storage }: Pick<ServerDeps, "storage">, thread: Thread, governed: boolean): Promise<Showing> {
  const open: readonly Approval[] = governed && thread.status === "interrupted" ? await storage.approvals.list({ thread: thread.id, status: "open" }) : [];
  return { governed, approvals: new Map(open.map((approval) => [approval.interrupt, approval])) };
}

/** A config that names a checkpoint of a thread, its head by default. */
export function configOf({ id }: Thread, checkpoint?: CheckpointRef | null) {
  const { checkpoint_id, checkpoint_ns } = checkpoint ?? {};
  return { configurable: { thread_id: id, checkpoint_ns: checkpoint_ns ?? "", ...(checkpoint_id == null ? {} : { checkpoint_id }) } };
}
