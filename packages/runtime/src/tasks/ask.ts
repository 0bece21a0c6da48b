import { createBundler, digest, type JsonObject, type JsonSchema } from "@baton/core";
import type { PlanRules, PlanWorker } from "./plan.ts";

/** What an id looks like, so that it can stand in paths and in `after`. */
export const taskId = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

/** The shape of a plan, whoever its workers are. */
export const planShape: JsonSchema = planOf(taskOf({ id: {}, worker: {}, input: true, required: [] }));

/**
 * The schema that a planning model answers by. Workers that take different inputs are alternatives, so that each input stands beside its worker;
 * `checkPlan` says in words what is wrong with an answer.
 */
export function planSchema({ workers, tasks }: PlanRules): JsonSchema {
  const bundler = createBundler();
  const groups = new Map<string, { readonly names: string[]; readonly takes: JsonSchema | undefined }>();
  for (const [name, { takes }] of workers) {
    const key = takes === undefined ? "" : digest(takes);
    const group = groups.get(key) ?? { names: [], takes };
    group.names.push(name);
    groups.set(key, group);
  }
  const items = [...groups.values()].map(({ names, takes }) =>
    taskOf({
      id: { pattern: taskId.source },
      worker: { enum: names, description: names.map((name) => about(name, workers.get(name))).join(" ") },
      input: takes === undefined ? { type: "object", description: "Anything else that the worker needs to know." } : bundler.inline(takes, takes),
      required: takes === undefined ? [] : ["input"],
    }),
  );
  const defs = bundler.defs();
  const [first] = items;
  return {
    ...planOf(first !== undefined && items.length === 1 ? first : { anyOf: items }, { maxItems: tasks }),
    ...(defs === undefined ? {} : { $defs: defs }),
  };
}

/** What a planning model is told in any case: how it plans, and for whom. */
export function planRequest({ workers, tasks }: PlanRules): string {
  return [
    "# Your plan",
    `You give work to others and do none of it yourself. Answer with tasks, at most ${tasks} over all your plans, each for one of your workers:`,
    ...[...workers].map(([name, worker]) => `- ${about(name, worker)}`),
    "Tasks run side by side unless one names another in `after`; a worker sees only what it is passed, its task, and the results of the tasks that its task names in `after`.",
    "`plan` is how the plan stands. Where it has tasks already, it goes no further by itself, and `reason` says why: give the tasks that are still to be done, the failed ones changed, replaced or given to another worker.",
  ].join("\n");
}

function about(name: string, { does, after = [], max }: PlanWorker = {}): string {
  const facts = [
    ...(does === undefined ? [] : [does.replace(/\.$/, "")]),
    ...(after.length === 0 ? [] : [`only after ${after.join(" and ")}`]),
    ...(max === undefined ? [] : [`at most ${max} ${max === 1 ? "task" : "tasks"}`]),
  ];
  return `${name}${facts.length === 0 ? "" : `: ${facts.join("; ")}`}.`;
}

interface TaskKeys {
  readonly id: JsonObject;
  readonly worker: JsonObject;
  readonly input: JsonSchema;
  readonly required: readonly string[];
}

function taskOf({ id, worker, input, required }: TaskKeys): JsonObject {
  return {
    type: "object",
    properties: {
      id: { type: "string", ...id },
      worker: { type: "string", ...worker },
      instruction: { type: "string", minLength: 1, description: "What the worker shall do, in full: it sees only what it is passed." },
      input,
      after: { type: "array", items: { type: "string" }, description: "Ids of the tasks whose results it needs." },
      success: { type: "array", items: { type: "string" }, description: "What its result must hold to be of use." },
    },
    required: ["id", "worker", "instruction", ...required],
  };
}

function planOf(items: JsonSchema, list: JsonObject = {}): JsonObject {
  return {
    type: "object",
    properties: {
      tasks: {
        type: "array",
        items,
        ...list,
        description: "The tasks that are still to be done. What is done or under way stays; any other task that is left out is dropped.",
      },
      escalate: {
        type: "object",
        properties: { reason: { type: "string", minLength: 1, description: "What stands in the way, for the person who takes over." } },
        required: ["reason"],
        description: "Only where no plan can reach the goal: hands the case to a person.",
      },
    },
  };
}
