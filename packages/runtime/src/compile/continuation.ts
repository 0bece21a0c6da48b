import { Runnable } from "@langchain/core/runnables";
import { Annotation, END, isCommand, START, StateGraph } from "@langchain/langgraph";
import type { BatonGraph } from "./graph.ts";
import type { Plan, PlannedNode } from "./plan.ts";
import type { StepName } from "./step.ts";

/** Where to go on when somebody writes in a node's name with `updateState`: Baton's own steps say it themselves, with a Command. */
class Continuation extends Runnable<unknown, string[]> {
  lc_namespace = ["baton"];
  readonly #to: string;

  constructor(to: string) {
    super();
    this.#to = to;
  }

  override async invoke(written: unknown): Promise<string[]> {
    return isCommand(written) ? [END] : [this.#to];
  }
}

/** Makes a plain `updateState(config, values, "x")` go on as if `x` had left by its happy port. */
export function attachContinuation(compiled: BatonGraph, plan: Plan, node: PlannedNode, step: StepName, name: string): void {
  // LangGraph makes Branch objects only by way of a builder.
  const maker = new StateGraph(Annotation.Root({})).addConditionalEdges(START, new Continuation(continuation(plan, node, step)));
  for (const branch of Object.values(maker.branches[START] ?? {})) compiled.attachBranch(name, "continuation", branch, { withReader: false });
}

function continuation(plan: Plan, node: PlannedNode, step: StepName): string {
  const { lowered } = node;
  if (lowered.type === "active" && step !== "") {
    return step === "approve" && lowered.steps.tools !== undefined ? `${node.id}.tools` : node.id;
  }
  const target = plan.edges.get(`${node.id}.${node.firstPort}`)?.to;
  return target?.type === "node" ? target.node : END;
}
