import type { Run, Thread, ThreadStore } from "../ports/threads.ts";
import { pageOf, Table } from "./table.ts";

/** Threads and runs in memory. `forget` removes what other stores keep of a deleted thread. */
export function memoryThreads(forget: (thread: string, runs: readonly string[]) => Promise<void>): ThreadStore {
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
  };
}
