import type { StatementSync } from "node:sqlite";
import { type Approval, type ApprovalFilter, approvalSchema, type ApprovalStore, decidersOf, fromJson, keysOf, timesOf, voidApproval } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";
import { eventWriter } from "./events.ts";
import { numberOrNone } from "./row.ts";
import { allOf, condition, type Condition, equals, inState } from "./where.ts";

const rowSchema = z.object({ body: fromJson(approvalSchema) }).transform((row) => row.body);

/** The approvals' rows, for whoever writes in a transaction. */
export class ApprovalRows {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #open: StatementSync;
  readonly #place: StatementSync;
  readonly #forget: readonly StatementSync[];
  readonly #addDecider: StatementSync;
  readonly #addTime: StatementSync;

  constructor(database: Database) {
    this.#select = database.prepare("SELECT body FROM approvals WHERE id = ?");
    this.#insert = database.prepare(
      "INSERT OR IGNORE INTO approvals (id, thread, run, node, graphHash, createdAt, status, version, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#update = database.prepare("UPDATE approvals SET status = ?, version = ?, body = ? WHERE id = ? AND version = ?");
    this.#open = database.prepare("SELECT body FROM approvals WHERE thread = ?1 AND status = 'open' AND (?2 IS NULL OR run = ?2)");
    this.#place = database.prepare("SELECT seq FROM approvals WHERE id = ?");
    this.#forget = ["deciders", "approvalTimes"].map((table) => database.prepare(`DELETE FROM ${table} WHERE approval = ?`));
    this.#addDecider = database.prepare("INSERT INTO deciders (approval, key, since) VALUES (?, ?, ?)");
    this.#addTime = database.prepare("INSERT INTO approvalTimes (approval, at) VALUES (?, ?)");
  }

  get(id: string): Approval | undefined {
    return rowSchema.optional().parse(this.#select.get(id));
  }

  add(approval: Approval): void {
    const { id, thread, run, node, graphHash, createdAt, status, version } = approval;
    const { changes } = this.#insert.run(id, thread, run, node, graphHash, createdAt, status, version, bodyOf(approval));
    if (changes === 1) this.#index(approval);
  }

  /** False if the row is not at the version before. */
  replace(approval: Approval): boolean {
    const { id, status, version } = approval;
    const replaced = this.#update.run(status, version, bodyOf(approval), id, version - 1).changes === 1;
    if (replaced) this.#index(approval);
    return replaced;
  }

  openOf(thread: string, run: string | undefined): readonly Approval[] {
    return this.#open.all(thread, run ?? null).map((row) => rowSchema.parse(row));
  }

  /** Notes who may decide it and when something happens to it by itself. */
  #index(approval: Approval): void {
    const place = numberOrNone(this.#place.get(approval.id), "seq") ?? null;
    for (const table of this.#forget) table.run(place);
    for (const { key, since } of decidersOf(approval)) this.#addDecider.run(place, key, since);
    for (const time of timesOf(approval)) this.#addTime.run(place, time);
  }
}

function bodyOf(approval: Approval): string {
  return JSON.stringify({ ...approval, expiresAt: approval.expiresAt ?? null });
}

function matching({ thread, status, node, graph, by, due }: ApprovalFilter): Condition {
  return allOf(
    equals("thread", thread),
    inState("status", by === undefined && due === undefined ? status : (status ?? "open")),
    equals("node", node),
    graph === undefined
      ? undefined
      : condition("coalesce((SELECT id FROM graphs WHERE hash = graphHash), (SELECT graph FROM threads WHERE id = approvals.thread)) = ?", graph),
    by && condition("seq IN (SELECT approval FROM deciders WHERE key IN (SELECT value FROM json_each(?)) AND since <= ?)", JSON.stringify(keysOf(by)), by.now),
    due && condition("seq IN (SELECT approval FROM approvalTimes WHERE at > ? AND at <= ?)", due.after, due.until),
  );
}

/** Approvals in SQLite. */
export function sqliteApprovals(database: Database, rows: ApprovalRows): ApprovalStore {
  const tell = eventWriter(database);
  const earliest = database.prepare("SELECT min(at) AS at FROM approvalTimes WHERE at > ?");
  return {
    open(approval) {
      return database.write("durable", () => {
        rows.add(approval);
        return rows.get(approval.id) ?? approval;
      });
    },
    get: (id) => database.read(() => rows.get(id)),
    replace: (approval, told) =>
      database.write("durable", () => {
        const replaced = rows.replace(approval);
        if (replaced && told !== undefined) tell(approval.thread, approval.run, told.at, told.events);
        return replaced;
      }),
    list: ({ after, limit = -1, ...filter }) =>
      database.read(() => {
        const cursor = after === undefined ? undefined : condition("(createdAt, seq) > (SELECT createdAt, seq FROM approvals WHERE id = ?)", after);
        const { sql, values } = allOf(matching(filter), cursor);
        const page = database.prepare(`SELECT body FROM approvals WHERE ${sql} ORDER BY createdAt, seq LIMIT ?`);
        return page.all(...values, limit).map((row) => rowSchema.parse(row));
      }),
    count: (filter) =>
      database.read(() => {
        const { sql, values } = matching(filter);
        return Number(database.prepare(`SELECT count(*) AS count FROM approvals WHERE ${sql}`).get(...values)?.["count"]);
      }),
    next: (now) => database.read(() => numberOrNone(earliest.get(now), "at")),
    voidOpen(thread, run) {
      return database.write("durable", () => {
        const open = rows.openOf(thread, run);
        for (const approval of open) rows.replace(voidApproval(approval));
        return open.length;
      });
    },
  };
}
