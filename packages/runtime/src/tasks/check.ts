import { type Json, nearest, validator } from "@baton/core";
import { planShape, taskId } from "./ask.ts";
import { circles } from "./order.ts";
import { type PlanAnswer, planAnswerSchema, type PlannedTask, type PlanRules, type PlanState, type TaskState } from "./plan.ts";
import { isKept, merged, noPlan, sameWork } from "./revise.ts";

/** Problems that one answer is told; more would not help to mend it. */
const MOST_PROBLEMS = 20;

/** A planning model's answer read; undefined where it has not the shape of a plan. */
export function readPlan(answer: Json): PlanAnswer | undefined {
  return validator(planShape)(answer).ok ? planAnswerSchema.safeParse(answer).data : undefined;
}

/**
 * Everything that is wrong with a planning model's answer, in words that it can mend it by; nothing where it can be followed. The order that a
 * worker's `after` asks for is no problem where it only has to be added: `newPlan` and `revisePlan` add it.
 * @param state the plan that the answer revises; none for the first.
 */
export function checkPlan(answer: Json, rules: PlanRules, state: PlanState = noPlan): readonly string[] {
  const shape = validator(planShape)(answer);
  if (!shape.ok) return few(shape.problems.map(({ path, message }) => `${path === "" ? "the plan" : path}: ${message}`));
  const plan = planAnswerSchema.parse(answer);
  if (plan.escalate !== undefined) return [];
  const begun = state.tasks.filter((task) => isKept(task) || task.attempts > 0);
  const size = new Set([...begun, ...plan.tasks].map(({ id }) => id)).size;
  if (size === 0) return ["the plan has no task; give at least one, or escalate with the reason."];
  if (size > rules.tasks)
    return [
      `the plan has ${size} tasks${begun.length === 0 ? "" : ", those begun before included"}, and at most ${rules.tasks} are allowed; join or leave out some.`,
    ];
  const { tasks, unmet } = merged(state, plan, rules);
  const live = tasks.filter(({ status }) => status !== "dropped");
  const byId = new Map(live.map((task) => [task.id, task]));
  const problems = [
    ...twice(plan.tasks),
    ...plan.tasks.flatMap((task) => taskProblems(task, rules, byId, state)),
    ...circles(byId).flatMap((way) => (way.length <= 2 ? [] : [`${way.map((id) => `\`${id}\``).join(" waits for ")}: tasks cannot wait for each other.`])),
    ...(plan.tasks.some(({ worker }) => !rules.workers.has(worker)) ? [] : unmet.map((each) => needed(each, live))),
    ...[...rules.workers].flatMap(([worker, rule]) => workerProblems(worker, rule, tasks)),
  ];
  return few(problems);
}

function few(problems: readonly string[]): readonly string[] {
  const more = problems.length - MOST_PROBLEMS;
  return more <= 0 ? problems : [...problems.slice(0, MOST_PROBLEMS), `and ${more} more of this sort.`];
}

function twice(tasks: readonly PlannedTask[]): readonly string[] {
  const ids = tasks.map(({ id }) => id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) < index))].map((id) => `two tasks are called \`${id}\`; give each an id of its own.`);
}

function taskProblems(task: PlannedTask, rules: PlanRules, live: ReadonlyMap<string, TaskState>, state: PlanState): readonly string[] {
  const { id, worker, input } = task;
  const old = state.tasks.find((each) => each.id === id);
  if (old !== undefined && isKept(old)) return sameWork(old, task) ? [] : [keptProblem(old)];
  const problems: string[] = [];
  if (!taskId.test(id)) problems.push(`task \`${id}\`: an id has letters, digits, - and _, begins with a letter and is at most 40 characters long.`);
  const rule = rules.workers.get(worker);
  if (rule === undefined) {
    const near = nearest(worker, [...rules.workers.keys()]);
    const hint = near === undefined ? `take one of ${list([...rules.workers.keys()])}.` : `did you mean \`${near}\`?`;
    problems.push(`task \`${id}\`: there is no worker \`${worker}\`; ${hint}`);
  } else {
    const checked = validator(rule.takes ?? { type: "object" })(input);
    if (!checked.ok)
      problems.push(...checked.problems.map(({ path, message }) => `task \`${id}\`, input for \`${worker}\`${path === "" ? "" : ` at ${path}`}: ${message}`));
  }
  for (const before of new Set(task.after)) {
    if (before === id) problems.push(`task \`${id}\` waits for itself; take it out of its \`after\`.`);
    else if (!live.has(before)) problems.push(`task \`${id}\` waits for \`${before}\`, ${absent(before, live, state)}`);
  }
  return problems;
}

function keptProblem({ id, status }: TaskState): string {
  return status === "done"
    ? `task \`${id}\` is done and stays as it is; leave it out, and give new work an id of its own.`
    : `task \`${id}\` is under way and cannot be changed; leave it out, and give new work an id of its own.`;
}

function absent(id: string, live: ReadonlyMap<string, TaskState>, state: PlanState): string {
  if (state.tasks.some((each) => each.id === id)) return "which this revision leaves out; name it again, or do not wait for it.";
  const near = nearest(id, [...live.keys()]);
  return near === undefined ? "which is no task of the plan." : `which is no task of the plan; did you mean \`${near}\`?`;
}

function needed({ task, worker, needs }: { readonly task: string; readonly worker: string; readonly needs: string }, live: readonly TaskState[]): string {
  return live.some((each) => each.worker === needs)
    ? `task \`${task}\`: \`${worker}\` works only after \`${needs}\`, whose tasks all wait for \`${task}\`; turn them round.`
    : `task \`${task}\`: \`${worker}\` works only after \`${needs}\`; add a task for \`${needs}\`.`;
}

/** A task that was begun counts for good, so that no revision gets around `max`. */
function workerProblems(
  worker: string,
  { max, required }: { readonly max?: number | undefined; readonly required?: boolean | undefined },
  tasks: readonly TaskState[],
) {
  const own = tasks.filter((task) => task.worker === worker);
  const used = own.filter(({ status, attempts }) => status !== "dropped" || attempts > 0).length;
  const problems: string[] = [];
  if (max !== undefined && used > max) problems.push(`\`${worker}\` gets ${used} tasks, and at most ${max} ${max === 1 ? "is" : "are"} allowed.`);
  if (required === true && own.every(({ status }) => status === "dropped")) problems.push(`\`${worker}\` must have a task; add one.`);
  return problems;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
