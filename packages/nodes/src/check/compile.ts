import { type Compiled, ExpressionError, type Json, validator } from "@baton/core";
import type { NodeCompiler, NodeContext, PureNode, Way } from "@baton/runtime";
import { z } from "zod";
import { judge } from "../judge.ts";
import { textOf } from "../prompt-binding.ts";
import { type CheckConfig, judgedSchema } from "./kind.ts";

type PureStep = Parameters<PureNode["evaluate"]>[0];

const role = "You judge the quality of work. Judge `value` by each criterion alone, strictly and by what is there, not by what its author may have meant.";

/** Lowers `check`: schema and rules first; a model judges the criteria only of what these let pass, so that no call is paid for what is known to be wrong. */
export const compileCheck: NodeCompiler<CheckConfig> = (config, context) => {
  const problemsOf = deterministic(config, context);
  const passed: Way = { port: "passed", output: undefined, tally: 0 };
  const sendBack = (step: PureStep, feedback: readonly string[], score: number): Way => {
    const round = step.tally + 1;
    const output = { feedback, score, round };
    return round > config.rounds ? { port: "exhausted", output, tally: 0 } : { port: "retry", output, tally: round };
  };
  const known = (step: PureStep): Way | undefined => {
    const problems = problemsOf(step);
    return problems.length > 0 ? sendBack(step, problems, 0) : undefined;
  };
  const { criteria } = config;
  if (criteria.length === 0) return { type: "pure", evaluate: (step) => known(step) ?? passed };
  const judged = z.object({ reason: z.string(), score: z.number().min(0).max(1) });
  const question = {
    prompting: config,
    role,
    task: taskOf(criteria),
    of: config.of,
    models: config.model,
    // By name, so that a model can neither leave one out nor mix up their order.
    answer: z.object(Object.fromEntries(criteria.map((_, index) => [nameOf(index), judged]))),
  };
  return judge(question, context, {
    known,
    conclude: (answer, step) => {
      const all = criteria.map((criterion, index) => ({ criterion, ...(answer[nameOf(index)] ?? { reason: "It was not judged.", score: 0 }) }));
      const score = Number((all.reduce((sum, each) => sum + each.score, 0) / all.length).toFixed(6)); // 0.7, 0.8 and 0.9 make 0.8
      if (score >= config.threshold) return passed;
      const unmet = all.filter((each) => each.score < config.threshold);
      return sendBack(
        step,
        unmet.map(({ criterion, reason }) => `${criterion.replace(/[.:]$/, "")}: ${reason}`),
        score,
      );
    },
  });
};

/** Everything that schema and rules find wrong. */
function deterministic(config: CheckConfig, context: NodeContext): (step: PureStep) => readonly string[] {
  const schema = config.schema === undefined ? undefined : context.schema(config.schema);
  const adds = { value: judgedSchema(config, schema, context.graph) };
  const of = context.compile(config.of);
  const validate = schema === undefined ? undefined : validator(schema);
  const rules = config.rules.map(({ require, feedback }, index) => ({
    name: `Rule ${index + 1}`,
    require: context.compile(require, { adds, expects: { type: "boolean" } }),
    feedback: context.compile(feedback, { adds, place: "template" }),
  }));
  return (step) => {
    const value = step.evaluate(of);
    const found = validate?.(value);
    const misfits = found === undefined || found.ok ? [] : found.problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
    const attempt = (compiled: Compiled): { readonly value: Json } | { readonly failed: string } => {
      try {
        return { value: step.evaluate(compiled, { value }) };
      } catch (error) {
        if (error instanceof ExpressionError) return { failed: error.message };
        throw error;
      }
    };
    const broken = rules.flatMap(({ name, require, feedback }): readonly string[] => {
      const holds = attempt(require);
      if ("failed" in holds) return [`${name} could not be evaluated: ${holds.failed}`];
      if (holds.value === true) return [];
      const told = attempt(feedback);
      return ["failed" in told ? `${name} is not met, and its feedback could not be evaluated: ${told.failed}` : textOf(told.value)];
    });
    return [...misfits, ...broken];
  };
}

function nameOf(index: number): string {
  return `c${index + 1}`;
}

function taskOf(criteria: readonly string[]): string {
  return [
    "# Criteria",
    ...criteria.map((criterion, index) => `- \`${nameOf(index)}\`: ${criterion}`),
    "",
    "Give for each criterion as `reason` in one sentence what is missing, in words that help its author, and as `score` how far it is met, from 0 (not at all) to 1 (fully).",
  ].join("\n");
}
