import { type JsonSchema, ownedKeys } from "@baton/core";
import {
  type AgentSpec,
  briefTemplate,
  constrainingOf,
  constraintsOf,
  type Decider,
  delegateSteps,
  type NodeCompiler,
  type NodeContext,
  planSteps,
  routeSteps,
  type SupervisedWorker,
} from "@baton/runtime";
import { compileCheck } from "../check/compile.ts";
import { bindPrompt, missingFile } from "../prompt-binding.ts";
import { planLimits, type SupervisorConfig, turnsOf } from "./kind.ts";
import type { Worker } from "./workers.ts";

/** Lowers `supervisor`: tasks run in lanes, but where it routes: there workers work in its place, one after the other. */
export const compileSupervisor: NodeCompiler<SupervisorConfig> = (config, context) => {
  const { lanes, node } = context;
  const workers = new Map(config.workers.map((worker) => [worker.node, workerOf(worker, config, context)]));
  for (const { node: worker, accept } of config.workers) {
    if (accept === undefined) continue;
    // How often a result goes back is the supervisor's to count: to its judge each is the first.
    context.inside(acceptNode(worker), "check", (inside) => compileCheck({ ...accept, rounds: 1, of: "task.output", input: {}, prompt: undefined }, inside));
  }
  const decider = deciderOf(config.prompt, config.model, config, context);
  const lowered = { type: "active" as const, scratch: true, metadata: { agent: node.id } };
  const writesOf = (worker: string): ReadonlySet<string> => replaced(worker, context);
  switch (config.strategy) {
    case "plan": {
      const { prompt = config.prompt, model } = config.synthesis ?? {};
      const synthesiser = deciderOf(prompt, model ?? config.model, config, context);
      return { ...lowered, ...planSteps({ planner: decider, synthesiser, workers, writesOf, lanes, ...planLimits(config) }) };
    }
    case "route":
      return { ...lowered, ...routeSteps({ decider, workers, turns: turnsOf(config), lanes }) };
    case "delegate":
      return { ...lowered, ...delegateSteps({ decider, workers, turns: turnsOf(config), writesOf, lanes }) };
    default:
      return config.strategy satisfies never;
  }
};

function acceptNode(worker: string): string {
  return `${worker}.accept`;
}

function workerOf({ node: id, passes, after, required, max, accept }: Worker, config: SupervisorConfig, context: NodeContext): SupervisedWorker {
  const node = context.peer(id);
  const { does = node.title, takes, success, escalateWhen } = ownedKeys(node);
  const { host } = context.services;
  const kind = context.kind.kindOf(id);
  const uses = kind?.kind.tools(node.config, kind.context) ?? [];
  const tools = uses.flatMap(({ tool }) => host.tools.get(tool) ?? []);
  const words =
    config.brief === undefined
      ? undefined
      : briefTemplate(context.graph.prompts.get(config.brief) ?? missingFile(context.node.id, config.brief), context.graph);
  return {
    id,
    does,
    takes: takes === undefined ? undefined : context.schema(takes),
    passes: [...config.passes, ...passes],
    after,
    required,
    max,
    success,
    escalateWhen,
    constraints: constraintsOf({ node, tools, rules: config.rules }, constrainingOf(context.graph, host)),
    ...(accept === undefined ? {} : { accept: { node: acceptNode(id), rounds: accept.rounds } }),
    ...(words === undefined ? {} : { words }),
  };
}

/** Channels that hold one value and that a worker writes: two of its tasks would overwrite each other. */
function replaced(worker: string, { peer, graph }: NodeContext): ReadonlySet<string> {
  const written = [...peer(worker).writes.values()].flatMap((writes) => Object.keys(writes));
  return new Set(written.filter((name) => graph.channels.get(name)?.merge === "replace"));
}

function deciderOf(prompt: string, models: readonly string[] | undefined, config: SupervisorConfig, context: NodeContext): Decider {
  const { node, graph } = context;
  const bound = bindPrompt({ prompt, input: config.input }, context);
  const output: JsonSchema = context.schema(config.output);
  const spec: AgentSpec = {
    id: node.id,
    does: config.does ?? node.title,
    workflow: { title: graph.title, goal: graph.goal },
    rules: config.rules,
    knowledge: [],
    criteria: [],
    success: config.success,
    escalateWhen: config.escalateWhen,
    tools: [],
    output,
    models: models ?? [undefined],
    untrusted: bound.untrusted,
    limits: node.limits,
    timeoutMs: node.timeoutMs,
    retry: node.retry,
  };
  return { spec, binding: { ...bound, conversation: () => [], pinned: () => ({}), writes: () => ({}) } };
}
