import { byOpening, endWait, fitsWait, type WaitEnd } from "../bookkeeping/waits.ts";
import type { ExternalEvent, Wait, WaitStore } from "../ports/waits.ts";
import { earliest, Table } from "./table.ts";

const idOf = ({ name, id }: Pick<ExternalEvent, "name" | "id">): string => JSON.stringify([name, id]);

/** Waits and external events in memory, with the part that deletes a thread's. */
export function memoryWaits(): WaitStore & { delete(thread: string): void } {
  const waits = new Table<Wait>();
  const events = new Table<ExternalEvent>();
  const unused = (): ExternalEvent[] => events.select(({ takenBy }) => takenBy === undefined).toSorted((a, b) => a.receivedAt - b.receivedAt);
  const open = (fits: (wait: Wait) => boolean = () => true): Wait[] => waits.select((wait) => wait.status === "open" && fits(wait)).toSorted(byOpening);
  const end = (wait: Wait, now: number): WaitEnd | undefined => endWait(wait, wait.event === undefined ? [] : unused(), now);
  return {
    async open(wait) {
      waits.add(wait.id, wait);
      return waits.get(wait.id) ?? wait;
    },
    async get(id) {
      return waits.get(id);
    },
    async take(id, now) {
      const wait = waits.get(id);
      const ended = wait && end(wait, now);
      if (ended === undefined) return wait;
      if (ended.event !== undefined) events.set(idOf(ended.event), ended.event);
      waits.set(id, ended.wait);
      return ended.wait;
    },
    async ready(id, now) {
      const wait = waits.get(id);
      return wait !== undefined && (wait.status !== "open" || end(wait, now) !== undefined);
    },
    async send(sent) {
      events.add(idOf(sent), sent);
      const event = events.get(idOf(sent)) ?? sent;
      return { event, wakes: open((wait) => fitsWait(wait, event)) };
    },
    async due(now, limit) {
      return open((wait) => end(wait, now) !== undefined).slice(0, limit);
    },
    async next(now) {
      return earliest(
        open()
          .map(({ wakeAt = Infinity, expiresAt = Infinity }) => Math.min(wakeAt, expiresAt))
          .filter(Number.isFinite),
        now,
      );
    },
    async list({ thread, status }) {
      const fits = (wait: Wait): boolean => (thread === undefined || wait.thread === thread) && (status === undefined || wait.status === status);
      return waits.select(fits).toSorted(byOpening);
    },
    async voidOpen(thread, run) {
      const voided = open((wait) => wait.thread === thread && (run === undefined || wait.run === run));
      for (const wait of voided) waits.set(wait.id, { ...wait, status: "void" });
      return voided.length;
    },
    delete(thread) {
      waits.delete((wait) => wait.thread === thread);
      events.delete((event) => event.thread === thread);
    },
  };
}
