import { fromJson, jsonObjectColumn, orUndefined, type Run, runErrorSchema, type Thread, type ThreadStore } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";
import { jsonOrNull, type Row } from "./row.ts";

export const threadNames = "id, graph, graphHash, status, owner, metadata, createdAt, updatedAt";
const threadSchema = z.object({
  id: z.string(),
  graph: z.string(),
  graphHash: z.string(),
  status: z.enum(["idle", "busy", "interrupted", "failed", "limit_reached"]),
  owner: z.string(),
  metadata: jsonObjectColumn,
  createdAt: z.number(),
  updatedAt: z.number(),
});

const runNames = "id, thread, graphHash, status, requester, environment, fork, input, outcome, output, error, startedAt, endedAt";
const optionalObject = orUndefined(jsonObjectColumn);
const runSchema = z
  .object({
    id: z.string(),
    thread: z.string(),
    graphHash: z.string(),
    status: z.enum(["running", "done", "interrupted", "failed", "limit_reached", "cancelled"]),
    requester: z.string(),
    environment: z.string(),
    fork: z.number(),
    input: optionalObject,
    outcome: orUndefined(z.string()),
    output: optionalObject,
    error: orUndefined(fromJson(runErrorSchema)),
    startedAt: z.number(),
    endedAt: orUndefined(z.number()),
  })
  .transform((row): Run => row);

export const decodeThread = (row: Row | undefined): Thread | undefined => row && threadSchema.parse(row);
const decodeRun = (row: Row | undefined): Run | undefined => row && runSchema.parse(row);

/** What removes a thread's row and all rows that hang on it, but for checkpoints and the journal. Only within a write. */
export function threadDeletion(database: Database): (thread: string) => void {
  const deletions = [
    // With those of graphs inside its runs, which are named after them.
    "DELETE FROM budgets WHERE run IN (SELECT run FROM runs JOIN budgets ON run = runs.id OR (run >= runs.id || '//' AND run < runs.id || '/0') WHERE runs.thread = ?)",
    ...["runs", "approvals", "events", "waits", "externalEvents"].map((table) => `DELETE FROM ${table} WHERE thread = ?`),
    "DELETE FROM threads WHERE id = ?",
  ].map((sql) => database.prepare(sql));
  return (thread) => deletions.forEach((deletion) => deletion.run(thread));
}

/** Threads and runs in SQLite. `forgetCheckpoints` works inside the transaction that deletes a thread. */
export function sqliteThreads(database: Database, forgetCheckpoints: (thread: string) => void): ThreadStore {
  const insertThread = database.prepare(`INSERT OR IGNORE INTO threads (${threadNames}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const oneThread = database.prepare(`SELECT ${threadNames} FROM threads WHERE id = ?`);
  const changeThread = database.prepare(
    `UPDATE threads SET graphHash = coalesce(?, graphHash), status = coalesce(?, status), metadata = coalesce(?, metadata),
     updatedAt = coalesce(?, updatedAt) WHERE id = ?`,
  );
  const threadPage = database.prepare(
    `SELECT ${threadNames} FROM threads
     WHERE (?1 IS NULL OR graph = ?1) AND (?2 IS NULL OR status = ?2)
       AND (?3 IS NULL OR (createdAt, seq) < (SELECT createdAt, seq FROM threads WHERE id = ?3))
     ORDER BY createdAt DESC, seq DESC LIMIT ?4`,
  );
  const putRun = database.prepare(
    `INSERT INTO runs (${runNames}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET thread = excluded.thread, graphHash = excluded.graphHash, status = excluded.status, requester = excluded.requester,
     environment = excluded.environment, fork = excluded.fork, input = excluded.input, outcome = excluded.outcome, output = excluded.output,
     error = excluded.error, startedAt = excluded.startedAt, endedAt = excluded.endedAt`,
  );
  const oneRun = database.prepare(`SELECT ${runNames} FROM runs WHERE id = ?`);
  const runsOf = database.prepare(`SELECT ${runNames} FROM runs WHERE thread = ? ORDER BY startedAt, seq`);
  const deleteRows = threadDeletion(database);
  return {
    create({ id, graph, graphHash, status, owner, metadata, createdAt, updatedAt }) {
      const values = [id, graph, graphHash, status, owner, JSON.stringify(metadata), createdAt, updatedAt];
      return database.write("durable", () => insertThread.run(...values).changes === 1);
    },
    get: (id) => database.read(() => decodeThread(oneThread.get(id))),
    async update(id, { graphHash, status, metadata, updatedAt }) {
      await database.write("durable", () => changeThread.run(graphHash ?? null, status ?? null, jsonOrNull(metadata), updatedAt ?? null, id));
    },
    list: ({ graph, status, after, limit }) =>
      database.read(() => threadPage.all(graph ?? null, status ?? null, after ?? null, limit ?? -1).map((row) => threadSchema.parse(row))),
    async delete(id) {
      await database.write("durable", () => {
        deleteRows(id);
        forgetCheckpoints(id);
      });
    },
    async putRun(run) {
      const { id, thread, graphHash, status, requester, environment, fork, input, outcome, output, error, startedAt, endedAt } = run;
      const what = [id, thread, graphHash, status, requester, environment, fork];
      const how = [jsonOrNull(input), outcome ?? null, jsonOrNull(output), jsonOrNull(error), startedAt, endedAt ?? null];
      await database.write("durable", () => putRun.run(...what, ...how));
    },
    getRun: (id) => database.read(() => decodeRun(oneRun.get(id))),
    listRuns: (thread) => database.read(() => runsOf.all(thread).map((row) => runSchema.parse(row))),
  };
}
