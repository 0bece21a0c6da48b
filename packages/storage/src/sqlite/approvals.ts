import type { StatementSync } from "node:sqlite";
import { type Approval, type ApprovalStore, approvalSchema, fromJson, voidApproval } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";
import { matching } from "./row.ts";

const rowSchema = z.object({ body: fromJson(approvalSchema) }).transform((row) => row.body);

/** The approvals' rows, for whoever writes in a transaction. */
export class ApprovalRows {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #open: StatementSync;

  constructor(database: Database) {
    this.#select = database.prepare("SELECT body FROM approvals WHERE id = ?");
    this.#insert = database.prepare("INSERT OR IGNORE INTO approvals (id, thread, run, createdAt, status, version, body) VALUES (?, ?, ?, ?, ?, ?, ?)");
    this.#update = database.prepare("UPDATE approvals SET status = ?, version = ?, body = ? WHERE id = ? AND version = ?");
    this.#open = database.prepare("SELECT body FROM approvals WHERE thread = ?1 AND status = 'open' AND (?2 IS NULL OR run = ?2)");
  }

  get(id: string): Approval | undefined {
    return rowSchema.optional().parse(this.#select.get(id));
  }

  add(approval: Approval): void {
    const { id, thread, run, createdAt, status, version } = approval;
    this.#insert.run(id, thread, run, createdAt, status, version, bodyOf(approval));
  }

  /** False if the row is not at the version before. */
  replace(approval: Approval): boolean {
    const { id, status, version } = approval;
    return this.#update.run(status, version, bodyOf(approval), id, version - 1).changes === 1;
  }

  openOf(thread: string, run: string | undefined): readonly Approval[] {
    return this.#open.all(thread, run ?? null).map((row) => rowSchema.parse(row));
  }
}

function bodyOf(approval: Approval): string {
  return JSON.stringify({ ...approval, expiresAt: approval.expiresAt ?? null });
}

/** Approvals in SQLite. */
export function sqliteApprovals(database: Database, rows: ApprovalRows): ApprovalStore {
  return {
    open(approval) {
      return database.write("durable", () => {
        rows.add(approval);
        return rows.get(approval.id) ?? approval;
      });
    },
    get: (id) => database.read(() => rows.get(id)),
    replace: (approval) => database.write("durable", () => rows.replace(approval)),
    list: ({ thread, status, after = null, limit = -1 }) =>
      database.read(() => {
        const { where, values } = matching({ thread, status });
        const cursor = "(? IS NULL OR (createdAt, seq) > (SELECT createdAt, seq FROM approvals WHERE id = ?))";
        const page = database.prepare(`SELECT body FROM approvals WHERE ${where} AND ${cursor} ORDER BY createdAt, seq LIMIT ?`);
        return page.all(...values, after, after, limit).map((row) => rowSchema.parse(row));
      }),
    voidOpen(thread, run) {
      return database.write("durable", () => {
        const open = rows.openOf(thread, run);
        for (const approval of open) rows.replace(voidApproval(approval));
        return open.length;
      });
    },
  };
}
