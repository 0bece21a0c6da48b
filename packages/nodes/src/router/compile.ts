import { BatonError } from "@baton/core";
import type { NodeCompiler, PureNode, Way } from "@baton/runtime";
import { z } from "zod";
import { judge } from "../judge.ts";
import type { RouterConfig } from "./kind.ts";

const role = "You sort what comes in. Read `value` and choose the one way that it belongs to.";

/** Lowers `router`: conditions first, in order; where none is true, a model chooses among the routes that have none. */
export const compileRouter: NodeCompiler<RouterConfig> = (config, context) => {
  const rules = config.routes.flatMap(({ port, when }) =>
    when === undefined
      ? []
      : [
          {
            port,
            when: context.compile(when, { expects: { type: "boolean" } }),
            reason: `Its condition holds: ${typeof when === "string" ? when : JSON.stringify(when)}`,
          },
        ],
  );
  const byRule = (step: Parameters<PureNode["evaluate"]>[0]): Way | undefined => {
    const rule = rules.find((each) => step.evaluate(each.when) === true);
    return rule && { port: rule.port, output: { confidence: 1, reason: rule.reason } };
  };
  const [first, ...others] = config.routes.filter(({ when }) => when === undefined);
  if (first === undefined) {
    const none: Way = { port: "unsure", output: { confidence: 0, reason: "No route's condition holds." } };
    return { type: "pure", evaluate: (step) => byRule(step) ?? none };
  }
  if (config.of === undefined) {
    throw new BatonError("graph_invalid", "orchestration", `\`${context.node.id}\` does not say what its model is to classify; name it with \`of\`.`);
  }
  const open = [first, ...others];
  const question = {
    prompting: config,
    role,
    task: taskOf(open),
    of: config.of,
    models: config.model,
    // The reason comes first: models that name it before they choose, choose better.
    answer: z.object({ reason: z.string(), port: z.enum(open.map(({ port }) => port)), confidence: z.number().min(0).max(1) }),
  };
  return judge(question, context, {
    known: byRule,
    conclude: ({ port, confidence, reason }) => ({ port: confidence < config.unsure ? "unsure" : port, output: { confidence, reason } }),
  });
};

function taskOf(routes: RouterConfig["routes"]): string {
  return [
    "# Ways",
    ...routes.map(({ port, about }) => (about === undefined ? `- \`${port}\`` : `- \`${port}\`: ${about}`)),
    "",
    "Give as `reason` in one sentence what decides it, as `port` the name of the way, and as `confidence` how sure you are, from 0 (a guess) to 1 (certain).",
    "Where no way fits, choose the nearest and give a low confidence.",
  ].join("\n");
}
