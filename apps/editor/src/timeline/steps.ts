import type { Json } from "@baton/core";
import type { ThreadState } from "../api/history.ts";
import { timeOf } from "../run/model/branch.ts";
import { nodeOfStep } from "../run/model/events.ts";

/** What one node did in a superstep. */
export interface StepTask {
  readonly node: string;
  /** LangGraph's name of the step: `tax.tools` is a part of `tax`. */
  readonly name: string;
  readonly result: Json;
  readonly state: "done" | "waiting" | "failed" | "next";
}

/** A superstep: what ran, and the state before and after it. */
export interface Step {
  /** From 1; 0 is the input. */
  readonly number: number;
  /** When it ended, in milliseconds since the epoch. */
  readonly at: number;
  readonly tasks: readonly StepTask[];
  readonly before: ThreadState["values"];
  readonly after: ThreadState["values"];
  /** The checkpoint that it ended with; what has not ended has the one that it begins from. */
  readonly state: ThreadState;
  readonly ended: boolean;
  /** Somebody changed the state by hand. */
  readonly byHand: boolean;
}

/** The supersteps of a run, by the checkpoints that lead to its head, oldest first; the last has not ended where something comes next. */
export function stepsOf(branch: readonly ThreadState[]): readonly Step[] {
  // The input is taken in by a step of LangGraph's own.
  const states = branch.filter(({ metadata }) => metadata?.source !== "input");
  const steps = states.map((state, index): Step => {
    const before = states[index - 1];
    const byHand = state.metadata?.source === "update" || state.metadata?.source === "fork";
    return {
      number: index,
      at: timeOf(state),
      tasks: before === undefined || byHand ? [] : before.tasks.map((task) => taskOf(task, "done")),
      before: before?.values ?? {},
      after: state.values,
      state,
      ended: true,
      byHand,
    };
  });
  const head = states.at(-1);
  if (head === undefined || head.next.length === 0) return steps;
  const open: Step = {
    number: states.length,
    at: timeOf(head),
    tasks: head.tasks.map((task) => taskOf(task, task.error !== null ? "failed" : task.interrupts.length > 0 ? "waiting" : "next")),
    before: head.values,
    after: head.values,
    state: head,
    ended: false,
    byHand: false,
  };
  return [...steps, open];
}

function taskOf({ name, result }: ThreadState["tasks"][number], state: StepTask["state"]): StepTask {
  return { node: nodeOfStep(name), name, result, state };
}
