import {
  addSpend,
  type Budget,
  budgetMissing,
  budgetsAround,
  type NamedBudget,
  noUsage,
  raiseInner,
  raiseLimits,
  reserveInAll,
  spendAround,
} from "../bookkeeping/budget.ts";
import type { BudgetStore } from "../ports/budgets.ts";

/** Budgets in memory, over rows that the effects journal reserves from. Rows are replaced, never changed: every step reads them, so they are not copied. */
export function memoryBudgets(rows: Map<string, Budget>): BudgetStore {
  return {
    async open(run, limits) {
      if (!rows.has(run)) rows.set(run, { limits: structuredClone(limits), usage: noUsage });
    },
    async get(run) {
      return rows.get(run);
    },
    async reserve(run, spend) {
      const around = named(rows, run);
      const reservation = reserveInAll(around, spend);
      if (!reservation.ok) return reservation;
      for (const { id, budget } of reservation.spent) rows.set(id, budget);
      const { limits, usage } = reservation.spent[0]?.budget ?? { limits: {}, usage: noUsage };
      return { ok: true, limits, usage };
    },
    async settle(run, spend) {
      for (const id of budgetsAround(run)) {
        const budget = rows.get(id);
        if (budget !== undefined) rows.set(id, { ...budget, usage: addSpend(budget.usage, id === run ? spend : spendAround(spend)) });
      }
    },
    async raise(run, limits) {
      const budget = rows.get(run);
      if (budget === undefined) throw budgetMissing(run);
      rows.set(run, { ...budget, limits: raiseLimits(budget.limits, limits) });
      for (const [id, inner] of rows) if (id !== run && budgetsAround(id).includes(run)) rows.set(id, { ...inner, limits: raiseInner(inner.limits, limits) });
    },
  };
}

/** A budget and those around it. @throws BatonError `budget_missing` */
export function named(rows: ReadonlyMap<string, Budget>, run: string): readonly NamedBudget[] {
  return budgetsAround(run).map((id) => {
    const budget = rows.get(id);
    if (budget === undefined) throw budgetMissing(id);
    return { id, budget };
  });
}
