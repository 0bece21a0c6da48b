import {
  fromJson,
  hasFields,
  jsonObjectColumn,
  orUndefined,
  type Run,
  runErrorSchema,
  sliceOf,
  type Thread,
  type ThreadSearch,
  type ThreadStore,
} from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";
import { jsonOrNull, type Row } from "./row.ts";
import { allOf, condition, type Condition, equals, inState, mayHaveFields, oneOf } from "./where.ts";

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

const sortColumns = { id: "id", status: "status", createdAt: "createdAt", updatedAt: "updatedAt" } as const;

function matching({ ids, owner, graph, status, metadata }: ThreadSearch): Condition {
  return allOf(oneOf("id", ids), equals("owner", owner), equals("graph", graph), inState("status", status), ...mayHaveFields("metadata", metadata));
}

/**
 * What follows from checkpoints and approvals that are on the disk, or will be with the next one: who is at work, and where they stopped. What a power
 * cut forgets of it is found again when the run is gone on with.
 */
const follows: ReadonlySet<string> = new Set<Thread["status"] | Run["status"]>(["busy", "running", "idle", "done", "interrupted"]);

const hasMetadata =
  ({ metadata }: ThreadSearch) =>
  (row: Row): boolean =>
    metadata === undefined || hasFields(jsonObjectColumn.parse(row["metadata"]), metadata);

/** What removes a thread's row and all rows that hang on it, but for checkpoints and the journal. Only within a write. */
export function threadDeletion(database: Database): (thread: string) => void {
  const deletions = [
    // With those of graphs inside its runs, which are named after them.
    "DELETE FROM budgets WHERE run IN (SELECT run FROM runs JOIN budgets ON run = runs.id OR (run >= runs.id || '//' AND run < runs.id || '/0') WHERE runs.thread = ?)",
    ...["runs", "jobs", "approvals", "events", "waits", "externalEvents"].map((table) => `DELETE FROM ${table} WHERE thread = ?`),
    "DELETE FROM threads WHERE id = ?",
  ].map((sql) => database.prepare(sql));
  return (thread) => {
    deletions.forEach((deletion) => deletion.run(thread));
    database.forget();
  };
}

/** Threads and runs in SQLite. `forgetCheckpoints` works inside the transaction that deletes a thread. */
export function sqliteThreads(database: Database, forgetCheckpoints: (thread: string) => void): ThreadStore {
  const insertThread = database.prepare(`INSERT OR IGNORE INTO threads (${threadNames}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const oneThread = database.prepare(`SELECT ${threadNames} FROM threads WHERE id = ?`);
  const changeThread = database.prepare(
    `UPDATE threads SET graph = coalesce(?, graph), graphHash = coalesce(?, graphHash), status = coalesce(?, status), metadata = coalesce(?, metadata),
     updatedAt = coalesce(?, updatedAt) WHERE id = ?`,
  );
  const insertRun = database.prepare(`INSERT INTO runs (${runNames}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  // What never changes is left out: its indexes stay as they are.
  const changeRun = database.prepare(
    "UPDATE runs SET graphHash = ?, status = ?, environment = ?, fork = ?, input = ?, outcome = ?, output = ?, error = ?, endedAt = ? WHERE id = ?",
  );
  const oneRun = database.prepare(`SELECT ${runNames} FROM runs WHERE id = ?`);
  const runsOf = database.prepare(`SELECT ${runNames} FROM runs WHERE thread = ? ORDER BY startedAt, seq`);
  const deleteRows = threadDeletion(database);
  return {
    create({ id, graph, graphHash, status, owner, metadata, createdAt, updatedAt }, { soon = false } = {}) {
      const values = [id, graph, graphHash, status, owner, JSON.stringify(metadata), createdAt, updatedAt];
      return database.write(soon ? "relaxed" : "durable", () => insertThread.run(...values).changes === 1);
    },
    get: (id) => database.read(() => decodeThread(oneThread.get(id))),
    async update(id, { graph, graphHash, status, metadata, updatedAt }) {
      const what = [graph ?? null, graphHash ?? null, status ?? null, jsonOrNull(metadata), updatedAt ?? null];
      await database.write(status !== undefined && follows.has(status) ? "relaxed" : "durable", () => changeThread.run(...what, id));
    },
    list: ({ graph, status, after, limit = -1 }) =>
      database.read(() => {
        const cursor = after === undefined ? undefined : condition("(createdAt, seq) < (SELECT createdAt, seq FROM threads WHERE id = ?)", after);
        const { sql, values } = allOf(equals("graph", graph), inState("status", status), cursor);
        const page = database.prepare(`SELECT ${threadNames} FROM threads WHERE ${sql} ORDER BY createdAt DESC, seq DESC LIMIT ?`);
        return page.all(...values, limit).map((row) => threadSchema.parse(row));
      }),
    search: (filter) =>
      database.read(() => {
        const { sql, values } = matching(filter);
        const direction = filter.order === "asc" ? "ASC" : "DESC";
        const order = `${sortColumns[filter.sortBy ?? "createdAt"]} ${direction}, seq ${direction}`;
        const rows = database.prepare(`SELECT ${threadNames} FROM threads WHERE ${sql} ORDER BY ${order}`).iterate(...values);
        return sliceOf(rows, filter, hasMetadata(filter)).map((row) => threadSchema.parse(row));
      }),
    count: (filter) =>
      database.read(() => {
        const { sql, values } = matching(filter);
        if (filter.metadata === undefined) return Number(database.prepare(`SELECT count(*) AS count FROM threads WHERE ${sql}`).get(...values)?.["count"]);
        return sliceOf(database.prepare(`SELECT metadata FROM threads WHERE ${sql}`).iterate(...values), {}, hasMetadata(filter)).length;
      }),
    async delete(id) {
      await database.write("durable", () => {
        deleteRows(id);
        forgetCheckpoints(id);
      });
    },
    async putRun(run) {
      const { id, thread, graphHash, status, requester, environment, fork, input, outcome, output, error, startedAt, endedAt } = run;
      const what = [id, thread, graphHash, status, requester, environment, fork];
      const ending = [jsonOrNull(input), outcome ?? null, jsonOrNull(output), jsonOrNull(error)];
      const how = [...ending, startedAt, endedAt ?? null];
      const rest = [graphHash, status, environment, fork, ...ending, endedAt ?? null];
      await database.write(follows.has(status) ? "relaxed" : "durable", () => {
        if (changeRun.run(...rest, id).changes === 0) insertRun.run(...what, ...how);
      });
    },
    getRun: (id) => database.read(() => decodeRun(oneRun.get(id))),
    listRuns: (thread) => database.read(() => runsOf.all(thread).map((row) => runSchema.parse(row))),
    searchRuns: ({ owner, graph, status, limit = -1, offset = 0 }) =>
      database.read(() => {
        const { sql, values } = allOf(
          inState("runs.status", status),
          equals("threads.owner", owner),
          graph === undefined ? undefined : condition("coalesce((SELECT id FROM graphs WHERE hash = runs.graphHash), threads.graph) = ?", graph),
        );
        const columns = runNames.replaceAll(/\w+/g, "runs.$&");
        const page = `SELECT ${columns} FROM runs LEFT JOIN threads ON threads.id = runs.thread WHERE ${sql} ORDER BY startedAt DESC, runs.seq DESC LIMIT ? OFFSET ?`;
        return database
          .prepare(page)
          .all(...values, limit, offset)
          .map((row) => runSchema.parse(row));
      }),
  };
}
