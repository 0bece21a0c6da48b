import { type Compiled, ExpressionError } from "@baton/core";
import type { NodeCompiler, PureNode } from "@baton/runtime";
import type { GateConfig } from "./kind.ts";

type Evaluate = Parameters<PureNode["evaluate"]>[0]["evaluate"];

/** Lowers `gate`: one denial denies, else an allowance opens, else it stays shut. */
export const compileGate: NodeCompiler<GateConfig> = (config, context) => {
  const rules = config.rules.map((rule, index) => ({
    then: rule.then,
    reason: rule.reason ?? `Rule ${index + 1} denies it.`,
    position: index + 1,
    when: rule.when === undefined ? undefined : context.compile(rule.when, { expects: { type: "boolean" } }),
  }));
  return {
    type: "pure",
    evaluate: (step) => {
      const denials: string[] = [];
      let allowed = false;
      for (const rule of rules) {
        const matched = match(rule.when, step.evaluate);
        if (typeof matched === "string") denials.push(`Rule ${rule.position} could not be evaluated: ${matched}`);
        else if (matched && rule.then === "deny") denials.push(rule.reason);
        else if (matched) allowed = true;
      }
      if (denials.length === 0 && !allowed) denials.push("No rule allows it.");
      return denials.length === 0 ? { port: "open", output: undefined } : { port: "denied", output: { reason: denials.join(" ") } };
    },
  };
};

/** Whether a rule matches, or why that cannot be said. */
function match(when: Compiled | undefined, evaluate: Evaluate): boolean | string {
  if (when === undefined) return true;
  try {
    return evaluate(when) === true;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}
