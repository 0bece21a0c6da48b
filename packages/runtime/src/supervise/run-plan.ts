import type { Next, Step } from "../compile/step.ts";
import { noPlan } from "../tasks/revise.ts";
import { planJson, type PlanState } from "../tasks/plan.ts";
import { blockedTasks, isComplete } from "../tasks/progress.ts";
import { type Memory, readMemory, writeMemory } from "./memory.ts";
import { PlanRun } from "./plan-run.ts";
import { escalated, type PlanOptions } from "./plan-steps.ts";

/**
 * Runs a plan as far as it goes by itself: ready tasks side by side, each result judged before others build on it. What the tasks wrote stands in
 * the channels once nothing is under way any more, in the plan's order, so that it does not depend on who was faster, nor on who answered first.
 */
export async function runPlan(step: Step, options: PlanOptions): Promise<Next> {
  const memory = readMemory(step);
  const run = new PlanRun(step, options, { plan: memory.plan ?? noPlan, kept: memory.kept });
  const interrupts = await options.lanes.run(step, run, { concurrency: options.concurrency });
  const { plan } = run;
  const notes = (next: Partial<Memory>, anew: boolean) => ({ notes: writeMemory({ ...memory, plan, kept: {}, ...next }, { anew }) });
  if (interrupts.length > 0) return { type: "park", interrupts, scratch: notes({ kept: run.kept }, false), plan: planJson(plan) };
  const shown = { plan: planJson(plan), gather: run.results };
  if (isComplete(plan)) return { type: "go", step: "", scratch: { fresh: true, ...notes({ phase: "synthesise" }, true) }, ...shown };
  const trouble = troubleOf(plan);
  if (memory.replans >= options.replans) return { ...escalated(step, { ...trouble, reason: afterAll(trouble.reason, memory.replans) }), ...shown };
  return { type: "go", step: "", scratch: { fresh: true, ...notes({ replans: memory.replans + 1, reason: trouble.reason }, true) }, ...shown };
}

/** Why a plan goes no further by itself; of several reasons the first names who is to blame. */
function troubleOf(plan: PlanState): { readonly worker: string; readonly task: string; readonly reason: string } {
  const broken = plan.tasks.filter(({ status }) => status === "failed");
  const [first] = broken;
  if (first !== undefined)
    return { worker: first.worker, task: first.id, reason: broken.map(({ id, error }) => error?.message ?? `Task ${id} failed.`).join(" ") };
  const [blocked] = blockedTasks(plan);
  return { worker: blocked?.worker ?? "", task: blocked?.id ?? "", reason: `Task ${blocked?.id ?? "?"} waits for something that will not come.` };
}

function afterAll(reason: string, replans: number): string {
  return replans === 0 ? reason : `${reason.replace(/[.]?$/, ".")} ${replans === 1 ? "A new plan" : `${replans} new plans`} did not help.`;
}
