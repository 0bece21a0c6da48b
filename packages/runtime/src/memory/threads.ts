import { hasFields, sliceOf } from "../bookkeeping/search.ts";
import type { Run, Thread, ThreadSearch, ThreadStore } from "../ports/threads.ts";
import { pageOf, sorted, Table } from "./table.ts";

const fitting =
  ({ ids, owner, graph, status, metadata }: ThreadSearch) =>
  (thread: Thread): boolean =>
    (ids === undefined || ids.includes(thread.id)) &&
    (owner === undefined || thread.owner === owner) &&
    (graph === undefined || thread.graph === graph) &&
    (status === undefined || status.includes(thread.status)) &&
    hasFields(thread.metadata, metadata);

/** Threads and runs in memory. `forget` removes what other stores keep of a deleted thread; `graphOf` names the graph of a stored version. */
export function memoryThreads(
  forget: (thread: string, runs: readonly string[]) => Promise<void>,
  graphOf: (hash: string) => Promise<string | undefined>,
): ThreadStore {
  const threads = new Table<Thread>();
  const runs = new Table<Run>();
  return {
    async create(thread) {
      return threads.add(thread.id, thread);
    },
    async get(id) {
      return threads.get(id);
    },
    async update(id, change) {
      const thread = threads.get(id);
      if (thread !== undefined) threads.set(id, { ...thread, ...change });
    },
    async list(filter) {
      const newestFirst = threads
        .select()
        .toReversed()
        .toSorted((a, b) => b.createdAt - a.createdAt);
      const fits = (thread: Thread): boolean =>
        (filter.graph === undefined || thread.graph === filter.graph) && (filter.status === undefined || thread.status === filter.status);
      return pageOf(newestFirst, filter, fits);
    },
    async search(filter) {
      return sliceOf(sorted(threads.select(fitting(filter)), filter.sortBy ?? "createdAt", filter.order), filter);
    },
    async count(filter) {
      return threads.select(fitting(filter)).length;
    },
    async delete(id) {
      const ids = runs.select((run) => run.thread === id).map((run) => run.id);
      threads.delete((thread) => thread.id === id);
      runs.delete((run) => run.thread === id);
      await forget(id, ids);
    },
    async putRun(run) {
      runs.set(run.id, run);
    },
    async getRun(id) {
      return runs.get(id);
    },
    async listRuns(thread) {
      return runs.select((run) => run.thread === thread).toSorted((a, b) => a.startedAt - b.startedAt);
    },
    async searchRuns({ owner, graph, status, ...slice }) {
      const found: Run[] = [];
      for (const run of sorted(runs.select(), "startedAt")) {
        if (status !== undefined && !status.includes(run.status)) continue;
        const thread = threads.get(run.thread);
        if (owner !== undefined && thread?.owner !== owner) continue;
        if (graph !== undefined && ((await graphOf(run.graphHash)) ?? thread?.graph) !== graph) continue;
        found.push(run);
      }
      return sliceOf(found, slice);
    },
  };
}
