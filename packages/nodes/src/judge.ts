import type { Json, JsonSchema } from "@baton/core";
import { type ActiveNode, type AgentSpec, type Judgement, judgeNode, type NodeContext, type Step, type Way } from "@baton/runtime";
import { z } from "zod";
import { bindPrompt, fromOutside } from "./prompt-binding.ts";
import type { Prompting } from "./prompt.ts";

/** What a model is asked about one value. */
export interface Question<Answer> {
  /** The node's own prompt, if any, and what it shows the model besides the value. */
  readonly prompting: Prompting;
  /** What the model is told where the node has no prompt of its own. */
  readonly role: string;
  /** What it is told in any case: what to choose from, and how to answer. */
  readonly task: string;
  /** The value in question; the model gets it as the input `value`. */
  readonly of: Json;
  readonly models: readonly string[] | undefined;
  readonly answer: z.ZodType<Answer>;
}

/** What a model is asked where the answer is the document's to shape. */
export interface Asking extends Pick<Question<Json>, "prompting" | "role" | "task" | "models"> {
  /** What it is shown in any case, by name; its prompt may take it as an input, too. */
  readonly shows: Readonly<Record<string, (step: Step) => Json>>;
  /** Names in this that come from outside the company. */
  readonly untrusted: readonly string[];
  readonly output: JsonSchema;
}

/** Lowers a node whose model judges one value by a typed answer. */
export function judge<Answer>(
  question: Question<Answer>,
  context: NodeContext,
  ways: { known(step: Step): Way | undefined; conclude(answer: Answer, step: Step): Way },
): ActiveNode {
  const of = context.compile(question.of);
  const asking: Asking = {
    ...question,
    shows: { value: (step) => step.evaluate(of) },
    untrusted: fromOutside(of.reads, context) ? ["value"] : [],
    output: schemaOf(question.answer),
  };
  return askModel(asking, context, { known: ways.known, conclude: (answer, step) => ways.conclude(question.answer.parse(answer), step) });
}

/** Lowers a node that asks a model once. */
export function askModel(asking: Asking, context: NodeContext, ways: Judgement): ActiveNode {
  const shows = Object.entries(asking.shows);
  const prompting = bindPrompt(
    asking.prompting,
    context,
    shows.map(([name]) => name),
  );
  const { node, graph } = context;
  const spec: AgentSpec = {
    id: node.id,
    does: node.title,
    workflow: { title: graph.title, goal: graph.goal },
    rules: [],
    knowledge: [],
    criteria: [],
    success: [],
    escalateWhen: [],
    tools: [],
    output: asking.output,
    models: asking.models ?? [undefined],
    untrusted: [...asking.untrusted, ...prompting.untrusted],
    limits: node.limits,
    timeoutMs: node.timeoutMs,
    retry: node.retry,
  };
  const inputs: typeof prompting.inputs = (step) => {
    const { values, absent } = prompting.inputs(step);
    return { values: { ...Object.fromEntries(shows.map(([name, show]) => [name, show(step)])), ...values }, absent };
  };
  const prompt: typeof prompting.prompt = (step, values) =>
    [asking.prompting.prompt === undefined ? asking.role : prompting.prompt(step, values).trim(), asking.task].join("\n\n");
  return judgeNode(spec, { inputs, prompt, conversation: () => [], pinned: () => ({}), writes: () => ({}) }, ways);
}

function schemaOf(answer: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.record(z.string(), z.json()).parse(z.toJSONSchema(answer, { io: "input" }));
  return schema;
}
