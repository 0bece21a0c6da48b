import type { StatementSync } from "node:sqlite";
import {
  addSpend,
  type Budget,
  budgetMissing,
  type BudgetStore,
  fromJson,
  limitsSchema,
  noUsage,
  raiseLimits,
  reserveWithin,
  usageSchema,
} from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";

const rowSchema = z.object({ limits: fromJson(limitsSchema), usage: fromJson(usageSchema) });

/** The budgets' rows, for whoever writes in a transaction. */
export class BudgetRows {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;

  constructor(database: Database) {
    this.#select = database.prepare("SELECT limits, usage FROM budgets WHERE run = ?");
    this.#insert = database.prepare("INSERT OR IGNORE INTO budgets (run, limits, usage) VALUES (?, ?, ?)");
    this.#update = database.prepare("UPDATE budgets SET limits = ?, usage = ? WHERE run = ?");
  }

  get(run: string): Budget | undefined {
    return rowSchema.optional().parse(this.#select.get(run));
  }

  add(run: string, budget: Budget): void {
    this.#insert.run(run, JSON.stringify(budget.limits), JSON.stringify(budget.usage));
  }

  set(run: string, budget: Budget): void {
    this.#update.run(JSON.stringify(budget.limits), JSON.stringify(budget.usage), run);
  }
}

/** Budgets in SQLite. */
export function sqliteBudgets(database: Database, rows: BudgetRows): BudgetStore {
  return {
    open: (run, limits) => database.write("relaxed", () => rows.add(run, { limits, usage: noUsage })),
    get: (run) => database.read(() => rows.get(run)),
    reserve(run, spend) {
      return database.write("relaxed", () => {
        const budget = rows.get(run);
        if (budget === undefined) throw budgetMissing(run);
        const reservation = reserveWithin(budget, spend);
        if (reservation.ok) rows.set(run, { ...budget, usage: reservation.usage });
        return reservation;
      });
    },
    settle(run, spend) {
      return database.write("relaxed", () => {
        const budget = rows.get(run);
        if (budget !== undefined) rows.set(run, { ...budget, usage: addSpend(budget.usage, spend) });
      });
    },
    raise(run, limits) {
      return database.write("durable", () => {
        const budget = rows.get(run);
        if (budget === undefined) throw budgetMissing(run);
        rows.set(run, { ...budget, limits: raiseLimits(budget.limits, limits) });
      });
    },
  };
}
