import type { Job, StreamEntry } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import type { StreamHub } from "../streams/hub.ts";
import { requestOf } from "../worker/request.ts";
import { JobEvents, type ThreadEvent } from "./events.ts";
import { type EventsFilter, passes } from "./filter.ts";

interface Needed {
  readonly storage: Pick<ServerDeps["storage"], "jobs">;
  readonly hub: Pick<StreamHub, "read" | "arrivals">;
}

interface Watch {
  readonly thread: string;
  /** Jobs of others are not told of; undefined for whoever sees all. */
  readonly owner: string | undefined;
  readonly filter: EventsFilter;
}

const pageSize = 100;

/**
 * Events of all runs of a thread, those that are over first, then what comes, until the signal aborts or the reader is too slow. All of it comes from
 * what is stored, so that a process which has just begun tells the same as the one before.
 */
export async function* threadEvents({ storage, hub }: Needed, { thread, owner, filter }: Watch, signal: AbortSignal): AsyncGenerator<readonly StreamEntry[]> {
  const arriving = hub.arrivals.watch(thread, signal);
  const told = new Set<string>();
  let base = 0;
  try {
    for (;;) {
      // What a job streamed only to whoever waited for it, nobody knows.
      const fresh = (await jobsOf(storage, thread, owner)).filter((job) => !told.has(job.id) && requestOf(job).kept);
      for (const job of fresh) {
        const events = new JobEvents(job, base);
        for await (const entries of hub.read(job.id, 0, signal))
          yield* framed(
            entries.flatMap((entry) => events.take(entry)),
            filter,
          );
        if (signal.aborted) return;
        const now = await storage.jobs.get(job.id);
        const end = now === undefined ? undefined : events.end(now);
        // Given back to the queue, or too much for its reader: whoever comes again is told the rest.
        if (now !== undefined && isUnderWay(now)) return;
        if (end !== undefined) yield* framed([end], filter);
        told.add(job.id);
        base = events.next;
      }
      if (fresh.length === 0) await arriving.next();
      if (signal.aborted) return;
    }
  } finally {
    arriving.close();
  }
}

function isUnderWay({ status }: Job): boolean {
  return status === "pending" || status === "running";
}

/** Oldest first; ids sort by age. */
async function jobsOf(storage: Needed["storage"], thread: string, owner: string | undefined): Promise<readonly Job[]> {
  const jobs: Job[] = [];
  for (;;) {
    const page = await storage.jobs.list({ thread, ...(owner === undefined ? {} : { owner }), limit: pageSize, offset: jobs.length });
    jobs.push(...page);
    if (page.length < pageSize) return jobs.toReversed();
  }
}

/** As they are sent, as one batch or none: an event's number is its id too. */
function framed(events: readonly ThreadEvent[], filter: EventsFilter): readonly (readonly StreamEntry[])[] {
  const { since = 0 } = filter;
  let before = 0;
  let same = 0;
  const passing = events.flatMap(({ seq, method, namespace, params }) => {
    same = seq === before ? same + 1 : 0;
    before = seq;
    if (seq <= since || !passes(filter, method, namespace)) return [];
    const id = same === 0 ? String(seq) : `${seq}.${same}`;
    const wire = method.startsWith("custom:") ? "custom" : method;
    return [{ seq, event: wire, data: `{"type":"event","event_id":"${id}","seq":${seq},"method":"${wire}","params":${params}}` }];
  });
  return passing.length === 0 ? [] : [passing];
}
