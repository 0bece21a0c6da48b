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
  const add = (key: (typeof counters)[number]): number => Math.round((usage[key] + (spend[key] ?? 0)) * 1e9) / 1e9;
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

/** The error of work on a run whose budget was never opened. */
export function budgetMissing(run: string): BatonError {
  return new BatonError("budget_missing", "orchestration", `Run ${run} has no budget, so nothing can be spent in it; open one before its first step.`);
}
