import type { StatementSync } from "node:sqlite";
import { effectSchema } from "@baton/core";
import {
  countingStates,
  decideBegin,
  type EffectJournal,
  type EffectKey,
  type EffectRecord,
  fromJson,
  jsonColumn,
  jsonObjectColumn,
  LEASE_KEY,
  orUndefined,
  runErrorSchema,
} from "@baton/runtime";
import { z } from "zod";
import type { ApprovalRows } from "./approvals.ts";
import type { BudgetRows } from "./budgets.ts";
import type { Database } from "./database.ts";
import type { LeaseRows } from "./leases.ts";
import { jsonOrNull, type Row } from "./row.ts";
import { allOf, equals, inState } from "./where.ts";

const names = `thread, task, ordinal, run, node, scope, visit, call, tool, effect, args, digest, idempotencyKey, once, approval, approvalAction,
  state, attempts, result, error, startedAt, endedAt`;

const rowSchema = z
  .object({
    thread: z.string(),
    task: z.string(),
    ordinal: z.number(),
    run: z.string(),
    node: z.string(),
    scope: z.string(),
    visit: z.number(),
    call: z.string(),
    tool: z.string(),
    effect: effectSchema,
    args: jsonObjectColumn,
    digest: z.string(),
    idempotencyKey: z.string(),
    once: orUndefined(z.string()),
    approval: z.string().nullable(),
    approvalAction: z.number().nullable(),
    state: z.enum(["intent", "done", "failed", "unknown", "simulated"]),
    attempts: z.number(),
    result: orUndefined(jsonColumn),
    error: orUndefined(fromJson(runErrorSchema)),
    startedAt: z.number(),
    endedAt: orUndefined(z.number()),
  })
  .transform(({ thread, task, ordinal, run, node, scope, visit, call, approval, approvalAction, ...row }): EffectRecord => ({
    ...row,
    key: { thread, task, ordinal },
    slot: { run, node, scope, visit, call },
    approval: approval === null ? undefined : { id: approval, action: approvalAction ?? 0 },
  }));

class EffectRows {
  readonly #one: StatementSync;
  readonly #insert: StatementSync;
  readonly #sameSlot: StatementSync;
  readonly #sameOnce: StatementSync;
  readonly #end: StatementSync;

  constructor(database: Database) {
    const counting = `state IN (${countingStates.map((state) => `'${state}'`).join(", ")})`;
    this.#one = database.prepare(`SELECT ${names} FROM effects WHERE thread = ? AND task = ? AND ordinal = ?`);
    this.#insert = database.prepare(`INSERT OR IGNORE INTO effects (${names}) VALUES (${names.replaceAll(/\w+/g, "?")})`);
    this.#sameSlot = database.prepare(
      `SELECT ${names} FROM effects WHERE run = ? AND node = ? AND scope = ? AND visit = ? AND call = ? AND ${counting} ORDER BY seq DESC LIMIT 1`,
    );
    this.#sameOnce = database.prepare(`SELECT ${names} FROM effects WHERE tool = ? AND once = ? AND ${counting} ORDER BY seq DESC LIMIT 1`);
    this.#end = database.prepare(
      `UPDATE effects SET state = ?, result = ?, error = ?, endedAt = ?, attempts = coalesce(?, attempts)
       WHERE thread = ? AND task = ? AND ordinal = ? AND state = ?`,
    );
  }

  get({ thread, task, ordinal }: EffectKey): EffectRecord | undefined {
    return decode(this.#one.get(thread, task, ordinal));
  }

  add(record: EffectRecord): void {
    const { key, slot, tool, effect, args, digest, idempotencyKey, once, approval, state, attempts, result, error, startedAt, endedAt } = record;
    const where = [key.thread, key.task, key.ordinal, slot.run, slot.node, slot.scope, slot.visit, slot.call];
    const what = [tool, effect, JSON.stringify(args), digest, idempotencyKey, once ?? null, approval?.id ?? null, approval?.action ?? null];
    const how = [state, attempts, jsonOrNull(result), jsonOrNull(error), startedAt, endedAt ?? null];
    this.#insert.run(...where, ...what, ...how);
  }

  sameSlot({ slot }: EffectRecord): EffectRecord | undefined {
    return decode(this.#sameSlot.get(slot.run, slot.node, slot.scope, slot.visit, slot.call));
  }

  sameOnce({ tool, once }: EffectRecord): EffectRecord | undefined {
    return once === undefined ? undefined : decode(this.#sameOnce.get(tool, once));
  }

  /** Moves a row on from a state; false if it is not in it. */
  move(
    key: EffectKey,
    from: EffectRecord["state"],
    to: Pick<EffectRecord, "state" | "result" | "error" | "endedAt"> & { readonly attempts?: number },
  ): boolean {
    const values = [to.state, jsonOrNull(to.result), jsonOrNull(to.error), to.endedAt ?? null, to.attempts ?? null];
    return this.#end.run(...values, key.thread, key.task, key.ordinal, from).changes === 1;
  }
}

function decode(row: Row | undefined): EffectRecord | undefined {
  return row && rowSchema.parse(row);
}

/** The effects journal in SQLite: approval, budget and intent in one transaction. */
export function sqliteEffects(database: Database, approvals: ApprovalRows, budgets: BudgetRows, leases: LeaseRows): EffectJournal {
  const rows = new EffectRows(database);
  return {
    begin(request) {
      const { record, consume, reserve } = request;
      return database.write("durable", () => {
        leases.check(record.key.thread, { configurable: { [LEASE_KEY]: request.lease } });
        const decision = decideBegin(request, {
          known: rows.get(record.key),
          sameSlot: rows.sameSlot(record),
          sameOnce: rows.sameOnce(record),
          approval: consume && approvals.get(consume.id),
          budgets: reserve === undefined ? [] : budgets.around(reserve.run),
        });
        if (decision.approval) approvals.replace(decision.approval);
        for (const { id, budget } of decision.budgets ?? []) budgets.set(id, budget);
        if (decision.result.type === "started") rows.add(record);
        return decision.result;
      });
    },
    finish(key, { state, result, error, at, ...more }) {
      return database.write("durable", () => rows.move(key, "intent", { state, result, error, endedAt: at, ...more }));
    },
    simulate(record) {
      return database.write("durable", () => {
        rows.add(record);
        return rows.get(record.key) ?? record;
      });
    },
    settleUnknown(key, { happened, result, at }) {
      const to = happened
        ? ({ state: "done", result, error: undefined, endedAt: at } as const)
        : ({ state: "intent", result: undefined, error: undefined, endedAt: undefined } as const);
      return database.write("durable", () => rows.move(key, "unknown", to));
    },
    get: (key) => database.read(() => rows.get(key)),
    list: (filter) =>
      database.read(() => {
        const { sql, values } = allOf(equals("thread", filter.thread), equals("run", filter.run), inState("state", filter.state));
        return database
          .prepare(`SELECT ${names} FROM effects WHERE ${sql} ORDER BY seq`)
          .all(...values)
          .map((row) => rowSchema.parse(row));
      }),
  };
}
