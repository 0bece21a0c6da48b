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
  type Spend,
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
  /** Adds what nothing waits for. If it is lost, the run stays charged with what it reserved. */
  const addSoon = (run: string, spend: Spend): void => {
    const add = (): void => {
      const budget = rows.get(run);
      if (budget !== undefined) rows.set(run, { ...budget, usage: addSpend(budget.usage, spend) });
    };
    database.write("riding", add).catch(() => undefined);
  };
  return {
    open: (run, limits) => database.write("relaxed", () => rows.add(run, { limits, usage: noUsage })),
    get: (run) => database.read(() => rows.get(run)),
    reserve(run, spend) {
      if (isSteps(spend)) {
        return database.read(() => {
          const budget = rows.get(run);
          if (budget === undefined) throw budgetMissing(run);
          const reservation = reserveWithin(budget, spend);
          if (reservation.ok) addSoon(run, spend);
          return reservation;
        });
      }
      return database.write("relaxed", () => {
        const budget = rows.get(run);
        if (budget === undefined) throw budgetMissing(run);
        const reservation = reserveWithin(budget, spend);
        if (reservation.ok) rows.set(run, { ...budget, usage: reservation.usage });
        return reservation;
      });
    },
    async settle(run, spend) {
      addSoon(run, spend);
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

/** Steps alone are counted with the checkpoint that they lead to: without it they are taken, and counted, again. */
function isSteps(spend: Spend): boolean {
  return Object.keys(spend).every((key) => key === "steps");
}
