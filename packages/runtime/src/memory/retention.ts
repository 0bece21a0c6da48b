import { addPruned, checkpointsToKeep, isAtRest, nothingPruned } from "../bookkeeping/retention.ts";
import type { Approval } from "../ports/approvals.ts";
import type { Clock } from "../ports/clock.ts";
import type { EffectRecord } from "../ports/effects.ts";
import type { Lease } from "../ports/leases.ts";
import type { Pruned, PruneOptions, RetentionStore } from "../ports/retention.ts";
import type { EventLog, Thread, ThreadStore } from "../ports/threads.ts";
import type { WaitStore } from "../ports/waits.ts";
import type { MemoryCheckpointer } from "./checkpointer.ts";
import type { MemoryJobs } from "./jobs.ts";
import type { Table } from "./table.ts";

interface Kept {
  readonly threads: ThreadStore;
  readonly approvals: Table<Approval>;
  readonly waits: WaitStore;
  readonly effects: Table<EffectRecord>;
  readonly events: EventLog;
  readonly queue: Pick<MemoryJobs, "forget" | "isUnfinished">;
  readonly deliveries: { prune(before: number): void };
  readonly checkpointer: MemoryCheckpointer;
  readonly leases: ReadonlyMap<string, Lease>;
  readonly clock: Pick<Clock, "now">;
}

/** Retention in memory. */
export function memoryRetention({ threads, approvals, waits, effects, events, queue, deliveries, checkpointer, leases, clock }: Kept): RetentionStore {
  const isOpen = ({ state }: EffectRecord): boolean => state === "intent" || state === "unknown";
  const mayTouch = async (thread: Thread): Promise<boolean> => {
    const { id } = thread;
    const open = await waits.list({ thread: id, status: "open" });
    return (
      isAtRest(thread, leases.get(id), clock.now()) &&
      open.length === 0 &&
      !queue.isUnfinished(id) &&
      approvals.select((row) => row.thread === id && row.status === "open").length === 0 &&
      effects.select((row) => row.key.thread === id && isOpen(row)).length === 0
    );
  };
  const pruneThread = async ({ id }: Thread, dryRun: boolean): Promise<Pruned> => {
    const places = checkpointer.places(id);
    const log = await events.read(id);
    const goes = (row: EffectRecord): boolean => row.key.thread === id && row.once === undefined;
    const { jobs, bytes } = queue.forget((job) => job.thread === id, true);
    const counts = { checkpoints: places.length, events: log.length, effects: effects.select(goes).length, jobs };
    const found = { threads: 1, ...counts, bytes: sumBytes(places) + bytes };
    if (dryRun) return found;
    if (queue.isUnfinished(id)) return nothingPruned; // added meanwhile
    effects.delete(goes);
    await threads.delete(id);
    return found;
  };
  const pruneHistory = ({ id }: Thread, before: number, dryRun: boolean): Pruned => {
    const places = checkpointer.places(id);
    const kept = checkpointsToKeep(places, before);
    const gone = places.filter((place) => !kept.has(place));
    if (!dryRun) checkpointer.forget(id, gone);
    const { jobs, bytes } = queue.forget((job) => job.thread === id && job.updatedAt < before, dryRun);
    return { ...nothingPruned, checkpoints: gone.length, jobs, bytes: sumBytes(gone) + bytes };
  };
  return {
    async prune({ before, what, only, dryRun = false, onThread }: PruneOptions) {
      let pruned = nothingPruned;
      const all = (await threads.list({})).filter(({ id }) => only?.includes(id) ?? true);
      for (const [at, thread] of all.entries()) {
        if (await mayTouch(thread)) {
          if (what !== "history" && thread.updatedAt < before) pruned = addPruned(pruned, await pruneThread(thread, dryRun));
          else if (what !== "threads") pruned = addPruned(pruned, pruneHistory(thread, before, dryRun));
        }
        onThread?.(at + 1, all.length);
      }
      if (!dryRun && only === undefined) deliveries.prune(before);
      return pruned;
    },
  };
}

function sumBytes(places: readonly { readonly bytes: number }[]): number {
  return places.reduce((sum, { bytes }) => sum + bytes, 0);
}
