import { BatonError, type Compiled, ExpressionError, type Json, type JsonSchema, type Prompt } from "@baton/core";
import { type AgentBinding, type AgentSpec, agentSteps, conversationOf, type NodeCompiler, type NodeContext, type Step } from "@baton/runtime";
import type { AgentConfig } from "./kind.ts";

/** Lowers `agent`: `x` calls the model once, `x.approve` asks people about its calls, `x.tools` makes them; and round again until it answers. */
export const compileAgent: NodeCompiler<AgentConfig> = (config, context) => {
  const spec = specOf(config, context);
  const mayAsk = config.tools.some(({ tool }) => context.mayAsk(tool));
  return { type: "active", scratch: true, metadata: { agent: spec.id }, steps: agentSteps(spec, bindingOf(config, context), { mayAsk }) };
};

function specOf(config: AgentConfig, context: NodeContext): AgentSpec {
  const { node, graph } = context;
  const outside = (name: string): boolean => {
    const trust = Object.hasOwn(config.input, name) ? undefined : graph.channels.get(name)?.trust;
    return trust === "untrusted" || trust === "user";
  };
  return {
    id: node.id,
    does: config.does ?? node.title,
    workflow: { title: graph.title, goal: graph.goal },
    rules: config.rules,
    knowledge: config.knowledge.map((file) => ({ file, text: graph.knowledge.get(file) ?? missing(node.id, file) })),
    criteria: config.criteria,
    success: config.success,
    escalateWhen: config.escalateWhen,
    tools: config.tools.map((grant) => ({ tool: toolOf(grant.tool, context), pinned: Object.keys(grant.args) })),
    output: context.schema(config.output),
    models: config.model ?? [undefined],
    untrusted: promptOf(config, context)
      .inputs.map(({ name }) => name)
      .filter(outside),
    limits: node.limits,
    timeoutMs: node.timeoutMs,
    retry: node.retry,
  };
}

function bindingOf(config: AgentConfig, context: NodeContext): AgentBinding {
  const file = promptOf(config, context);
  const bound = new Map(Object.entries(config.input).map(([name, value]) => [name, context.compile(value)]));
  const types = Object.fromEntries([...bound].map(([name, { type }]): [string, JsonSchema] => [name, type]));
  const optional = new Set(file.inputs.filter((input) => input.optional).map(({ name }) => name));
  const prompt = context.compile(file.template, { place: "template", adds: types, optional });
  const grants = new Map(config.tools.map((grant) => [grant.tool, grantOf(grant, context)]));
  return {
    inputs: (step) => inputsOf(step, file, bound),
    prompt: (step, inputs) => textOf(step.evaluate(prompt, inputs)),
    conversation: (step) => (config.messages === undefined ? [] : conversationOf(step.state[config.messages.channel], config.messages.last)),
    pinned: (step, tool) => mapValues(grants.get(tool)?.pinned, (value) => step.evaluate(value)),
    writes: (step, tool, result) => mapValues(grants.get(tool)?.writes, (value) => step.evaluate(value, { output: result })),
  };
}

function inputsOf(step: Step, file: Prompt, bound: ReadonlyMap<string, Compiled>): ReturnType<AgentBinding["inputs"]> {
  const values: Record<string, Json> = {};
  const absent: string[] = [];
  for (const { name, optional } of file.inputs) {
    const own = bound.get(name);
    const value = own === undefined ? step.state[name] : valueOf(step, own, optional);
    if (value !== undefined) values[name] = value;
    else if (optional) absent.push(name);
    else {
      throw new BatonError(
        "input_absent",
        "orchestration",
        `\`${step.node.id}\` needs \`${name}\`, which nothing has written; write it before, or mark it \`${name}?\` in ${file.file}.`,
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

function grantOf(grant: AgentConfig["tools"][number], context: NodeContext) {
  const adds = { output: toolOf(grant.tool, context).result };
  return {
    pinned: new Map(Object.entries(grant.args).map(([name, value]) => [name, context.compile(value)])),
    writes: new Map(Object.entries(grant.writes).map(([channel, value]) => [channel, context.compile(value, { adds })])),
  };
}

function mapValues(compiled: ReadonlyMap<string, Compiled> | undefined, evaluate: (value: Compiled) => Json): Readonly<Record<string, Json>> {
  return Object.fromEntries([...(compiled ?? [])].map(([name, value]) => [name, evaluate(value)]));
}

function toolOf(name: string, { node, services }: NodeContext) {
  const tool = services.host.tools.get(name);
  if (tool !== undefined) return tool;
  throw new BatonError("tool_unknown", "orchestration", `Agent \`${node.id}\` has the tool \`${name}\`, which the host lacks; add it to baton.config.ts.`);
}

function promptOf(config: AgentConfig, { node, graph }: NodeContext): Prompt {
  return graph.prompts.get(config.prompt) ?? missing(node.id, config.prompt);
}

function missing(node: string, file: string): never {
  throw new BatonError("graph_invalid", "orchestration", `\`${node}\` names ${file}, which is not in the graph's folder; add it.`);
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
