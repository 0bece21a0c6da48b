import { BatonError, type Limits, remoteToolName } from "@baton/core";
import type { Budget } from "./bookkeeping/budget.ts";
import { underDeadline } from "./clock/deadline.ts";
import type { Host } from "./host/host.ts";
import type { BudgetStore, Spend } from "./ports/budgets.ts";
import type { Clock } from "./ports/clock.ts";

/** What a run may use where neither its document nor an operator says; nothing runs without bounds. */
export const defaultLimits: Limits = {
  steps: 1_000,
  modelCalls: 200,
  toolCalls: 500,
  tokens: 2_000_000,
  costUsd: 20,
  timeMs: 3_600_000,
};

/** What a run of a graph may use: as its document says, and of agents elsewhere no more than its host allows. */
export function runLimits(limits: Limits, agents: Host["agents"]): Limits {
  const tools = { ...limits.tools };
  for (const [name, { budget }] of Object.entries(agents)) {
    const tool = remoteToolName(name);
    if (budget.calls !== undefined) tools[tool] = Math.min(tools[tool] ?? budget.calls, budget.calls);
  }
  return { ...defaultLimits, ...limits, ...(Object.keys(tools).length === 0 ? {} : { tools }) };
}

const words: Readonly<Record<string, string>> = {
  steps: "steps",
  modelCalls: "model calls",
  toolCalls: "tool calls",
  tokens: "tokens",
  costUsd: "US dollars",
  timeMs: "milliseconds of work",
};

/** A limit of the run would be passed: nothing was done, and an operator can raise it and resume. */
export class LimitReached extends BatonError {
  readonly limit: string;
  readonly max: number;
  readonly used: number;

  /** @param where the path of the graph inside the run whose limit it is; the run's own where empty. */
  constructor(limit: string, max: number, used: number, node?: string, where = "") {
    const unit = words[limit] ?? `calls of ${limit.replace(/^tools\./, "")}`;
    super(
      "limit_reached",
      "orchestration",
      `Stopped${where === "" ? "" : ` in \`${where}\``}: ${used} of ${max} ${unit} used${used < max ? ", and the next call may need more than is left" : ""}; everything up to here is kept.`,
      {
        fix: "Raise the limit and resume.",
        attribution: node === undefined ? {} : { node },
      },
    );
    this.name = "LimitReached";
    this.limit = limit;
    this.max = max;
    this.used = used;
  }
}

/** Takes from a run's budget and gives what it is then. @throws LimitReached naming the limit that would be passed; then nothing was taken. */
export async function reserve(budgets: BudgetStore, run: string, spend: Spend, node?: string): Promise<Budget> {
  const result = await budgets.reserve(run, spend);
  if (!result.ok) throw new LimitReached(result.limit, result.max, result.used, node, result.in);
  return result;
}

/** Works until it is done or the run's time is up; the signal tells the work. @throws LimitReached `timeMs` */
export async function withinTime<T>(
  run: { readonly node: string; readonly budget: Budget | undefined; readonly clock: Clock },
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { budget } = run;
  const max = budget?.limits.timeMs;
  if (budget === undefined || max === undefined) return await work(signal);
  const used = Math.min(budget.usage.timeMs, max);
  const reached = (): LimitReached => new LimitReached("timeMs", max, max, run.node);
  if (used >= max) throw reached();
  let over: LimitReached | undefined;
  const late = (): LimitReached => (over = reached());
  return await underDeadline(signal, { clock: run.clock, ms: max - used, late }, work).catch((error: unknown) => {
    throw over ?? error;
  });
}
