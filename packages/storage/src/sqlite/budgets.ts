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

const mostKnown = 1000;

/** The budgets' rows, for whoever writes in a transaction. */
export class BudgetRows {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #spend: StatementSync;
  readonly #inside: StatementSync;
  readonly #database: Database;
  /**
   * Rows seen since the database was as `version` says, since every step asks for the same ones. Who asks holds the lease of the run's thread, so nobody
   * else changes the row meanwhile; where another process held it before, `forget` was called.
   */
  #known: { readonly version: string; readonly budgets: Map<string, Budget> } = { version: "", budgets: new Map() };

  constructor(database: Database) {
    this.#database = database;
    this.#select = database.prepare("SELECT limits, usage FROM budgets WHERE run = ?");
    this.#insert = database.prepare("INSERT OR IGNORE INTO budgets (run, limits, usage) VALUES (?, ?, ?)");
    this.#inside = database.prepare("SELECT run FROM budgets WHERE run >= ? AND run < ?");
    this.#spend = database.prepare("UPDATE budgets SET usage = ? WHERE run = ?");
    this.#update = database.prepare("UPDATE budgets SET limits = ?, usage = ? WHERE run = ?");
  }

  /** The row as this process last saw it. */
  seen(run: string): Budget | undefined {
    const known = this.#known.version.endsWith(`.${this.#database.forgotten}`) ? this.#known.budgets.get(run) : undefined;
    return known ?? this.get(run);
  }

  /** The row as it is. */
  get(run: string): Budget | undefined {
    return this.#load(this.#current(), run);
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
    this.#store(this.#current(), run, budget);
  }

  /** Adds to a row, if there is one. */
  spend(run: string, spends: readonly Spend[]): void {
    const known = this.#current();
    const budget = this.#load(known, run);
    if (budget !== undefined) this.#store(known, run, { ...budget, usage: spends.reduce(addSpend, budget.usage) });
  }

  #load(known: Map<string, Budget>, run: string): Budget | undefined {
    const seen = known.get(run);
    if (seen !== undefined) return seen;
    const row = this.#select.get(run);
    if (row === undefined) return undefined;
    const budget = rowSchema.parse(row);
    known.set(run, budget);
    return budget;
  }

  #store(known: Map<string, Budget>, run: string, budget: Budget): void {
    if (known.get(run)?.limits === budget.limits) this.#spend.run(JSON.stringify(budget.usage), run);
    else this.#update.run(JSON.stringify(budget.limits), JSON.stringify(budget.usage), run);
    known.set(run, budget);
  }

  #current(): Map<string, Budget> {
    const version = this.#database.version();
    if (this.#known.version !== version || this.#known.budgets.size > mostKnown) this.#known = { version, budgets: new Map() };
    return this.#known.budgets;
  }
}

/** Budgets in SQLite. */
export function sqliteBudgets(database: Database, rows: BudgetRows): BudgetStore {
  /** Spent, and not yet committed: nothing waits for it, so it goes with the next commit, all of a run at once. */
  const riding = new Map<string, Spend[]>();
  /** Opened, and not yet committed. */
  const opening = new Map<string, Budget>();
  const addSoon = (run: string, spend: Spend, durability: "prompt" | "riding"): void => {
    const waiting = riding.get(run);
    riding.set(run, waiting === undefined ? [spend] : [...waiting, spend]);
    if (waiting !== undefined) return database.departs(durability);
    let taken: readonly Spend[] = [];
    const add = (): void => {
      taken = riding.get(run) ?? [];
      if (taken.length > 0) rows.spend(run, taken);
    };
    const arrive = (): void => {
      const rest = riding.get(run)?.slice(taken.length) ?? [];
      if (rest.length > 0) riding.set(run, rest);
      else riding.delete(run);
    };
    database.write(durability, add, arrive).catch(arrive);
  };
  const now = (run: string, budget = rows.seen(run) ?? opening.get(run)): Budget | undefined => {
    const waiting = riding.get(run);
    return budget === undefined || waiting === undefined ? budget : { ...budget, usage: waiting.reduce(addSpend, budget.usage) };
  };
  return {
    async open(run, limits) {
      const budget = { limits, usage: noUsage };
      if (!opening.has(run)) opening.set(run, budget);
      const opened = (): void => void (opening.get(run) === budget && opening.delete(run));
      database.write("prompt", () => rows.add(run, budget), opened).catch(opened);
    },
    get: (run) => database.read(() => now(run, rows.get(run) ?? opening.get(run))),
    reserve(run, spend) {
      return database.read(() => {
        const all = budgetsAround(run).map((id) => {
          const budget = now(id);
          if (budget === undefined) throw budgetMissing(id);
          return { id, budget };
        });
        const reservation = reserveInAll(all, spend);
        if (!reservation.ok) return reservation;
        for (const { id } of all) addSoon(id, id === run ? spend : spendAround(spend), "prompt");
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
