import { listen } from "../../api/events.ts";
import { ApiError } from "../../api/request.ts";
import { readRun, type WholeRun } from "../../api/runs.ts";
import { type Happened, readEvent } from "../model/events.ts";
import { type Job, jobUnderWay, streamOf } from "./jobs.ts";
import { readSaid, type Said } from "./speech.ts";

/** Who is told what a run does. */
export interface Follower {
  /** How the run stands, and all that happened before `job`, which may follow. Told at first and at every stop. */
  readonly stands: (run: WholeRun | undefined, before: readonly Happened[], job: Job | undefined) => Promise<void> | void;
  readonly happened: (event: Happened) => void;
  readonly said: (part: Said) => void;
}

const pauseMs = 1000;

/** Follows a run over all its stops until the signal aborts: what happened, then what happens, with neither gap nor duplicate. */
export async function followRun(id: string, thread: string, follower: Follower, signal: AbortSignal): Promise<void> {
  const news = newsOf(thread, signal);
  while (!signal.aborted) {
    news.seen();
    const [run, job] = await Promise.all([known(id, signal), jobUnderWay(thread, signal)]);
    const events = happenedIn(run);
    if (job !== undefined && job.told) {
      // Its stream says again what was written since it began.
      await follower.stands(run, run === undefined ? [] : events.filter(({ at }) => at <= job.createdAt), job);
      await readAlong(job, follower, signal);
    } else {
      await follower.stands(run, events, job);
      const elsewhere = job !== undefined || run === undefined || run.status === "running";
      await news.next(elsewhere ? pauseMs : undefined);
    }
  }
}

async function known(id: string, signal: AbortSignal): Promise<WholeRun | undefined> {
  try {
    return await readRun(id, signal);
  } catch (error) {
    // It was asked for and has not begun.
    if (error instanceof ApiError && error.code === "run_unknown") return undefined;
    throw error;
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
