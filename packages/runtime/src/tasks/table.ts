import type { PlanState, TaskStatus } from "./plan.ts";
import { blockedTasks } from "./progress.ts";

/** A task as a person reads it in a table. */
export interface PlanRow {
  readonly id: string;
  readonly worker: string;
  /** `blocked`: it waits for something that failed or was dropped. */
  readonly status: TaskStatus | "blocked";
  readonly attempts: number;
  readonly after: readonly string[];
  /** The instruction in one line, shortened. */
  readonly instruction: string;
}

const LONGEST = 60;

/** The rows of a plan, in its order. */
export function planTable(state: PlanState): readonly PlanRow[] {
  const blocked = new Set(blockedTasks(state).map(({ id }) => id));
  return state.tasks.map(({ id, worker, status, attempts, after, instruction }) => {
    const line = instruction.replaceAll(/\s+/g, " ").trim();
    return {
      id,
      worker,
      status: blocked.has(id) ? "blocked" : status,
      attempts,
      after,
      instruction: line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`,
    };
  });
}
