import { BatonError } from "@baton/core";
import type { ActiveNode } from "../compile/step.ts";
import { ANSWER_TOOL } from "../model/answer.ts";
import { approveStep } from "./approve.ts";
import type { AgentBinding } from "./binding.ts";
import { outputOf } from "./output.ts";
import { performStep } from "./perform.ts";
import type { AgentSpec } from "./spec.ts";
import { thinkStep } from "./think.ts";

/**
 * The steps of an agent: model, people and tools are supersteps of their own, so that nothing happens twice when one of them is run again. An
 * agent without tools has the first only; one whose tools never need people has no `approve`.
 */
export function agentSteps(spec: AgentSpec, binding: AgentBinding, options: { readonly mayAsk: boolean }): ActiveNode["steps"] {
  const output = outputOf(spec.output);
  if (output.type === "typed" && spec.tools.some(({ tool }) => tool.name === ANSWER_TOOL)) {
    throw new BatonError(
      "tool_name_taken",
      "orchestration",
      `Agent \`${spec.id}\` has a tool called \`${ANSWER_TOOL}\`, the name by which it gives its output; rename the tool.`,
    );
  }
  const taken = spec.tools.find(
    ({ tool }, index) => spec.handsOver?.has(tool.name) === true && spec.tools.findIndex((each) => each.tool.name === tool.name) < index,
  );
  if (taken !== undefined) {
    throw new BatonError(
      "tool_name_taken",
      "orchestration",
      `Agent \`${spec.id}\` has a tool called \`${taken.tool.name}\`, the name by which it gives its case away; rename the tool.`,
    );
  }
  return {
    "": thinkStep(spec, binding, output),
    ...(spec.tools.every(({ tool }) => spec.handsOver?.has(tool.name) === true) ? {} : { tools: performStep(spec, binding) }),
    ...(options.mayAsk ? { approve: approveStep() } : {}),
  };
}
