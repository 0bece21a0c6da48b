import type { Json } from "@baton/core";
import { readPlan } from "./check.ts";
import type { PlanRules, PlanState } from "./plan.ts";
import { newPlan } from "./revise.ts";

/** The first plan of an answer, for tests. */
export function planOf(answer: Json, rules: PlanRules): PlanState {
  const plan = readPlan(answer);
  if (plan === undefined) throw new Error("this is no plan");
  return newPlan(plan, rules);
}
