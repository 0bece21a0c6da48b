import type { StatementSync } from "node:sqlite";
import {
  addSpend,
  type Budget,
  budgetMissing,
  budgetsAround,
  type BudgetStore,
  fromJson,
  limitsSchema,
  type NamedBudget,
  noUsage,
  raiseInner,
  raiseLimits,
  reserveInAll,
  type Spend,
  spendAround,
  usageSchema,
} from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";
import { text } from "./row.ts";

const rowSchema = z.object({ limits: fromJson(limitsSchema), usage: fromJson(usageSchema) });

/** The budgets' rows, for whoever writes in a transaction. */
export class BudgetRows {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #inside: StatementSync;
  /** The row last seen and what it says, since every step asks for the same one. */
  #last: { readonly limits: unknown; readonly usage: unknown; readonly budget: Budget } | undefined;

  constructor(database: Database) {
    this.#select = database.prepare("SELECT limits, usage FROM budgets WHERE run = ?");
    this.#insert = database.prepare("INSERT OR IGNORE INTO budgets (run, limits, usage) VALUES (?, ?, ?)");
    this.#inside = database.prepare("SELECT run FROM budgets WHERE run >= ? AND run < ?");
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

  /** A budget and those around it; empty where there is none. */
  around(run: string): readonly NamedBudget[] {
    return budgetsAround(run).flatMap((id) => {
      const budget = this.get(id);
      return budget === undefined ? [] : [{ id, budget }];
    });
  }

  /** Budgets of graphs inside a run. */
  inside(run: string): readonly NamedBudget[] {
    return this.#inside.all(`${run}//`, `${run}/0`).flatMap((row) => this.around(text(row, "run")).slice(0, 1));
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
        const all = budgetsAround(run).map((id) => {
          const budget = now(id);
          if (budget === undefined) throw budgetMissing(id);
          return { id, budget };
        });
        const reservation = reserveInAll(all, spend);
        if (!reservation.ok) return reservation;
        for (const { id } of all) addSoon(id, id === run ? spend : spendAround(spend), "relaxed");
        const { limits, usage } = reservation.spent[0]?.budget ?? { limits: {}, usage: noUsage };
        return { ok: true, limits, usage };
      });
    },
    async settle(run, spend) {
      for (const id of budgetsAround(run)) addSoon(id, id === run ? spend : spendAround(spend), "riding");
    },
    raise(run, limits) {
      return database.write("durable", () => {
        const budget = rows.get(run);
        if (budget === undefined) throw budgetMissing(run);
        rows.set(run, { ...budget, limits: raiseLimits(budget.limits, limits) });
        for (const { id, budget: inner } of rows.inside(run)) rows.set(id, { ...inner, limits: raiseInner(inner.limits, limits) });
      });
    },
  };
}
