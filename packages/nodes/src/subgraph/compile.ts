import { BatonError, isJsonObject } from "@baton/core";
import type { NodeCompiler } from "@baton/runtime";
import type { SubgraphConfig } from "./kind.ts";

/** Lowers `subgraph`: one step, inside which the other graph runs with checkpoints of its own. */
export const compileSubgraph: NodeCompiler<SubgraphConfig> = (config, context) => {
  const nested = context.nested(config.graph);
  const input = context.compile(config.input);
  return {
    type: "active",
    scratch: false,
    contains: true,
    steps: {
      "": async (step) => {
        const values = step.evaluate(input);
        if (isJsonObject(values)) return await nested.run(step, values);
        throw new BatonError("input_invalid", "domain", `The input of \`${context.node.id}\` is no mapping; write it as \`input: { channel: expression }\`.`);
      },
    },
  };
};
