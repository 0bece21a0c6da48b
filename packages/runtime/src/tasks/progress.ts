import type { Json } from "@baton/core";
import type { RunError } from "../ports/threads.ts";
import type { PlanState, TaskState, TaskStatus } from "./plan.ts";

/** Changes one task that stands as `from` says; any other is left alone, so that what comes twice or too late changes nothing. */
function change(state: PlanState, id: string, from: readonly TaskStatus[], next: (task: TaskState) => TaskState): PlanState {
  if (!state.tasks.some((task) => task.id === id && from.includes(task.status))) return state;
  return { ...state, tasks: state.tasks.map((task) => (task.id === id ? next(task) : task)) };
}

function withoutError(task: TaskState): TaskState {
  const { error: _, ...rest } = task;
  return rest;
}

/** A waiting task begins: one more attempt. */
export function started(state: PlanState, id: string): PlanState {
  return change(state, id, ["waiting"], (task) => ({ ...task, status: "running", attempts: task.attempts + 1 }));
}

/** A running task waits for people or events. */
export function parked(state: PlanState, id: string): PlanState {
  return change(state, id, ["running"], (task) => ({ ...task, status: "parked" }));
}

/** A task under way has succeeded, and its output was accepted. */
export function done(state: PlanState, id: string, output: Json): PlanState {
  return change(state, id, ["running", "parked"], (task) => ({ ...withoutError(task), status: "done", output }));
}

/** A task under way has failed. */
export function failed(state: PlanState, id: string, error: RunError): PlanState {
  return change(state, id, ["running", "parked"], (task) => ({ ...task, status: "failed", error }));
}

/** A task under way or failed shall be tried once more, with what was wrong with its last result. */
export function sentBack(state: PlanState, id: string, feedback: readonly string[] = []): PlanState {
  return change(state, id, ["running", "parked", "failed"], (task) => ({
    ...withoutError(task),
    status: "waiting",
    feedback,
    rounds: (task.rounds ?? 0) + 1,
  }));
}

/** Waiting tasks that can begin: everything that they wait for is done. */
export function readyTasks(state: PlanState): readonly TaskState[] {
  const status = statuses(state);
  return state.tasks.filter((task) => task.status === "waiting" && task.after.every((id) => status.get(id) === "done"));
}

/** Waiting tasks that can never begin as the plan stands: something that they wait for, directly or through others, failed, was dropped or is not there. */
export function blockedTasks(state: PlanState): readonly TaskState[] {
  const byId = new Map(state.tasks.map((task) => [task.id, task]));
  const known = new Map<string, boolean>();
  const possible = (id: string): boolean => {
    const found = known.get(id);
    if (found !== undefined) return found;
    known.set(id, false); // whoever comes back here waits for itself
    const task = byId.get(id);
    const can = task !== undefined && task.status !== "failed" && task.status !== "dropped" && (task.status !== "waiting" || task.after.every(possible));
    known.set(id, can);
    return can;
  };
  return state.tasks.filter((task) => task.status === "waiting" && !possible(task.id));
}

/** Channels that a worker writes and that hold one value: what two tasks write at once, one of them would lose. */
export type WritesOf = (worker: string) => ReadonlySet<string>;

/** Whether two tasks may be under way at once: they write no replace channel in common. Tasks of one worker that writes such a channel never are. */
export function canRunTogether(a: Pick<TaskState, "worker">, b: Pick<TaskState, "worker">, writesOf: WritesOf): boolean {
  const theirs = writesOf(b.worker);
  return [...writesOf(a.worker)].every((channel) => !theirs.has(channel));
}

/** The ready tasks to start now, in the plan's order: as many as there is room for, and that go together with all that are under way, parked ones too. */
export function tasksToStart(state: PlanState, { concurrency, writesOf }: { readonly concurrency: number; readonly writesOf: WritesOf }): readonly TaskState[] {
  const underWay = state.tasks.filter(({ status }) => status === "running" || status === "parked");
  // A parked task holds what it will write, yet no place: others go on while it waits.
  const room = concurrency - underWay.filter(({ status }) => status === "running").length;
  const starting: TaskState[] = [];
  for (const task of readyTasks(state)) {
    if (starting.length >= room) break;
    if ([...underWay, ...starting].every((other) => canRunTogether(task, other, writesOf))) starting.push(task);
  }
  return starting;
}

/** Everything that was not dropped is done. */
export function isComplete(state: PlanState): boolean {
  return state.tasks.every(({ status }) => status === "done" || status === "dropped");
}

function statuses(state: PlanState): ReadonlyMap<string, TaskStatus> {
  return new Map(state.tasks.map(({ id, status }) => [id, status]));
}
