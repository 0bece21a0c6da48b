import { BatonError, type Compiled, ExpressionError, type Json, type JsonSchema, type Prompt } from "@baton/core";
import type { AgentBinding, NodeContext, Step } from "@baton/runtime";
import type { Prompting } from "./prompt.ts";

/** A prompt's part of an agent's binding, with the inputs that come from outside. */
export interface PromptBinding extends Pick<AgentBinding, "inputs" | "prompt"> {
  readonly untrusted: readonly string[];
}

/**
 * Binds a node's prompt to the state. Without a prompt file the inputs are those that the node binds, and its text is empty.
 * @param given names of values that the node brings itself, whether the prompt takes them or not
 */
export function bindPrompt(own: Prompting, context: NodeContext, given: readonly string[] = []): PromptBinding {
  const file = own.prompt === undefined ? undefined : promptOf(own.prompt, context);
  const bound = new Map(Object.entries(own.input).map(([name, value]) => [name, context.compile(value)]));
  const inputs = (file?.inputs ?? [...bound.keys()].map((name) => ({ name, optional: false }))).filter(({ name }) => !given.includes(name));
  const types = Object.fromEntries([
    ...given.map((name): [string, JsonSchema] => [name, true]),
    ...[...bound].map(([name, { type }]): [string, JsonSchema] => [name, type]),
  ]);
  const optional = new Set(inputs.filter((input) => input.optional).map(({ name }) => name));
  const template = context.compile(file?.template ?? "", { place: "template", adds: types, optional });
  return {
    inputs: (step) => inputsOf(step, inputs, bound, own.prompt ?? ""),
    prompt: (step, values) => textOf(step.evaluate(template, values)),
    untrusted: inputs.flatMap(({ name }) => (fromOutside(bound.get(name)?.reads ?? [{ name }], context) ? [name] : [])),
  };
}

/** True where one of these variables is a channel that people outside write. */
export function fromOutside(reads: readonly { readonly name: string }[], { graph }: Pick<NodeContext, "graph">): boolean {
  return reads.some(({ name }) => ["untrusted", "user"].includes(graph.channels.get(name)?.trust ?? ""));
}

/** @throws BatonError `graph_invalid` for a file that the graph's folder lacks. */
export function missingFile(node: string, file: string): never {
  throw new BatonError("graph_invalid", "orchestration", `\`${node}\` names ${file}, which is not in the graph's folder; add it.`);
}

function promptOf(file: string, { node, graph }: NodeContext): Prompt {
  return graph.prompts.get(file) ?? missingFile(node.id, file);
}

function inputsOf(step: Step, inputs: Prompt["inputs"], bound: ReadonlyMap<string, Compiled>, file: string): ReturnType<AgentBinding["inputs"]> {
  const values: Record<string, Json> = {};
  const absent: string[] = [];
  for (const { name, optional } of inputs) {
    const own = bound.get(name);
    const value = own === undefined ? step.state[name] : valueOf(step, own, optional);
    if (value !== undefined) values[name] = value;
    else if (optional) absent.push(name);
    else {
      throw new BatonError(
        "input_absent",
        "orchestration",
        `\`${step.node.id}\` needs \`${name}\`, which nothing has written; write it before, or mark it \`${name}?\` in ${file}.`,
      );
    }
  }
  return { values, absent };
}

/** An optional input may be bound to something that is not there yet. */
function valueOf(step: Step, value: Compiled, optional: boolean): Json | undefined {
  try {
    return step.evaluate(value);
  } catch (error) {
    if (optional && error instanceof ExpressionError && error.reason === "absent") return undefined;
    throw error;
  }
}

/** A value as a template shows it. */
export function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
