import { listen } from "../../api/events.ts";
import { readRun, type WholeRun } from "../../api/runs.ts";
import { type Happened, readEvent } from "../model/events.ts";
import { type Job, lastJob, streamOf } from "./jobs.ts";
import { readSaid, type Said } from "./speech.ts";

/** Who is told what a run does. */
export interface Follower {
  /** How the run stands, and all that happened before `job`, which may follow. Told at first and at every stop. */
  readonly stands: (run: WholeRun | undefined, before: readonly Happened[], job: Job | undefined) => Promise<void> | void;
  readonly happened: (event: Happened) => void;
  readonly said: (part: Said) => void;
}

/** Which run is followed. */
export interface Followed {
  readonly run: string;
  readonly thread: string;
  /** The job that was made just now to begin it. */
  readonly begun?: Job | undefined;
}

const pauseMs = 1000;

/** Follows a run over all its stops until the signal aborts: what happened, then what happens, with neither gap nor duplicate. */
export async function followRun({ run: id, thread, begun }: Followed, follower: Follower, signal: AbortSignal): Promise<void> {
  const news = newsOf(thread, signal);
  let heard = "";
  let first = begun;
  while (!signal.aborted) {
    news.seen();
    const last = first ?? (await lastJob(thread, signal));
    first = undefined;
    // The job that begins a run has its id: all that there is to know of it is in its stream.
    const run = last?.id === id && !last.over ? undefined : await readRun(id, signal);
    const job = last?.over === false ? last : undefined;
    const events = happenedIn(run);
    if (job !== undefined && job.told) {
      heard = job.id;
      // Its stream says again what was written since it began.
      await follower.stands(run, run === undefined ? [] : events.filter(({ at }) => at <= job.createdAt), job);
      await readAlong(job, follower, signal);
    } else {
      await follower.stands(run, events, job);
      if (last?.told === true && last.over && last.id !== heard) {
        // What was said is in its stream alone.
        heard = last.id;
        await readAlong(last, { ...follower, happened: () => undefined }, signal);
      }
      const elsewhere = job !== undefined || run === undefined || run.status === "running";
      await news.next(elsewhere ? pauseMs : undefined);
    }
  }
}

function happenedIn(run: WholeRun | undefined): readonly Happened[] {
  return (run?.events ?? []).flatMap(({ at, event }) => {
    const read = readEvent(event);
    return read === undefined ? [] : [{ at, event: read }];
  });
}

async function readAlong(job: Job, { happened, said }: Follower, signal: AbortSignal): Promise<void> {
  let at = job.createdAt;
  for await (const { event, data } of streamOf(job, signal)) {
    if (event === "custom") {
      const read = readEvent(data);
      if (read === undefined) continue;
      at = "at" in read ? Math.max(at, read.at) : at;
      happened({ at, event: read });
    } else if (event === "messages") {
      const part = readSaid(data);
      if (part !== undefined) said(part);
    }
  }
}

/** Wakes up when the server tells of a thread. */
function newsOf(thread: string, signal: AbortSignal) {
  let fresh = false;
  let wake = (): void => undefined;
  const unlisten = listen((event) => {
    if (event.type !== "ready" && !(event.type === "run" && event.thread === thread)) return;
    fresh = true;
    wake();
  });
  signal.addEventListener(
    "abort",
    () => {
      unlisten();
      wake();
    },
    { once: true },
  );
  return {
    seen: () => {
      fresh = false;
    },
    next: async (atMostMs: number | undefined): Promise<void> => {
      if (fresh || signal.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = atMostMs === undefined ? undefined : setTimeout(resolve, atMostMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
