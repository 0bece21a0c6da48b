import type { Storage } from "baton";
import { type Exit, exit, Refusal } from "../process/failure.ts";
import type { Io } from "../process/io.ts";
import { counted } from "../render/text.ts";
import { size } from "../render/size.ts";
import { hasRuns, openData } from "../running/open.ts";

export interface PruneOptions {
  readonly before: string;
  readonly history?: true;
  readonly threads?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly data: string;
}

type Pruned = Awaited<ReturnType<Storage["retention"]["prune"]>>;

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;

/** A moment, said as an age or as a date (a day begins at midnight here). @throws Refusal where it is neither, or not over yet. */
export function momentOf(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const isUnit = unit === "m" || unit === "h" || unit === "d" || unit === "w";
  const at = isUnit ? now - Number(count) * units[unit] : /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.length === 10 ? `${text}T00:00` : text) : Number.NaN;
  if (Number.isNaN(at)) throw new Refusal("date_invalid", `\`${text}\` is no age and no date.`, "Write `30d`, `12h`, or a date such as `2026-01-31`.");
  if (at > now) throw new Refusal("date_invalid", `\`${text}\` is yet to come.`, "Name a moment that is over: younger threads stay.");
  return at;
}

/** Removes old threads and old history. */
export async function pruneThreads({ before, history, threads, dryRun, json, data }: PruneOptions, io: Io): Promise<Exit> {
  const at = momentOf(before, io.now());
  const what = history === true ? "history" : threads === true ? "threads" : undefined;
  const nothing: Pruned = { threads: 0, checkpoints: 0, events: 0, effects: 0, jobs: 0, bytes: 0 };
  const pruned = hasRuns(data) ? await prune(data, { before: at, dryRun: dryRun === true, ...(what === undefined ? {} : { what }) }, io) : nothing;
  if (json === true) io.out(JSON.stringify({ ...pruned, before: new Date(at).toISOString(), dryRun: dryRun === true }, undefined, 2));
  else io.out(told(pruned, dryRun === true));
  return exit.done;
}

async function prune(data: string, options: Parameters<Storage["retention"]["prune"]>[0], io: Io): Promise<Pruned> {
  const storage = openData(data);
  try {
    return await storage.retention.prune({
      ...options,
      onThread: (done, of) => {
        if (io.live) io.draw(`\r\u001b[K${io.paintErr("quiet", `thread ${done} of ${of}`)}`);
      },
    });
  } finally {
    if (io.live) io.draw("\r\u001b[K");
    await storage.close();
  }
}

function told({ threads, checkpoints, bytes }: Pruned, dry: boolean): string {
  if (threads === 0 && checkpoints === 0) return "Nothing is old enough, or everything that is may still be needed.";
  return `${counted(threads, "thread")} and ${counted(checkpoints, "checkpoint")} ${dry ? "would be" : "are"} gone, ${size(bytes)} in all.`;
}
