import { addSpend, type Budget, budgetMissing, noUsage, raiseLimits, reserveWithin } from "../bookkeeping/budget.ts";
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
      const budget = rows.get(run);
      if (budget === undefined) throw budgetMissing(run);
      const reservation = reserveWithin(budget, spend);
      if (reservation.ok) rows.set(run, { ...budget, usage: reservation.usage });
      return reservation;
    },
    async settle(run, spend) {
      const budget = rows.get(run);
      if (budget !== undefined) rows.set(run, { ...budget, usage: addSpend(budget.usage, spend) });
    },
    async raise(run, limits) {
      const budget = rows.get(run);
      if (budget === undefined) throw budgetMissing(run);
      rows.set(run, { ...budget, limits: raiseLimits(budget.limits, limits) });
    },
  };
}
