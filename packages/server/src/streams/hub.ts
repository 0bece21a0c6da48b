import type { JobStore, StreamEntry, StreamLog } from "@baton/runtime";
import { type Arrivals, arrivals } from "./arrivals.ts";
import type { Frame } from "./frames.ts";
import { Reader } from "./reader.ts";

/** Where one job's events are published, in order. */
export interface Publisher {
  publish(frames: readonly Frame[]): void;
  /** Resolves when all that was published so far is kept and handed to readers; rejects where it could not be kept. */
  flush(): Promise<void>;
  /** Nothing more will come. */
  end(): void;
}

/** Streams of jobs: an event is kept first, then handed to whoever reads along. */
export interface StreamHub {
  readonly arrivals: Arrivals;
  publisher(job: string): Publisher;
  /**
   * Events of a job in batches, as they come, until it has ended, the signal aborts or the reader is too slow.
   * @param after the last number that the reader saw, 0 for all; `live`: only what comes from now on.
   */
  read(job: string, after: number | "live", signal: AbortSignal): AsyncGenerator<readonly StreamEntry[]>;
}

const pageSize = 500;

interface Options {
  readonly streams: StreamLog;
  readonly jobs: Pick<JobStore, "get">;
  /** Bytes that may wait for one reader. */
  readonly streamBytes: number;
}

/** Makes the hub of a server. */
export function streamHub({ streams, jobs, streamBytes }: Options): StreamHub {
  const readers = new Map<string, Set<Reader>>();

  const join = (job: string): Reader => {
    const reader = new Reader(streamBytes);
    const known = readers.get(job) ?? new Set();
    readers.set(job, known.add(reader));
    return reader;
  };
  const leave = (job: string, reader: Reader): void => {
    const known = readers.get(job);
    known?.delete(reader);
    if (known?.size === 0) readers.delete(job);
  };

  async function* stored(job: string, after: number): AsyncGenerator<readonly StreamEntry[]> {
    for (let last = after; ;) {
      const page = await streams.read(job, { after: last, limit: pageSize });
      if (page.length > 0) yield page;
      if (page.length < pageSize) return;
      last = page.at(-1)?.seq ?? last;
    }
  }

  return {
    arrivals: arrivals(),
    publisher: (job) => {
      let waiting: Frame[] = [];
      let tail: Promise<void> = Promise.resolve();
      // Not after the write before: what a step says must be kept no later than the checkpoint that ends it, which is written in the same turn.
      const write = (): void => {
        const frames = waiting;
        waiting = [];
        if (frames.length === 0) return;
        const kept = streams.append(job, frames);
        const before = tail;
        const hand = async (): Promise<void> => {
          const entries = await kept;
          await before;
          for (const reader of readers.get(job) ?? []) reader.push(entries);
        };
        tail = hand();
        // Told by whoever flushes.
        tail.catch(() => undefined);
      };
      return {
        publish: (frames) => {
          if (waiting.length === 0) queueMicrotask(write);
          waiting.push(...frames);
        },
        flush: async () => {
          write();
          await tail;
        },
        end: () => {
          for (const reader of readers.get(job) ?? []) reader.end();
        },
      };
    },

    read: async function* (job, after, signal) {
      // Joined first, so that nothing falls between what is kept and what comes.
      const reader = join(job);
      try {
        let last = after === "live" ? 0 : after;
        for await (const page of stored(job, last)) {
          last = page.at(-1)?.seq ?? last;
          if (after !== "live") yield page;
        }
        const row = await jobs.get(job);
        if (row === undefined || (row.status !== "pending" && row.status !== "running")) {
          for await (const page of stored(job, last)) {
            last = page.at(-1)?.seq ?? last;
            yield page;
          }
          reader.end();
        }
        for (;;) {
          const told = await reader.next(signal);
          if (told.type !== "entries") return;
          const fresh = told.entries.filter(({ seq }) => seq > last);
          last = fresh.at(-1)?.seq ?? last;
          if (fresh.length > 0) yield fresh;
        }
      } finally {
        leave(job, reader);
      }
    },
  };
}
