import type { PlannedTask, PlanWorker } from "./plan.ts";

type Linked = Pick<PlannedTask, "id" | "worker" | "after">;

/** Ids of everything that must be done before a task, directly or through others. */
export function ancestorsOf(id: string, tasks: ReadonlyMap<string, Pick<Linked, "after">>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(tasks.get(id)?.after ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(tasks.get(next)?.after ?? []));
  }
  return found;
}

/** Circles of tasks that wait for each other, each as the way around it: `[a, b, a]`. One for each way back that a walk along `after` meets. */
export function circles(tasks: ReadonlyMap<string, Pick<Linked, "after">>): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const finished = new Set<string>();
  for (const start of tasks.keys()) {
    const way: { readonly id: string; readonly rest: string[] }[] = [];
    const enter = (id: string): void => void way.push({ id, rest: [...(tasks.get(id)?.after ?? [])].filter((each) => tasks.has(each)) });
    if (!finished.has(start)) enter(start);
    for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
      const next = top.rest.shift();
      if (next === undefined) {
        finished.add(top.id);
        way.pop();
        continue;
      }
      const at = way.findIndex(({ id }) => id === next);
      if (at >= 0) found.push([...way.slice(at).map(({ id }) => id), next]);
      else if (!finished.has(next)) enter(next);
    }
  }
  return found;
}

/** A task whose worker needs another worker's success before it, which nothing in the plan gives. */
export interface Unmet {
  readonly task: string;
  readonly worker: string;
  readonly needs: string;
}

/**
 * Adds the order that workers need: where nothing before a task is of a worker that must have succeeded, the task waits for that worker's done
 * tasks, or else for all of its tasks that do not themselves wait for it.
 * @param changes which tasks may be changed; @param isDone which are done already.
 */
export function withNeededOrder<Task extends Linked>(
  tasks: readonly Task[],
  workers: ReadonlyMap<string, PlanWorker>,
  { changes, isDone }: { readonly changes: (task: Task) => boolean; readonly isDone: (task: Task) => boolean },
): { readonly tasks: readonly Task[]; readonly unmet: readonly Unmet[] } {
  const ordered = new Map(tasks.map((task) => [task.id, task]));
  const unmet: Unmet[] = [];
  for (const { id, worker } of tasks.filter(changes)) {
    for (const needs of workers.get(worker)?.after ?? []) {
      const before = ancestorsOf(id, ordered);
      const of = [...ordered.values()].filter((each) => each.worker === needs && each.id !== id);
      if (of.some((each) => before.has(each.id))) continue;
      const free = of.filter((each) => !ancestorsOf(each.id, ordered).has(id));
      const done = free.filter(isDone);
      const added = done.length > 0 ? done : free;
      const task = ordered.get(id);
      if (task === undefined || added.length === 0) unmet.push({ task: id, worker, needs });
      else ordered.set(id, { ...task, after: [...task.after, ...added.map((each) => each.id)] });
    }
  }
  return { tasks: [...ordered.values()], unmet };
}
