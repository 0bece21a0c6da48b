import type { NodeCompiler } from "@baton/runtime";
import type { BranchConfig } from "./kind.ts";

/** Lowers `branch`: the first case that is true decides. */
export const compileBranch: NodeCompiler<BranchConfig> = (config, context) => {
  const cases = config.cases.map((each) => ({ port: each.port, when: context.compile(each.when, { expects: { type: "boolean" } }) }));
  return {
    type: "pure",
    evaluate: (step) => ({ port: cases.find((each) => step.evaluate(each.when) === true)?.port ?? "otherwise", output: undefined }),
  };
};
