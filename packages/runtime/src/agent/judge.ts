import type { Json } from "@baton/core";
import type { ActiveNode, PureNode, Step } from "../compile/step.ts";
import type { AgentBinding } from "./binding.ts";
import type { AgentSpec } from "./spec.ts";
import { agentSteps } from "./steps.ts";

/** How a node is left that only decides: a pure one gives the same. */
export type Way = ReturnType<PureNode["evaluate"]>;

/** What a node makes of a model's judgement. */
export interface Judgement {
  /** The way out where it is known without a model; undefined where one is to be asked. */
  known(step: Step): Way | undefined;
  /** The way out that the model's answer means, which fits the spec's output. */
  conclude(answer: Json, step: Step): Way;
}

/** A node that asks a model for one judgement and leaves by what it means: an agent's call, with everything that holds for one. */
export function judgeNode(spec: AgentSpec, binding: AgentBinding, { known, conclude }: Judgement): ActiveNode {
  const { "": think } = agentSteps(spec, binding, { mayAsk: false });
  const judge: typeof think = async (step) => {
    const way = known(step);
    if (way !== undefined) return { type: "leave", ...way };
    const next = await think(step);
    return next.type === "leave" ? { type: "leave", ...conclude(next.output ?? null, step) } : next;
  };
  return { type: "active", scratch: true, metadata: { agent: spec.id }, steps: { "": judge } };
}
