import { type Json, isJsonObject } from "@baton/core";
import { withNeededOrder, type Unmet } from "./order.ts";
import type { PlanAnswer, PlannedTask, PlanRules, PlanState, TaskState } from "./plan.ts";

/** No plan yet. */
export const noPlan: PlanState = { revision: 0, tasks: [], revisions: [] };

/** Done or under way: a revision leaves it as it is. */
export function isKept({ status }: Pick<TaskState, "status">): boolean {
  return status === "done" || status === "running" || status === "parked";
}

/** The first plan. The order that workers need is added; an answer that `checkPlan` refuses gives a plan all the same, which may never end well. */
export function newPlan(answer: PlanAnswer, rules: PlanRules): PlanState {
  return { revision: 1, tasks: merged(noPlan, answer, rules).tasks, revisions: [] };
}

/**
 * The plan as a later answer changes it: what is done or under way stays whatever the answer says of it, what it names again waits anew (its
 * attempts still count), what it leaves out is dropped, and the rest is new.
 */
export function revisePlan(state: PlanState, answer: PlanAnswer, reason: string, rules: PlanRules): PlanState {
  const revision = state.revision + 1;
  return { ...state, revision, tasks: merged(state, answer, rules).tasks, revisions: [...state.revisions, { revision, reason }] };
}

/** What a plan and an answer give together, with the needed order that it could not be given. */
export function merged(state: PlanState, answer: PlanAnswer, rules: PlanRules): { readonly tasks: readonly TaskState[]; readonly unmet: readonly Unmet[] } {
  const revision = state.revision + 1;
  const named = new Map(answer.tasks.toReversed().map((task) => [task.id, task]));
  const known = new Map(state.tasks.map((task) => [task.id, task]));
  const ids = [...new Set([...known.keys(), ...answer.tasks.map(({ id }) => id)])];
  const drafts = ids.flatMap((id): TaskState[] => {
    const [old, task] = [known.get(id), named.get(id)];
    if (old !== undefined && isKept(old)) return [old];
    if (task !== undefined) return [planned(task, old?.attempts ?? 0, revision)];
    return [];
  });
  const { tasks, unmet } = withNeededOrder(drafts, rules.workers, { changes: (task) => !isKept(task), isDone: ({ status }) => status === "done" });
  const drafted = new Map(tasks.map((task) => [task.id, task]));
  const all = ids.flatMap((id): TaskState[] => {
    const [old, next] = [known.get(id), drafted.get(id)];
    if (old === undefined) return next === undefined ? [] : [next];
    if (next === undefined) return [old.status === "dropped" ? old : { ...old, status: "dropped", revision }];
    return [old.status === "waiting" && next.status === "waiting" && same(old, next) ? old : next];
  });
  return { tasks: all, unmet };
}

/** Whether two tasks are the same piece of work, whatever they wait for. */
export function sameWork(a: PlannedTask, b: PlannedTask): boolean {
  return canonical([a.worker, a.instruction, a.input, a.success]) === canonical([b.worker, b.instruction, b.input, b.success]);
}

/** JSON text that is the same for the same value, whatever a model wrote; `digest` refuses some texts. */
function canonical(value: Json): string {
  return JSON.stringify(value, (_, inner: Json) =>
    isJsonObject(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

function same(a: PlannedTask, b: PlannedTask): boolean {
  return sameWork(a, b) && a.after.length === b.after.length && a.after.every((id) => b.after.includes(id));
}

function planned({ id, worker, instruction, input, after, success }: PlannedTask, attempts: number, revision: number): TaskState {
  return { id, worker, instruction, input, after: [...new Set(after)], success, status: "waiting", attempts, revision };
}
