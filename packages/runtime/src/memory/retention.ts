import { addPruned, checkpointsToKeep, isAtRest, nothingPruned } from "../bookkeeping/retention.ts";
import type { Approval } from "../ports/approvals.ts";
import type { Clock } from "../ports/clock.ts";
import type { EffectRecord } from "../ports/effects.ts";
import type { Lease } from "../ports/leases.ts";
import type { Pruned, PruneOptions, RetentionStore } from "../ports/retention.ts";
import type { EventLog, Thread, ThreadStore } from "../ports/threads.ts";
import type { WaitStore } from "../ports/waits.ts";
import type { MemoryCheckpointer } from "./checkpointer.ts";
import type { Table } from "./table.ts";

interface Kept {
  readonly threads: ThreadStore;
  readonly approvals: Table<Approval>;
  readonly waits: WaitStore;
  readonly effects: Table<EffectRecord>;
  readonly events: EventLog;
  readonly checkpointer: MemoryCheckpointer;
  readonly leases: ReadonlyMap<string, Lease>;
  readonly clock: Pick<Clock, "now">;
}

/** Retention in memory. */
export function memoryRetention({ threads, approvals, waits, effects, events, checkpointer, leases, clock }: Kept): RetentionStore {
  const isOpen = ({ state }: EffectRecord): boolean => state === "intent" || state === "unknown";
  const mayTouch = async (thread: Thread): Promise<boolean> => {
    const { id } = thread;
    const open = await waits.list({ thread: id, status: "open" });
    return (
      isAtRest(thread, leases.get(id), clock.now()) &&
      open.length === 0 &&
      approvals.select((row) => row.thread === id && row.status === "open").length === 0 &&
      effects.select((row) => row.key.thread === id && isOpen(row)).length === 0
    );
  };
  const pruneThread = async ({ id }: Thread, dryRun: boolean): Promise<Pruned> => {
    const places = checkpointer.places(id);
    const log = await events.read(id);
    const goes = (row: EffectRecord): boolean => row.key.thread === id && row.once === undefined;
    const found = { threads: 1, checkpoints: places.length, events: log.length, effects: effects.select(goes).length, bytes: sumBytes(places) };
    if (dryRun) return found;
    effects.delete(goes);
    await threads.delete(id);
    return found;
  };
  const pruneHistory = ({ id }: Thread, before: number, dryRun: boolean): Pruned => {
    const places = checkpointer.places(id);
    const kept = checkpointsToKeep(places, before);
    const gone = places.filter((place) => !kept.has(place));
    if (!dryRun) checkpointer.forget(id, gone);
    return { ...nothingPruned, checkpoints: gone.length, bytes: sumBytes(gone) };
  };
  return {
    async prune({ before, what, dryRun = false, onThread }: PruneOptions) {
      let pruned = nothingPruned;
      const all = await threads.list({});
      for (const [at, thread] of all.entries()) {
        if (await mayTouch(thread)) {
          if (what !== "history" && thread.updatedAt < before) pruned = addPruned(pruned, await pruneThread(thread, dryRun));
          else if (what !== "threads") pruned = addPruned(pruned, pruneHistory(thread, before, dryRun));
        }
        onThread?.(at + 1, all.length);
      }
      return pruned;
    },
  };
}

function sumBytes(places: readonly { readonly bytes: number }[]): number {
  return places.reduce((sum, { bytes }) => sum + bytes, 0);
}
