import { type BatonGraph, holderName, holdLease, LEASE_KEY, type Thread } from "@baton/runtime";
import { END } from "@langchain/langgraph";
import { v7 } from "@langchain/core/utils/uuid";
import type { ServerDeps } from "../deps.ts";
import type { Identity } from "../identity.ts";
import { configOf } from "../state/reading.ts";
import { threadGraph } from "../state/thread-graph.ts";

/**
 * Copies a thread with its history to one of the identity's. What a document's thread waits for stays with the original: nobody decides for two by
 * deciding one. The copy has its values and takes a new run. Graphs in code are copied as they stand.
 */
export async function copyThread(deps: ServerDeps, identity: Identity, source: Thread): Promise<Thread> {
  const { storage, clock } = deps;
  const held = await holdLease(storage.leases, clock, source.id, holderName());
  try {
    const now = clock.now();
    const copy: Thread = { ...source, id: v7(), owner: identity.id, status: "idle", createdAt: now, updatedAt: now };
    const found = await threadGraph(deps, source);
    await storage.threads.create(copy);
    await storage.checkpointer.copyThread(source.id, copy.id);
    const next = (await found?.graph.getState(configOf(copy)))?.next ?? [];
    if (found === undefined || next.length === 0) return copy;
    if (found.governed) {
      await endHere(deps, found.graph, copy);
      return copy;
    }
    await storage.threads.update(copy.id, { status: "interrupted" });
    return { ...copy, status: "interrupted" };
  } finally {
    await held.release();
  }
}

/** Nothing comes next any more. */
async function endHere({ storage, clock }: ServerDeps, graph: BatonGraph, thread: Thread): Promise<void> {
  const held = await holdLease(storage.leases, clock, thread.id, holderName());
  try {
    const { configurable } = configOf(thread);
    await graph.bulkUpdateState({ configurable: { ...configurable, [LEASE_KEY]: held.lease.token } }, [{ updates: [{ values: null, asNode: END }] }]);
  } finally {
    await held.release();
  }
}
