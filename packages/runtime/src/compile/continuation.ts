import { END } from "@langchain/langgraph";
import type { Plan, PlannedNode } from "./plan.ts";
import type { StepName } from "./step.ts";

/** Where to go on when somebody writes in a step's name with `updateState`: as if its node had left by the happy port. */
export function continuation(plan: Plan, node: PlannedNode, step: StepName): string {
  const { lowered } = node;
  if (lowered.type === "active" && step !== "") {
    return step === "approve" && lowered.steps.tools !== undefined ? `${node.id}.tools` : node.id;
  }
  if (node.owned?.inPlace === true) return node.owned.owner;
  const target = plan.edges.get(`${node.id}.${node.firstPort}`)?.to;
  return target?.type === "node" ? target.node : END;
}
