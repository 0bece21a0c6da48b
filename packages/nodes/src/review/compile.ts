import { BatonError, type Compiled, ExpressionError } from "@baton/core";
import { ask, type Demand, type Next, type NodeCompiler, type NodeContext, type Question, type Step, unescapeArgs, unescapeLc } from "@baton/runtime";
import { objectOf } from "../schema.ts";
import { askedBy } from "./asked.ts";
import { ownDemand, withOwn } from "./demand.ts";
import type { ReviewConfig } from "./kind.ts";
import { outcome } from "./outcome.ts";

type Put = Pick<Question, "kind" | "node" | "actions">;

/** Lowers `review`: one step, which decides without side effects, interrupts at most once, and leaves with what people said. */
export const compileReview: NodeCompiler<ReviewConfig> = (config, context) => {
  const asked = askedBy(config);
  if (asked === undefined) {
    throw new BatonError(
      "graph_invalid",
      "orchestration",
      `Review \`${context.node.id}\` must ask exactly one thing; give it \`approves\`, \`proposes\`, or \`asks\` with \`answer\`.`,
    );
  }
  const shows = config.shows.map((label) => ({ label, value: context.compile(label) }));
  const own = ownDemand(config);
  const put = async (step: Step, question: Put, demand: Demand): Promise<Next> => {
    const { reasons, expires, escalate } = demand;
    const answer = await ask(step, { ...question, ordinal: 0, shows: shows.map((show) => shown(step, show)), reasons, expires, escalate });
    return outcome(answer, asked);
  };
  switch (asked.type) {
    case "call":
      return oneStep((step) => approve(step, config, context, asked.node, own, put));
    case "value": {
      const compiled = context.compile(asked.value);
      const argsSchema = objectOf({ value: compiled.type });
      return oneStep((step) => {
        const args = { value: unescapeLc(step.evaluate(compiled)) };
        const action = { name: context.node.id, description: titleOf(context), args, argsSchema, allowed: config.decisions, by: own.by };
        return put(step, { kind: "value", node: context.node.id, actions: [action] }, own);
      });
    }
    case "question": {
      const compiled = context.compile(asked.text, { place: "template" });
      const argsSchema = context.schema(asked.answer);
      return oneStep((step) => {
        const text = step.evaluate(compiled);
        const description = typeof text === "string" ? text : JSON.stringify(text);
        const action = { name: context.node.id, description, args: {}, argsSchema, allowed: ["respond" as const], by: own.by };
        return put(step, { kind: "question", node: context.node.id, actions: [action] }, own);
      });
    }
    default:
      return asked satisfies never;
  }
};

/** Freezes the call that the approved node would make now, and asks if a policy or the review itself wants people. */
async function approve(
  step: Step,
  config: ReviewConfig,
  context: NodeContext,
  node: string,
  own: Demand,
  put: (step: Step, question: Put, demand: Demand) => Promise<Next>,
): Promise<Next> {
  const proposal = context.proposals.get(node);
  if (proposal === undefined)
    throw new BatonError(
      "graph_invalid",
      "orchestration",
      `\`${node}\` makes no call of its own, so \`${context.node.id}\` cannot approve it; name a tool node.`,
    );
  const { tool } = proposal;
  const args = proposal.args(step);
  const verdict = step.services.gateway.decide({ tool, args }, { ...step, node: context.peer(node) });
  switch (verdict.type) {
    case "deny":
      return { type: "fail", error: verdict.error };
    case "allow":
      if (config.by === undefined) return { type: "leave", port: "approved", output: { value: args, by: "policy", message: "" } };
      break;
    case "approve":
      break;
    default:
      return verdict satisfies never;
  }
  const demand = verdict.type === "approve" ? withOwn(verdict.demand, own) : own;
  const called = step.services.host.tools.get(tool);
  const action = {
    name: tool,
    description: called?.description ?? "",
    args: unescapeArgs(args),
    argsSchema: called?.args ?? true,
    allowed: config.decisions,
    by: demand.by,
  };
  return put(step, { kind: "call", node, actions: [action] }, demand);
}

function oneStep(run: (step: Step) => Promise<Next>): ReturnType<NodeCompiler<ReviewConfig>> {
  return { type: "active", scratch: false, steps: { "": run } };
}

/** What people see of one expression; a value that is not there is absent, not an error. */
function shown(step: Step, { label, value }: { readonly label: string; readonly value: Compiled }): Question["shows"][number] {
  try {
    return { label, value: unescapeLc(step.evaluate(value)) };
  } catch (error) {
    if (error instanceof ExpressionError && error.reason === "absent") return { label, value: null, absent: true };
    throw error;
  }
}

const titleOf = ({ node }: NodeContext): string => node.title ?? node.note ?? node.id;
