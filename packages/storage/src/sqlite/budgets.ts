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
  /** The row last seen and what it says, since every step asks for the same one. */
  #last: { readonly limits: unknown; readonly usage: unknown; readonly budget: Budget } | undefined;

  constructor(database: Database) {
    this.#select = database.prepare("SELECT limits, usage FROM budgets WHERE run = ?");
    this.#insert = database.prepare("INSERT OR IGNORE INTO budgets (run, limits, usage) VALUES (?, ?, ?)");
    this.#update = database.prepare("UPDATE budgets SET limits = ?, usage = ? WHERE run = ?");
  }

  get(run: string): Budget | undefined {
    const row = this.#select.get(run);
    if (row === undefined) return undefined;
    const { limits, usage } = row;
    const known = this.#last;
    if (known !== undefined && known.limits === limits && known.usage === usage) return known.budget;
    const budget = rowSchema.parse(row);
    this.#last = { limits, usage, budget };
    return budget;
  }

  add(run: string, budget: Budget): void {
    this.#insert.run(run, JSON.stringify(budget.limits), JSON.stringify(budget.usage));
  }

  set(run: string, budget: Budget): void {
    const [limits, usage] = [JSON.stringify(budget.limits), JSON.stringify(budget.usage)];
    this.#update.run(limits, usage, run);
    this.#last = { limits, usage, budget };
  }
}

/** Budgets in SQLite. */
export function sqliteBudgets(database: Database, rows: BudgetRows): BudgetStore {
  /** Spent, and not yet committed: nothing waits for it, so it goes with the next commit. */
  const riding = new Map<string, readonly Spend[]>();
  const addSoon = (run: string, spend: Spend, durability: "relaxed" | "riding"): void => {
    const add = (): void => {
      const budget = rows.get(run);
      if (budget !== undefined) rows.set(run, { ...budget, usage: addSpend(budget.usage, spend) });
    };
    const arrive = (): void => {
      const rest = riding.get(run)?.filter((other) => other !== spend) ?? [];
      if (rest.length > 0) riding.set(run, rest);
      else riding.delete(run);
    };
    riding.set(run, [...(riding.get(run) ?? []), spend]);
    database.write(durability, add, arrive).catch(arrive);
  };
  const now = (run: string): Budget | undefined => {
    const budget = rows.get(run);
    return budget && { ...budget, usage: (riding.get(run) ?? []).reduce(addSpend, budget.usage) };
  };
  return {
    open: (run, limits) => database.write("relaxed", () => rows.add(run, { limits, usage: noUsage })),
    get: (run) => database.read(() => now(run)),
    reserve(run, spend) {
      return database.read(() => {
        const budget = now(run);
        if (budget === undefined) throw budgetMissing(run);
        const reservation = reserveWithin(budget, spend);
        if (reservation.ok) addSoon(run, spend, "relaxed");
        return reservation;
      });
    },
    async settle(run, spend) {
      addSoon(run, spend, "riding");
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
