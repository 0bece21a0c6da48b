import type { Json } from "@baton/core";
import type { AgentBinding } from "../agent/binding.ts";
import type { AgentSpec } from "../agent/spec.ts";
import { type Assignment, type Brief, type BriefParts, makeBrief } from "../brief/brief.ts";
import type { Step } from "../compile/step.ts";
import type { PlanWorker } from "../tasks/plan.ts";

/** A worker as its supervisor knows it. */
export interface Worker extends PlanWorker {
  readonly id: string;
  readonly passes: readonly string[];
  /** The conversation that it sees. */
  readonly messages?: BriefParts["messages"] | undefined;
  readonly success: readonly string[];
  readonly escalateWhen: readonly string[];
  /** Rules, limits and policies that apply to its tools, in words. */
  readonly constraints: readonly string[];
  /** How its brief is said, where not in the usual words. */
  readonly words?: (brief: Brief) => string;
  /** Node that judges its results, and how often one goes back; absent where every result is taken. */
  readonly accept?: { readonly node: string; readonly rounds: number };
}

/** A model that decides for a supervisor: what it is, and what it is shown. */
export interface Decider {
  readonly spec: AgentSpec;
  readonly binding: AgentBinding;
}

/** What an assignment says besides its worker's own. */
export interface Order {
  readonly id: string;
  readonly instruction: string;
  readonly input: Json;
  readonly attempt: number;
  readonly feedback: readonly string[];
  readonly previous: Brief["previous"];
  readonly success: readonly string[];
}

/** Makes the brief that goes with an assignment, and tells it. @param state what is passed is taken from it, and nothing else. */
export function assign(step: Step, worker: Worker, order: Order, state: Step["state"]): Assignment {
  const assignment = assignmentOf(step, worker, order, state);
  step.emit({ type: "brief.sent", node: step.node.id, to: worker.id, task: order.id, brief: assignment.brief });
  return assignment;
}

/** The same untold: it was told before. */
export function assignmentOf(step: Step, worker: Worker, order: Order, state: Step["state"]): Assignment {
  const { id, instruction, input, attempt, feedback, previous, success } = order;
  const brief = makeBrief({
    graph: step.graph,
    from: step.node.id,
    to: worker.id,
    responsibility: worker.does,
    task: { id, instruction, input, attempt, feedback },
    passes: worker.passes,
    messages: worker.messages,
    state,
    previous,
    constraints: worker.constraints,
    success: [...worker.success, ...success],
    escalateWhen: worker.escalateWhen,
  });
  return { brief, ...(worker.words === undefined ? {} : { words: worker.words(brief) }) };
}
