import { type Happened, nodeOf } from "../run/model/events.ts";
import type { Step, StepTask } from "./steps.ts";

/** What a node did within a superstep of another's: a branch side by side, a worker with a task. */
export interface Inside {
  readonly task: StepTask;
  /** How long it worked; undefined while it does. */
  readonly ms: number | undefined;
}

/** The work within supersteps, by their numbers: what is no task of a superstep itself, in the order in which it began. */
export function insideOf(steps: readonly Step[], events: readonly Happened[]): ReadonlyMap<number, readonly Inside[]> {
  const found = new Map<number, Map<string, Inside & { readonly began: number }>>();
  for (const { event } of events) {
    if (event.type !== "node.started" && event.type !== "node.done" && event.type !== "node.failed") continue;
    const { node, inside } = nodeOf(event);
    const step = steps.find(({ ended, at }) => !ended || at >= event.at);
    if (inside || event.scope === "" || step === undefined || step.tasks.some((task) => task.node === node)) continue;
    const own = found.get(step.number) ?? new Map<string, Inside & { readonly began: number }>();
    found.set(step.number, own);
    const before = own.get(node);
    const began = before?.began ?? event.at;
    const state = event.type === "node.started" ? (step.ended ? "done" : "next") : event.type === "node.done" ? "done" : "failed";
    own.set(node, { began, task: { node, name: node, result: null, state }, ms: event.type === "node.started" ? before?.ms : event.at - began });
  }
  return new Map([...found].map(([number, own]) => [number, [...own.values()]]));
}
