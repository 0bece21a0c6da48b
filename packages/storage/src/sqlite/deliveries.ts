import { type Delivery, type DeliveryStore, orUndefined } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";
import { numberOrNone } from "./row.ts";
import { allOf, equals, inState } from "./where.ts";

const names = "id, job, owner, url, body, status, attempts, nextAt, problem, createdAt";
const rowSchema = z
  .object({
    id: z.string(),
    job: z.string(),
    owner: z.string(),
    url: z.string(),
    body: z.string(),
    status: z.enum(["pending", "sent", "failed"]),
    attempts: z.number(),
    nextAt: z.number(),
    problem: orUndefined(z.string()),
    createdAt: z.number(),
  })
  .transform((row): Delivery => row);

/** Deliveries in SQLite. */
export function sqliteDeliveries(database: Database): DeliveryStore {
  const insert = database.prepare(`INSERT OR IGNORE INTO deliveries (${names}) VALUES (${names.replaceAll(/\w+/g, "?")})`);
  const due = database.prepare(`SELECT ${names} FROM deliveries WHERE status = 'pending' AND nextAt <= ? ORDER BY nextAt, seq LIMIT ?`);
  const putOff = database.prepare("UPDATE deliveries SET nextAt = ? WHERE id = ?");
  const change = database.prepare("UPDATE deliveries SET status = ?, attempts = ?, nextAt = ?, problem = ? WHERE id = ?");
  const earliest = database.prepare("SELECT min(nextAt) AS at FROM deliveries WHERE status = 'pending'");
  return {
    async add({ id, job, owner, url, body, status, attempts, nextAt, problem, createdAt }) {
      await database.write("durable", () => insert.run(id, job, owner, url, body, status, attempts, nextAt, problem ?? null, createdAt));
    },
    take(now, limit, busyMs) {
      return database.write("relaxed", () => {
        const rows = due.all(now, limit).map((row): Delivery => ({ ...rowSchema.parse(row), nextAt: now + busyMs }));
        for (const { id, nextAt } of rows) putOff.run(nextAt, id);
        return rows;
      });
    },
    async update(id, { status, attempts, nextAt, problem }) {
      await database.write("relaxed", () => change.run(status, attempts, nextAt, problem ?? null, id));
    },
    list: ({ job, status, limit = -1 }) =>
      database.read(() => {
        const { sql, values } = allOf(equals("job", job), inState("status", status));
        const rows = database.prepare(`SELECT ${names} FROM deliveries WHERE ${sql} ORDER BY seq DESC LIMIT ?`).all(...values, limit);
        return rows.map((row) => rowSchema.parse(row));
      }),
    next: () => database.read(() => numberOrNone(earliest.get(), "at")),
  };
}
