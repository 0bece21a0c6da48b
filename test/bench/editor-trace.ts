import type { Browser, Page } from "playwright";
import { z } from "zod";

const eventSchema = z.object({ name: z.string(), ph: z.string(), pid: z.number(), tid: z.number(), dur: z.number().optional(), tdur: z.number().optional() });
const traceSchema = z.object({ traceEvents: z.array(z.unknown()) });

/** What the main thread did while something went on. */
export interface MainThread {
  /** Processor time of its tasks of a millisecond or more, in milliseconds; those that are shorter hold up nobody and would only make the figures better. */
  readonly tasks: readonly number[];
  /** Share of the time that it worked. */
  readonly busy: number;
}

/** Traces a page by the DevTools protocol while something is done to it. */
export async function traced(browser: Browser, page: Page, work: () => Promise<void>): Promise<MainThread> {
  await browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline", "devtools.timeline"] });
  const begun = performance.now();
  await work();
  const took = performance.now() - begun;
  const trace = traceSchema.parse(JSON.parse((await browser.stopTracing()).toString("utf8")));
  const tasks = trace.traceEvents.flatMap((each) => {
    const event = eventSchema.safeParse(each).data;
    return event?.name === "RunTask" && event.ph === "X" ? [{ thread: `${event.pid} ${event.tid}`, ms: (event.tdur ?? event.dur ?? 0) / 1000 }] : [];
  });
  const threads = [...Map.groupBy(tasks, ({ thread }) => thread).values()].map((own) => ({ own, total: own.reduce((sum, { ms }) => sum + ms, 0) }));
  // The renderer's main thread is the one that works most.
  const [main = { own: [], total: 0 }] = threads.toSorted((one, other) => other.total - one.total);
  return { tasks: main.own.map(({ ms }) => ms).filter((ms) => ms >= 1), busy: main.total / took };
}

/** The value under which a share of the numbers lies. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
