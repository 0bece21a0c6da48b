import type { Json } from "@baton/core";
import { type EventLog, jsonColumn } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";

const rowSchema = z.object({ thread: z.string(), run: z.string(), seq: z.number(), at: z.number(), event: jsonColumn });

/** Appends to event logs, for whoever writes in a transaction; gives the last number. */
export function eventWriter(database: Database): (thread: string, run: string, at: number, events: readonly Json[]) => number {
  const last = database.prepare("SELECT coalesce(max(seq), 0) AS seq FROM events WHERE thread = ?");
  const insert = database.prepare("INSERT INTO events (thread, seq, run, at, event) VALUES (?, ?, ?, ?, ?)");
  return (thread, run, at, events) => {
    let seq = Number(last.get(thread)?.["seq"]);
    for (const event of events) insert.run(thread, ++seq, run, at, JSON.stringify(event));
    return seq;
  };
}

interface Batch {
  readonly entries: { readonly run: string; readonly at: number; readonly events: readonly Json[] }[];
  /** The last number of each entry. */
  readonly numbers: number[];
  readonly written: Promise<void>;
}

/** Event logs in SQLite. */
export function sqliteEvents(database: Database): EventLog {
  const write = eventWriter(database);
  /** What goes into a thread's log with the next commit, all at once. */
  const soon = new Map<string, Batch>();
  const begin = (thread: string): Batch => {
    const batch: Omit<Batch, "written"> = { entries: [], numbers: [] };
    const gone = (): void => void soon.delete(thread);
    const add = (): void => {
      for (const [place, { run, at, events }] of batch.entries.entries()) batch.numbers[place] = write(thread, run, at, events);
    };
    const begun: Batch = { ...batch, written: database.write("prompt", add, gone) };
    begun.written.catch(gone);
    soon.set(thread, begun);
    return begun;
  };
  const select = database.prepare(
    "SELECT thread, run, seq, at, event FROM events WHERE thread = ?1 AND seq > ?2 AND (?3 IS NULL OR run = ?3) ORDER BY seq LIMIT ?4",
  );
  return {
    async append(thread, run, at, events) {
      const batch = soon.get(thread) ?? begin(thread);
      const place = batch.entries.push({ run, at, events }) - 1;
      database.departs("prompt");
      await batch.written;
      return batch.numbers[place] ?? 0;
    },
    read: (thread, { run, after, limit } = {}) =>
      database.read(() => select.all(thread, after ?? 0, run ?? null, limit ?? -1).map((row) => rowSchema.parse(row))),
  };
}
