import type { Approval } from "../ports/approvals.ts";
import type { BeginRequest, BeginResult, EffectRecord } from "../ports/effects.ts";
import { budgetMissing, type NamedBudget, reserveInAll } from "./budget.ts";
import { consumeAction } from "./consumption.ts";

/** What a store looked up in the transaction in which it begins an effect. */
export interface BeginFacts {
  /** The record under this very key. */
  readonly known: EffectRecord | undefined;
  /** Newest other record of the slot in a state of `countingStates`. */
  readonly sameSlot: EffectRecord | undefined;
  /** Newest other record of the tool with this `once` key in such a state. */
  readonly sameOnce: EffectRecord | undefined;
  /** The approval that `consume` names. */
  readonly approval: Approval | undefined;
  /** The budget that `reserve` names and those around it, innermost first; empty where there is none. */
  readonly budgets: readonly NamedBudget[];
}

/** The answer, and what to write with it when it is `started`. */
export interface BeginDecision {
  readonly result: BeginResult;
  readonly approval?: Approval;
  readonly budgets?: readonly NamedBudget[];
}

/** States in which an effect happened, or may have. */
export const countingStates = ["intent", "done", "unknown"] as const;

/** Decides whether a tool call may begin. Pure: every store gathers the facts and writes the decision in one transaction. */
export function decideBegin(request: BeginRequest, facts: BeginFacts): BeginDecision {
  const { record, consume, reserve } = request;
  if (facts.known !== undefined) return { result: { type: "known", record: facts.known } };

  const taken = consume && consumeAction(facts.approval, request, consume.action);
  const mayRepeat = (earlier: EffectRecord): boolean => request.again && taken?.ok === true && taken.decidedAt > earlier.startedAt;
  if (facts.sameSlot !== undefined && !mayRepeat(facts.sameSlot)) return { result: { type: "elsewhere", record: facts.sameSlot, why: "slot" } };
  if (facts.sameOnce !== undefined && !mayRepeat(facts.sameOnce)) return { result: { type: "elsewhere", record: facts.sameOnce, why: "once" } };
  if (taken?.ok === false) return { result: { type: "refused", reason: taken.reason } };

  if (reserve !== undefined && facts.budgets.length === 0) throw budgetMissing(reserve.run);
  const reserved = reserve && reserveInAll(facts.budgets, { toolCalls: 1, tool: reserve.tool });
  if (reserved?.ok === false) {
    const { ok: _, ...limit } = reserved;
    return { result: { type: "limit", ...limit } };
  }

  return {
    result: { type: "started", record },
    ...(taken === undefined ? {} : { approval: taken.approval }),
    ...(reserved === undefined ? {} : { budgets: reserved.spent }),
  };
}
