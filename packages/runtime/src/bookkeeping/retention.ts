import { z } from "zod";
import type { Lease } from "../ports/leases.ts";
import type { Pruned } from "../ports/retention.ts";
import type { Thread } from "../ports/threads.ts";

/** A checkpoint as retention sees it. */
export interface CheckpointPlace {
  readonly ns: string;
  readonly id: string;
  readonly parent: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** As LangGraph's serializer gives it. */
  readonly metadata: unknown;
}

/** What LangGraph notes beside a checkpoint: the outer checkpoints that it ran under, and channels that are replayed from what came before. */
const metadataSchema = z.object({ parents: z.record(z.string(), z.string()).catch({}), counters_since_delta_snapshot: z.unknown().optional() });

/** True where a thread may be touched at all. */
export function isAtRest(thread: Thread, lease: Lease | undefined, now: number): boolean {
  return (thread.status === "idle" || thread.status === "failed") && (lease === undefined || lease.until <= now);
}

const placeOf = (ns: string, id: string): string => JSON.stringify([ns, id]);

/**
 * The checkpoints of a thread that stay: young ones, the last one of each branch, those that a subgraph's branch needs under one that stays, and
 * what these are replayed from.
 */
export function checkpointsToKeep<Row extends CheckpointPlace>(rows: readonly Row[], before: number): ReadonlySet<Row> {
  const byPlace = new Map(rows.map((row) => [placeOf(row.ns, row.id), row]));
  const continued = new Set(rows.flatMap(({ ns, parent }) => (parent === undefined ? [] : [placeOf(ns, parent)])));
  const newest = new Map<string, string>();
  for (const { ns, id } of rows) if (id > (newest.get(ns) ?? "")) newest.set(ns, id);
  const isLast = ({ ns, id }: Row): boolean => !continued.has(placeOf(ns, id)) || newest.get(ns) === id;
  const kept = new Set<Row>();
  const isKept = (ns: string, id: string): boolean => {
    const row = byPlace.get(placeOf(ns, id));
    return row !== undefined && kept.has(row);
  };
  for (const row of rows.toSorted((a, b) => depth(a.ns) - depth(b.ns))) {
    // A namespace with a task's id is that task's alone: nobody comes back to it but under the checkpoint that the task belongs to.
    const needed = !row.ns.includes(":") || Object.entries(metadataOf(row).parents).every(([ns, id]) => isKept(ns, id));
    if (row.at >= before || (isLast(row) && needed)) kept.add(row);
  }
  // Those that are added are looked at in their turn.
  for (const row of kept) {
    const parent = row.parent === undefined ? undefined : byPlace.get(placeOf(row.ns, row.parent));
    if (parent !== undefined && metadataOf(row).counters_since_delta_snapshot !== undefined) kept.add(parent);
  }
  return kept;
}

function metadataOf({ metadata }: CheckpointPlace): z.output<typeof metadataSchema> {
  return metadataSchema.catch({ parents: {} }).parse(metadata);
}

/** How far inside other graphs a namespace is. */
function depth(ns: string): number {
  return ns === "" ? 0 : ns.split("|").length;
}

/** Nothing went. */
export const nothingPruned: Pruned = { threads: 0, checkpoints: 0, events: 0, effects: 0, jobs: 0, bytes: 0 };

/** Adds up what went. */
export function addPruned(a: Pruned, b: Pruned): Pruned {
  return {
    threads: a.threads + b.threads,
    checkpoints: a.checkpoints + b.checkpoints,
    events: a.events + b.events,
    effects: a.effects + b.effects,
    jobs: a.jobs + b.jobs,
    bytes: a.bytes + b.bytes,
  };
}
