import { fromJson, type Job, type JobChange, type JobFilter, type JobStore, jsonObjectColumn, orUndefined, runErrorSchema } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";
import { jsonOrNull, numberOrNone, type Row, text } from "./row.ts";
import { allOf, condition, type Condition, equals, inState } from "./where.ts";

const names = `id, thread, assistant, graph, owner, status, multitask, request, metadata, temporary, notBefore, holder, attempts, cancel, run, error,
  createdAt, updatedAt`;
/** Columns of what changes of a job; only what changes is written, and only its indexes. */
const changing = ["status", "holder", "cancel", "run", "error", "metadata", "notBefore"] as const;
const rowSchema = z
  .object({
    id: z.string(),
    thread: z.string(),
    assistant: z.string(),
    graph: z.string(),
    owner: z.string(),
    multitask: z.enum(["reject", "interrupt", "rollback", "enqueue"]),
    request: jsonObjectColumn,
    temporary: z.number().transform(Boolean),
    attempts: z.number(),
    createdAt: z.number(),
    updatedAt: z.number(),
    status: z.enum(["pending", "running", "success", "error", "timeout", "interrupted"]),
    holder: orUndefined(z.string()),
    cancel: orUndefined(z.enum(["interrupt", "rollback"])),
    run: orUndefined(z.string()),
    error: orUndefined(fromJson(runErrorSchema)),
    metadata: jsonObjectColumn,
    notBefore: z.number(),
  })
  .transform((row): Job => row);

/** As the index of unfinished jobs says it, or it would not be used. */
const unfinished = "status IN ('pending', 'running')";

/** The queue in SQLite. */
export function sqliteJobs(database: Database): JobStore {
  const countPending = database.prepare("SELECT count(*) AS count FROM jobs WHERE status = 'pending'");
  const insert = database.prepare(`INSERT INTO jobs (${names}) VALUES (${names.replaceAll(/\w+/g, "?")})`);
  const one = database.prepare(`SELECT ${names} FROM jobs WHERE id = ?`);
  // The indexes are named, because SQLite would rather go through all jobs in their order.
  const ofSameThread = `SELECT 1 FROM jobs AS other INDEXED BY jobs_unfinished WHERE other.thread = job.thread AND other.${unfinished}`;
  const take = database.prepare(
    `UPDATE jobs SET status = 'running', holder = ?1, attempts = attempts + 1, updatedAt = ?2 WHERE seq IN (
       SELECT seq FROM jobs AS job INDEXED BY jobs_queue WHERE status = 'pending' AND notBefore <= ?2
         AND NOT EXISTS (${ofSameThread} AND other.status = 'running')
         AND NOT EXISTS (${ofSameThread} AND other.status = 'pending' AND other.seq < job.seq AND other.notBefore <= ?2)
       ORDER BY seq LIMIT ?3
     ) RETURNING seq, ${names}`,
  );
  const running = database.prepare(`SELECT id, holder FROM jobs INDEXED BY jobs_unfinished WHERE ${unfinished} AND status = 'running' ORDER BY seq`);
  const giveBack = database.prepare("UPDATE jobs SET status = 'pending', holder = NULL, updatedAt = ? WHERE id = ?");
  const earliest = database.prepare("SELECT min(notBefore) AS at FROM jobs WHERE status = 'pending' AND notBefore > ?");
  const remove = database.prepare("DELETE FROM jobs WHERE id = ?");
  const isNew = ({ id }: Job): boolean => one.get(id) === undefined;

  return {
    add(jobs, most = Infinity, { soon = false } = {}) {
      return database.write(soon ? "relaxed" : "durable", () => {
        const waiting = Number(countPending.get()?.["count"]);
        const added = waiting + jobs.length <= most && jobs.every(isNew);
        if (added) for (const job of jobs) insert.run(...valuesOf(job));
        return { added, waiting };
      });
    },
    get: (id) => database.read(() => decode(one.get(id))),
    list: ({ limit = -1, offset = 0, ...filter }) =>
      database.read(() => {
        const { sql, values } = matching(filter);
        const page = database.prepare(`SELECT ${names} FROM ${sql} ORDER BY seq DESC LIMIT ? OFFSET ?`);
        return page.all(...values, limit, offset).map((row) => rowSchema.parse(row));
      }),
    count: (filter) =>
      database.read(() => {
        const { sql, values } = matching(filter);
        return Number(database.prepare(`SELECT count(*) AS count FROM ${sql}`).get(...values)?.["count"]);
      }),
    take(holder, now, limit) {
      return database.write("relaxed", () =>
        take
          .all(holder, now, Math.max(limit, 0))
          .toSorted((a, b) => Number(a["seq"]) - Number(b["seq"]))
          .map((row) => rowSchema.parse(row)),
      );
    },
    update(id, change, now, from) {
      const isNote = from?.every((status) => status === "running") === true;
      return database.write(isNote ? "relaxed" : "durable", () => {
        const changed = changing.filter((name) => Object.hasOwn(change, name));
        const set = [...changed.map((name) => `${name} = ?`), "updatedAt = ?"].join(", ");
        const { sql, values } = allOf(equals("id", id), inState("status", from));
        const put = database.prepare(`UPDATE jobs SET ${set} WHERE ${sql}`);
        return put.run(...changed.map((name) => columnOf(change[name])), now, ...values).changes === 1;
      });
    },
    reclaim(gone, now) {
      return database.write("relaxed", () => {
        const lost = running.all().filter(({ holder }) => typeof holder === "string" && gone(holder));
        const ids = lost.map((row) => text(row, "id"));
        for (const id of ids) giveBack.run(now, id);
        return ids;
      });
    },
    next: (now) => database.read(() => numberOrNone(earliest.get(now), "at")),
    async delete(id) {
      await database.write("durable", () => remove.run(id));
    },
  };
}

/**
 * The jobs that are asked for: unfinished ones by indexes of these alone, which are small. The plus keeps SQLite from reading its condition as a constant.
 */
function matching({ thread, owner, status }: JobFilter): Condition {
  const who = [equals("thread", thread), equals("owner", owner)];
  const [first, ...others] = status ?? [];
  if (first === "pending" && others.length === 0) return rowsOf("jobs INDEXED BY jobs_queue", inState("status", first), ...who);
  const only = first !== undefined && status?.every((each) => each === "pending" || each === "running") === true;
  if (only) return rowsOf("jobs INDEXED BY jobs_unfinished", condition(unfinished), inState("+status", status), ...who);
  return rowsOf("jobs", inState("status", status), ...who);
}

function rowsOf(table: string, ...conditions: readonly (Condition | undefined)[]): Condition {
  const { sql, values } = allOf(...conditions);
  return condition(`${table} WHERE ${sql}`, ...values);
}

function decode(row: Row | undefined): Job | undefined {
  return row && rowSchema.parse(row);
}

function columnOf(value: JobChange[keyof JobChange]): string | number | null {
  return typeof value === "object" ? JSON.stringify(value) : (value ?? null);
}

function valuesOf(job: Job): (string | number | null)[] {
  const { id, thread, assistant, graph, owner, status, multitask, request, metadata, temporary, notBefore } = job;
  const { holder = null, attempts, cancel = null, run = null, error, createdAt, updatedAt } = job;
  const what = [id, thread, assistant, graph, owner, status, multitask, JSON.stringify(request), JSON.stringify(metadata), Number(temporary), notBefore];
  return [...what, holder, attempts, cancel, run, jsonOrNull(error), createdAt, updatedAt];
}
