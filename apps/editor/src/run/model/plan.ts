import type { RunEvent } from "./events.ts";

/** A task of a supervisor's plan as it stands. */
export interface PlanTask {
  readonly id: string;
  readonly worker: string;
  readonly instruction: string;
  readonly after: readonly string[];
  readonly state: "queued" | "running" | "waiting" | "done" | "failed";
  readonly attempt: number;
  readonly ms: number | undefined;
  /** The layer that failed, and its message. */
  readonly problem: { readonly layer: string; readonly message: string } | undefined;
  readonly approval: string | undefined;
}

export interface Plan {
  readonly revision: number;
  readonly tasks: readonly PlanTask[];
}

type PlanEvent = Extract<RunEvent, { type: "plan.made" | "plan.revised" | "task.started" | "task.parked" | "task.done" | "task.failed" }>;

/** Brings a supervisor's plan up to date; a revision keeps what is known of the tasks that stay. */
export function planEvent(plans: Map<string, Plan>, owner: string, event: PlanEvent): void {
  const plan = plans.get(owner);
  switch (event.type) {
    case "plan.made":
    case "plan.revised": {
      const known = new Map(event.type === "plan.made" ? [] : plan?.tasks.map((task) => [task.id, task]));
      const tasks = event.tasks.map(({ id, worker, instruction, after }): PlanTask => {
        const before = known.get(id);
        return { ...(before ?? fresh), id, worker, instruction, after };
      });
      plans.set(owner, { revision: event.revision, tasks });
      return;
    }
    case "task.started":
      change(plans, owner, event.task, { state: "running", attempt: event.attempt, worker: event.worker, problem: undefined });
      return;
    case "task.parked":
      change(plans, owner, event.task, { state: "waiting", approval: event.approval });
      return;
    case "task.done":
      change(plans, owner, event.task, { state: "done", ms: event.ms, approval: undefined });
      return;
    case "task.failed":
      change(plans, owner, event.task, { state: "failed", attempt: event.attempt, problem: { layer: event.error.layer, message: event.error.message } });
      return;
    default:
      event satisfies never;
  }
}

const fresh = { state: "queued", attempt: 0, ms: undefined, problem: undefined, approval: undefined } as const;

function change(plans: Map<string, Plan>, owner: string, id: string, part: Partial<PlanTask>): void {
  const plan = plans.get(owner);
  if (plan === undefined) return;
  plans.set(owner, { ...plan, tasks: plan.tasks.map((task) => (task.id === id ? { ...task, ...part } : task)) });
}
