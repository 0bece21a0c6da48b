import { type Json, type JsonObject, validator } from "@baton/core";
import { thinkStep } from "../agent/think.ts";
import { outputOf } from "../agent/output.ts";
import type { ActiveNode, Lanes, Next, Step } from "../compile/step.ts";
import { escapeLc, unescapeLc } from "../gateway/ingress.ts";
import { checkPlan, readPlan } from "../tasks/check.ts";
import { planRequest, planSchema } from "../tasks/ask.ts";
import { plannedTasks, planJson, type PlanRules, type PlanState, sourceSchema } from "../tasks/plan.ts";
import type { WritesOf } from "../tasks/progress.ts";
import { newPlan, noPlan, revisePlan } from "../tasks/revise.ts";
import { checkSources } from "../tasks/sources.ts";
import { type Memory, readMemory, writeMemory } from "./memory.ts";
import { runPlan } from "./run-plan.ts";
import type { Decider, Worker } from "./worker.ts";
import { z } from "zod";

/** What a planning supervisor is made of. */
export interface PlanOptions {
  /** Makes the plans; its output is the plan's. */
  readonly planner: Decider;
  /** Makes the result of what was done; its output is the node's. */
  readonly synthesiser: Decider;
  readonly workers: ReadonlyMap<string, Worker>;
  readonly tasks: number;
  readonly replans: number;
  readonly concurrency: number;
  readonly writesOf: WritesOf;
  readonly lanes: Lanes;
}

/**
 * The steps of a supervisor that plans: its model decomposes the goal into tasks, ready tasks run side by side in lanes, what fails comes back to
 * the model within limits, and a synthesis that names its sources ends it. Model calls, lanes and waiting are supersteps of their own.
 */
export function planSteps(options: PlanOptions): Pick<ActiveNode, "steps" | "lanes"> {
  const rules: PlanRules = { workers: options.workers, tasks: options.tasks };
  const plan = planThink(options, rules);
  const synthesise = synthesisThink(options);
  return {
    lanes: "tools",
    steps: {
      "": async (step) => (readMemory(step).phase === "plan" ? await plan(step) : await synthesise(step)),
      tools: async (step) => await runPlan(step, options),
    },
  };
}

type Think = (step: Step) => Promise<Next>;

function planThink({ planner }: PlanOptions, rules: PlanRules): Think {
  const think = thinkStep(
    { ...planner.spec, output: planSchema(rules) },
    {
      ...planner.binding,
      prompt: (step, values) => `${planner.binding.prompt(step, values).trim()}\n\n${planRequest(rules)}`,
      inputs: (step) => withPlan(planner.binding.inputs(step), readMemory(step)),
      problems: (step) => (output) => checkPlan(output, rules, readMemory(step).plan),
    },
    outputOf(planSchema(rules)),
  );
  return async (step) => {
    const memory = readMemory(step);
    const next = await think(step);
    if (next.type === "fail") return next.error.code === "output_invalid" ? escalated(step, { reason: next.error.message }) : next;
    if (next.type !== "leave") return kept(next, memory);
    // As it is kept: a task's input is not read again before its worker gets it.
    const answer = readPlan(next.output ?? null);
    if (answer === undefined) return escalated(step, { reason: "The plan cannot be read." });
    if (answer.escalate !== undefined) return escalated(step, { reason: answer.escalate.reason });
    const { reason } = memory;
    const state = memory.plan === undefined ? newPlan(answer, rules) : revisePlan(memory.plan, answer, reason, rules);
    const told = { node: step.node.id, revision: state.revision, tasks: plannedTasks(state) };
    step.emit(memory.plan === undefined ? { type: "plan.made", ...told } : { type: "plan.revised", ...told, reason });
    return {
      type: "go",
      step: "tools",
      scratch: { fresh: true, notes: { ...writeMemory({ ...memory, plan: state }, { anew: true }), ...next.notes } },
      plan: planJson(state),
    };
  };
}

type Inputs = ReturnType<Decider["binding"]["inputs"]>;

/** Beside what it is passed, the model sees how the plan stands, empty at first: what each task gave, or why it failed. */
function withPlan({ values, absent }: Inputs, { plan = noPlan, reason }: Memory): Inputs {
  return { values: { ...values, plan: planView(plan), ...(reason === "" ? {} : { reason }) }, absent };
}

function planView({ revision, tasks }: PlanState): JsonObject {
  return {
    revision,
    tasks: tasks.map(({ id, worker, instruction, status, attempts, output, error, feedback }): JsonObject => ({
      id,
      worker,
      instruction,
      status,
      attempts,
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error: error.message }),
      ...(feedback === undefined ? {} : { feedback: [...feedback] }),
    })),
  };
}

/** What the model is told when all tasks are done, in any case. */
const SYNTHESIS = [
  "# Your result",
  "All tasks are done; `plan` holds what each of them gave. Make the result of them: as `output` the result itself, and as `sources` for each part of it the ids of the tasks that it comes from.",
].join("\n");

const synthesisSchema = z.object({ output: z.custom<Json>((value) => value !== undefined), sources: z.array(sourceSchema) });

function synthesisThink({ synthesiser }: PlanOptions): Think {
  const { spec, binding } = synthesiser;
  const shape: JsonObject = {
    type: "object",
    properties: {
      output: typeof spec.output === "boolean" ? {} : spec.output,
      sources: {
        type: "array",
        items: { type: "object", properties: { part: { type: "string" }, tasks: { type: "array", items: { type: "string" } } }, required: ["part", "tasks"] },
        description: "For each part of the output, the tasks that it comes from.",
      },
    },
    required: ["output", "sources"],
  };
  const fits = validator(spec.output);
  const problemsOf = (answer: Json, plan: PlanState | undefined): readonly string[] => {
    const read = synthesisSchema.safeParse(answer);
    if (!read.success) return ["the answer has `output` and `sources`, a list of { part, tasks }."];
    const checked = fits(read.data.output);
    const wrong = checked.ok ? [] : checked.problems.map(({ path, message }) => `output${path}: ${message}`);
    return [...wrong, ...(plan === undefined ? [] : checkSources(read.data.sources, plan))];
  };
  const think = thinkStep(
    { ...spec, output: shape },
    {
      ...binding,
      prompt: (step, values) => `${binding.prompt(step, values).trim()}\n\n${SYNTHESIS}`,
      inputs: (step) => withPlan(binding.inputs(step), readMemory(step)),
      problems: (step) => (answer) => problemsOf(answer, readMemory(step).plan),
    },
    outputOf(shape),
  );
  return async (step) => {
    const memory = readMemory(step);
    const next = await think(step);
    if (next.type === "fail") return next.error.code === "output_invalid" ? escalated(step, { reason: next.error.message }) : next;
    if (next.type !== "leave") return kept(next, memory);
    const { output, sources } = synthesisSchema.parse(unescapeLc(next.output ?? null));
    step.emit({ type: "synthesis.done", node: step.node.id, sources });
    return { type: "leave", port: "done", output: escapeLc(output), ...(memory.plan === undefined ? {} : { plan: planJson({ ...memory.plan, sources }) }) };
  };
}

/** A repair goes on with what the supervisor remembers. */
function kept(next: Next, memory: Memory): Next {
  if (next.type !== "go") return next;
  return { ...next, scratch: { ...next.scratch, notes: { ...writeMemory(memory, { anew: false }), ...next.scratch?.notes } } };
}

/** Leaves by `escalated`. */
export function escalated(
  step: Step,
  { worker = "", task = "", reason }: { readonly worker?: string; readonly task?: string; readonly reason: string },
): Extract<Next, { type: "leave" }> {
  step.emit({ type: "escalated", node: step.node.id, reason, ...(worker === "" ? {} : { worker }), ...(task === "" ? {} : { task }) });
  return { type: "leave", port: "escalated", output: { worker, task, reason } };
}
