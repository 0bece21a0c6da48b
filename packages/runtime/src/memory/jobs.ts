import type { Job, JobFilter, JobStatus, JobStore } from "../ports/jobs.ts";
import type { StreamEntry, StreamLog } from "../ports/streams.ts";
import { sliceOf } from "../bookkeeping/search.ts";
import { earliest, Table } from "./table.ts";

interface Stream {
  readonly entries: StreamEntry[];
  readonly keys: Set<string>;
}

const unfinished: readonly JobStatus[] = ["pending", "running"];

export interface MemoryJobs {
  readonly jobs: JobStore;
  readonly streams: StreamLog;
  /** Removes jobs with their streams; gives how many, and the bytes of what they streamed. */
  forget(gone: (job: Job) => boolean, dryRun?: boolean): { readonly jobs: number; readonly bytes: number };
  isUnfinished(thread: string): boolean;
}

const fitting =
  ({ thread, owner, status }: JobFilter) =>
  (job: Job): boolean =>
    (thread === undefined || job.thread === thread) && (owner === undefined || job.owner === owner) && (status === undefined || status.includes(job.status));

/** Jobs and their streams in memory. */
export function memoryJobs(): MemoryJobs {
  const rows = new Table<Job>();
  const streams = new Map<string, Stream>();
  const waiting = (): Job[] => rows.select(({ status }) => status === "pending");
  const forget: MemoryJobs["forget"] = (gone, dryRun = false) => {
    const ids = rows.select(gone).map(({ id }) => id);
    const bytes = ids.flatMap((id) => streams.get(id)?.entries ?? []).reduce((sum, { data }) => sum + Buffer.byteLength(data), 0);
    if (!dryRun) {
      rows.delete(gone);
      for (const id of ids) streams.delete(id);
    }
    return { jobs: ids.length, bytes };
  };
  return {
    jobs: {
      async add(jobs, most = Infinity) {
        const before = waiting().length;
        const added = before + jobs.length <= most && jobs.every(({ id }) => rows.get(id) === undefined);
        if (added) for (const job of jobs) rows.set(job.id, job);
        return { added, waiting: before };
      },
      async get(id) {
        return rows.get(id);
      },
      async list(filter) {
        return sliceOf(rows.select(fitting(filter)).toReversed(), filter);
      },
      async count(filter) {
        return rows.select(fitting(filter)).length;
      },
      async take(holder, now, limit) {
        const busy = new Set(rows.select(({ status }) => status === "running").map(({ thread }) => thread));
        const first = waiting().filter(({ thread, notBefore }) => notBefore <= now && !busy.has(thread) && busy.add(thread));
        const taken = first.slice(0, Math.max(limit, 0)).map((job): Job => ({ ...job, status: "running", holder, attempts: job.attempts + 1, updatedAt: now }));
        for (const job of taken) rows.set(job.id, job);
        return taken;
      },
      async update(id, change, now, from) {
        const job = rows.get(id);
        if (job === undefined || (from !== undefined && !from.includes(job.status))) return false;
        rows.set(id, { ...job, ...change, updatedAt: now });
        return true;
      },
      async reclaim(gone, now) {
        const lost = rows.select(({ status, holder }) => status === "running" && holder !== undefined && gone(holder));
        for (const job of lost) rows.set(job.id, { ...job, status: "pending", holder: undefined, updatedAt: now });
        return lost.map(({ id }) => id);
      },
      async next(now) {
        const times = waiting().map(({ notBefore }) => notBefore);
        return earliest(times, now);
      },
      async delete(id) {
        forget((job) => job.id === id);
      },
    },
    streams: {
      async append(job, entries) {
        if (rows.get(job) === undefined) return [];
        const stream = streams.get(job) ?? { entries: [], keys: new Set() };
        streams.set(job, stream);
        const before = stream.entries.length;
        for (const { event, data, key } of entries) {
          if (key !== undefined && stream.keys.has(key)) continue;
          if (key !== undefined) stream.keys.add(key);
          stream.entries.push({ seq: stream.entries.length + 1, event, data });
        }
        return stream.entries.slice(before);
      },
      async read(job, { after = 0, limit } = {}) {
        return (streams.get(job)?.entries ?? []).slice(after).slice(0, limit);
      },
    },
    forget,
    isUnfinished: (thread) => rows.select((job) => job.thread === thread && unfinished.includes(job.status)).length > 0,
  };
}
