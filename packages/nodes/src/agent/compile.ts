import { BatonError, type Compiled, type Json } from "@baton/core";
import { type AgentBinding, type AgentSpec, agentSteps, conversationOf, type NodeCompiler, type NodeContext } from "@baton/runtime";
import { bindPrompt, missingFile, type PromptBinding } from "../prompt-binding.ts";
import { handoverTools } from "./handover.ts";
import { type AgentConfig, outputOf } from "./kind.ts";

/** Lowers `agent`: `x` calls the model once, `x.approve` asks people about its calls, `x.tools` makes them; and round again until it answers. */
export const compileAgent: NodeCompiler<AgentConfig> = (config, context) => {
  const prompting = bindPrompt(config, context);
  const spec = specOf(config, context, prompting);
  const mayAsk = config.tools.some(({ tool }) => context.mayAsk(tool));
  return { type: "active", scratch: true, metadata: { agent: spec.id }, steps: agentSteps(spec, bindingOf(config, context, prompting), { mayAsk }) };
};

function specOf(config: AgentConfig, context: NodeContext, { untrusted }: PromptBinding): AgentSpec {
  const { node, graph } = context;
  const handing = handoverTools(context).map((tool) => ({ tool, pinned: [] }));
  return {
    id: node.id,
    does: config.does ?? node.title,
    workflow: { title: graph.title, goal: graph.goal },
    rules: config.rules,
    knowledge: config.knowledge.map((file) => ({ file, text: graph.knowledge.get(file) ?? missingFile(node.id, file) })),
    criteria: config.criteria,
    success: config.success,
    escalateWhen: config.escalateWhen,
    tools: [...config.tools.map((grant) => ({ tool: toolOf(grant.tool, context), pinned: Object.keys(grant.args) })), ...handing],
    ...(handing.length === 0 ? {} : { handsOver: new Set(handing.map(({ tool }) => tool.name)) }),
    output: context.schema(outputOf(config, context.kind)),
    models: config.model ?? [undefined],
    untrusted,
    limits: node.limits,
    timeoutMs: node.timeoutMs,
    retry: node.retry,
  };
}

function bindingOf(config: AgentConfig, context: NodeContext, { inputs, prompt }: PromptBinding): AgentBinding {
  const grants = new Map(config.tools.map((grant) => [grant.tool, grantOf(grant, context)]));
  const talk = config.messages ?? context.kind.owner()?.owned.messages;
  return {
    inputs,
    prompt,
    conversation: (step) => (talk === undefined ? [] : conversationOf(step.state[talk.channel], talk.last)),
    pinned: (step, tool) => mapValues(grants.get(tool)?.pinned, (value) => step.evaluate(value)),
    writes: (step, tool, result) => mapValues(grants.get(tool)?.writes, (value) => step.evaluate(value, { output: result })),
  };
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
