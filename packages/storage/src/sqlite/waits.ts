import { endWait, type ExternalEvent, fitsWait, fromJson, jsonColumn, orUndefined, type Wait, type WaitEnd, waitSchema, type WaitStore } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";
import { numberOrNone } from "./row.ts";
import { allOf, equals, inState } from "./where.ts";

const waitRow = z.object({ body: fromJson(waitSchema) }).transform((row): Wait => row.body);
const eventRow = z
  .object({
    id: z.string(),
    name: z.string(),
    payload: jsonColumn,
    thread: orUndefined(z.string()),
    receivedAt: z.number(),
    takenBy: orUndefined(z.string()),
  })
  .transform((row): ExternalEvent => row);

/** Undefined is written as null. */
function bodyOf(wait: Wait): string {
  return JSON.stringify(wait, (_, value: unknown) => value ?? null);
}

/** Waits and external events in SQLite: an event is taken in the transaction that ends its wait. */
export function sqliteWaits(database: Database): WaitStore {
  const insert = database.prepare("INSERT OR IGNORE INTO waits (id, thread, run, status, event, openedAt, dueAt, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  const one = database.prepare("SELECT body FROM waits WHERE id = ?");
  const update = database.prepare("UPDATE waits SET status = ?, body = ? WHERE id = ?");
  const openOf = database.prepare("SELECT body FROM waits WHERE thread = ?1 AND status = 'open' AND (?2 IS NULL OR run = ?2)");
  const waitingFor = database.prepare("SELECT body FROM waits WHERE status = 'open' AND event = ? ORDER BY openedAt, seq");
  const maybeDue = database.prepare(
    `SELECT body FROM waits AS wait WHERE status = 'open' AND (dueAt <= ? OR event IS NOT NULL AND EXISTS (
       SELECT 1 FROM externalEvents WHERE name = wait.event AND takenBy IS NULL AND (thread IS NULL OR thread = wait.thread)
     )) ORDER BY openedAt, seq`,
  );
  const eventNames = "id, name, payload, thread, receivedAt, takenBy";
  const earliest = database.prepare("SELECT min(dueAt) AS at FROM waits WHERE status = 'open' AND dueAt > ?");
  const addEvent = database.prepare(`INSERT OR IGNORE INTO externalEvents (${eventNames}) VALUES (?, ?, ?, ?, ?, ?)`);
  const oneEvent = database.prepare(`SELECT ${eventNames} FROM externalEvents WHERE name = ? AND id = ?`);
  const useEvent = database.prepare("UPDATE externalEvents SET takenBy = ? WHERE name = ? AND id = ?");
  const unused = database.prepare(
    `SELECT ${eventNames} FROM externalEvents WHERE name = ? AND takenBy IS NULL AND receivedAt >= ? AND (thread IS NULL OR thread = ?)
     ORDER BY receivedAt, seq`,
  );

  const get = (id: string): Wait | undefined => waitRow.optional().parse(one.get(id));
  const replace = (wait: Wait): unknown => update.run(wait.status, bodyOf(wait), wait.id);
  const end = (wait: Wait, now: number): WaitEnd | undefined => {
    const events = wait.event === undefined || wait.status !== "open" ? [] : unused.all(wait.event, wait.since, wait.thread);
    return endWait(
      wait,
      events.map((row) => eventRow.parse(row)),
      now,
    );
  };
  return {
    open(wait) {
      const { id, thread, run, status, event = null, openedAt, wakeAt = Infinity, expiresAt = Infinity } = wait;
      const due = Math.min(wakeAt, expiresAt);
      return database.write("durable", () => {
        insert.run(id, thread, run, status, event, openedAt, Number.isFinite(due) ? due : null, bodyOf(wait));
        return get(id) ?? wait;
      });
    },
    get: (id) => database.read(() => get(id)),
    take(id, now) {
      return database.write("durable", () => {
        const wait = get(id);
        const ended = wait && end(wait, now);
        if (ended === undefined) return wait;
        if (ended.event !== undefined) useEvent.run(id, ended.event.name, ended.event.id);
        replace(ended.wait);
        return ended.wait;
      });
    },
    ready: (id, now) =>
      database.read(() => {
        const wait = get(id);
        return wait !== undefined && (wait.status !== "open" || end(wait, now) !== undefined);
      }),
    send(sent) {
      return database.write("durable", () => {
        addEvent.run(sent.id, sent.name, JSON.stringify(sent.payload), sent.thread ?? null, sent.receivedAt, sent.takenBy ?? null);
        const event = eventRow.optional().parse(oneEvent.get(sent.name, sent.id)) ?? sent;
        const waits = waitingFor.all(event.name).map((row) => waitRow.parse(row));
        return { event, wakes: waits.filter((wait) => fitsWait(wait, event)) };
      });
    },
    due: (now, limit = Infinity) =>
      database.read(() => {
        const due: Wait[] = [];
        for (const row of maybeDue.iterate(now)) {
          if (due.length >= limit) break;
          const wait = waitRow.parse(row);
          if (end(wait, now) !== undefined) due.push(wait);
        }
        return due;
      }),
    next: (now) => database.read(() => numberOrNone(earliest.get(now), "at")),
    list: ({ thread, status }) =>
      database.read(() => {
        const { sql, values } = allOf(equals("thread", thread), inState("status", status));
        const rows = database.prepare(`SELECT body FROM waits WHERE ${sql} ORDER BY openedAt, seq`).all(...values);
        return rows.map((row) => waitRow.parse(row));
      }),
    voidOpen(thread, run) {
      return database.write("durable", () => {
        const open = openOf.all(thread, run ?? null).map((row) => waitRow.parse(row));
        for (const wait of open) replace({ ...wait, status: "void" });
        return open.length;
      });
    },
  };
}
