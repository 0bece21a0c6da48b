import { BatonError, type Limits } from "@baton/core";
import type { Reservation, Spend, Usage } from "../ports/budgets.ts";

const counters = ["steps", "modelCalls", "toolCalls", "tokens", "costUsd", "timeMs"] as const;

/** What a run has used before it starts. */
export const noUsage: Usage = { steps: 0, modelCalls: 0, toolCalls: 0, tokens: 0, costUsd: 0, timeMs: 0, tools: {} };

/** A budget's row. */
export interface Budget {
  readonly limits: Limits;
  readonly usage: Usage;
}

function own(record: Readonly<Record<string, number>>, key: string): number {
  return Object.hasOwn(record, key) ? (record[key] ?? 0) : 0; // a tool may be called `constructor`
}

/** Adds what was spent. Sums are kept to the billionth, so that ten dimes are a dollar. */
export function addSpend(usage: Usage, spend: Spend): Usage {
  const add = (key: (typeof counters)[number]): number => {
    const more = spend[key];
    return more === undefined ? usage[key] : Math.round((usage[key] + more) * 1e9) / 1e9;
  };
  return {
    steps: add("steps"),
    modelCalls: add("modelCalls"),
    toolCalls: add("toolCalls"),
    tokens: add("tokens"),
    costUsd: add("costUsd"),
    timeMs: add("timeMs"),
    tools: spend.tool === undefined ? usage.tools : { ...usage.tools, [spend.tool]: own(usage.tools, spend.tool) + 1 },
  };
}

const within = "//";

/** The budget of a graph that runs inside another's run: whatever it spends, the budgets around it spend as well. */
export function innerBudget(outer: string, path: string): string {
  return `${outer}${within}${path}`;
}

/** Where a budget stands inside the run, if it is not the run's own. */
function whose(id: string): { readonly in?: string } {
  return id.includes(within) ? { in: id.slice(id.lastIndexOf(within) + within.length) } : {};
}

/** A budget and those around it, innermost first. */
export function budgetsAround(id: string): readonly string[] {
  const all: string[] = [];
  for (let at = id; ; at = at.slice(0, at.lastIndexOf(within))) {
    all.push(at);
    if (!at.includes(within)) return all;
  }
}

/** What a spend means to the budgets around: time is counted where it passes, not again outside. */
export function spendAround(spend: Spend): Spend {
  const { timeMs: _timeMs, ...rest } = spend;
  return rest;
}

/** A budget with its id. */
export interface NamedBudget {
  readonly id: string;
  readonly budget: Budget;
}

/** Decides a reservation in a budget and those around it, innermost first: all of them take it, or none. */
export function reserveInAll(
  budgets: readonly NamedBudget[],
  spend: Spend,
): { readonly ok: true; readonly spent: readonly NamedBudget[] } | Extract<Reservation, { ok: false }> {
  const spent: NamedBudget[] = [];
  for (const { id, budget } of budgets) {
    const reservation = reserveWithin(budget, spent.length === 0 ? spend : spendAround(spend));
    if (!reservation.ok) return { ...reservation, ...whose(id) };
    spent.push({ id, budget: { ...budget, usage: reservation.usage } });
  }
  return { ok: true, spent };
}

/** Decides a reservation; a limit that a settlement already passed refuses whatever comes next. */
export function reserveWithin(budget: Budget, spend: Spend): Reservation {
  const usage = addSpend(budget.usage, spend);
  for (const limit of counters) {
    const max = budget.limits[limit];
    if (max !== undefined && usage[limit] > max) return { ok: false, limit, max, used: budget.usage[limit] };
  }
  for (const [tool, max] of Object.entries(budget.limits.tools ?? {})) {
    if (own(usage.tools, tool) > max) return { ok: false, limit: `tools.${tool}`, max, used: own(budget.usage.tools, tool) };
  }
  return { ok: true, limits: budget.limits, usage };
}

/** New limits over old, key by key; per-tool limits likewise. */
export function raiseLimits(limits: Limits, to: Limits): Limits {
  const tools = { ...limits.tools, ...to.tools };
  return { ...limits, ...to, ...(Object.keys(tools).length > 0 ? { tools } : {}) };
}

/** An operator's new limits for a graph inside the run: only what it limits already, and only upwards. */
export function raiseInner(limits: Limits, to: Limits): Limits {
  const raised = (from: Readonly<Record<string, number>>, by: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(Object.entries(from).map(([key, value]) => [key, Math.max(value, own(by, key))]));
  const { tools, ...rest } = limits;
  const { tools: toTools = {}, ...toRest } = to;
  return { ...raised(rest, toRest), ...(tools === undefined ? {} : { tools: raised(tools, toTools) }) };
}

/** The error of work on a run whose budget was never opened. */
export function budgetMissing(run: string): BatonError {
  return new BatonError("budget_missing", "orchestration", `Run ${run} has no budget, so nothing can be spent in it; open one before its first step.`);
}
