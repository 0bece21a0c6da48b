import { type Channel, defineKind, type Graph, type GraphNode, type Json, type Kind, type Kinds, type Limits, type Policy } from "@baton/core";
import { Command } from "@langchain/langgraph";
import { z } from "zod";
import { type Actor, decideApproval } from "../approval/decide.ts";
import { systemClock } from "../clock/clock.ts";
import type { Assignment } from "../brief/brief.ts";
import { compileToLangGraph } from "../compile/compile.ts";
import type { BatonGraph } from "../compile/graph.ts";
import type { ActiveNode } from "../compile/step.ts";
import type { BatonEvent } from "../events.ts";
import { createGateway } from "../gateway/gateway.ts";
import { defineHost } from "../host/host.ts";
import type { Tool } from "../host/tool.ts";
import { memoryStorage } from "../memory/storage.ts";
import type { ModelProvider } from "../model/contract.ts";
import { scriptedProvider } from "../model/scripted.ts";
import { parseScript } from "../model/scripted-schema.ts";
import type { Storage } from "../ports/storage.ts";
import type { AgentBinding } from "./binding.ts";
import type { AgentSpec } from "./spec.ts";
import { agentSteps } from "./steps.ts";

/** An agent for tests, `tax`, with what a test cares about. */
export function specOf(own: Partial<AgentSpec>): AgentSpec {
  return {
    id: "tax",
    does: undefined,
    workflow: { title: "Invoices", goal: "Pay what is right." },
    rules: [],
    knowledge: [],
    criteria: [],
    success: [],
    escalateWhen: [],
    tools: [],
    output: { type: "string" },
    models: [undefined],
    untrusted: [],
    limits: {},
    timeoutMs: undefined,
    retry: 0,
    ...own,
  };
}

/** A graph of one agent, `tax`, that reads `question` and writes what it gives back to `answer`. */
export interface AgentWorld {
  readonly graph: BatonGraph;
  readonly storage: Storage;
  readonly events: readonly BatonEvent[];
  /** Runs on thread `t` until an end or a stop. */
  run(question?: string): Promise<Readonly<Record<string, unknown>>>;
  /** Runs on after a stop. */
  resume(): Promise<Readonly<Record<string, unknown>>>;
  /** Decides the open question, one decision for each of its actions. */
  decide(decisions: readonly { readonly type: string; readonly [key: string]: unknown }[], actor?: Actor): Promise<void>;
}

interface WorldOptions {
  readonly spec?: Partial<AgentSpec>;
  readonly tools?: readonly Tool[];
  readonly pinned?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly writes?: AgentBinding["writes"];
  /** YAML of the agent's rules. */
  readonly script?: string;
  readonly models?: ModelProvider;
  /** What another node gives the agent to do. */
  readonly assignment?: Assignment;
  readonly problems?: AgentBinding["problems"];
  readonly policies?: readonly Policy[];
  readonly limits?: Limits;
}

const allow: Policy = { nodes: "*", tools: "*", then: "allow", by: [], path: ["policies", 0] };

export function agentWorld(options: WorldOptions): AgentWorld {
  const { tools = [], pinned = {} } = options;
  const spec = specOf({ tools: tools.map((tool) => ({ tool, pinned: Object.keys(pinned[tool.name] ?? {}) })), ...options.spec });
  const graph = graphOf(spec, options.policies ?? [allow], options.limits ?? {});
  const clock = systemClock;
  const storage = memoryStorage(clock);
  const host = defineHost({ tools });
  const gateway = createGateway(graph, { host, storage, clock });
  const models = options.models ?? scriptedProvider(parseScript(options.script ?? "agents: {}", "scripted.yaml"), graph);
  const binding: AgentBinding = {
    inputs: ({ state }) => ({ values: { question: state["question"] ?? "" }, absent: [] }),
    prompt: () => "You judge taxes.",
    conversation: () => [],
    pinned: (_, tool) => pinned[tool] ?? {},
    writes: options.writes ?? (() => ({})),
    ...(options.problems === undefined ? {} : { problems: options.problems }),
  };
  const assigned = (steps: ActiveNode["steps"]): ActiveNode["steps"] => {
    const { assignment } = options;
    return assignment === undefined ? steps : { ...steps, "": (step) => steps[""]({ ...step, assignment }) };
  };
  const probe = defineKind({
    type: "probe",
    version: 1,
    title: "",
    summary: "",
    config: z.unknown(),
    appearance: { family: "think", icon: "" },
    ports: () => [{ name: "done", output: spec.output }],
    effects: () => "model",
  });
  const kinds: Kinds = new Map<string, Kind>([["probe", probe]]);
  const mayAsk = tools.some((tool) => gateway.mayAsk(spec.id, tool.name));
  const compiled = compileToLangGraph(graph, {
    kinds,
    compilers: new Map([
      ["probe", () => ({ type: "active", scratch: true, metadata: { agent: spec.id }, steps: assigned(agentSteps(spec, binding, { mayAsk })) })],
    ]),
    services: { host, storage, clock, models, gateway },
  });
  const events: BatonEvent[] = [];
  const config = { configurable: { thread_id: "t" } };
  const go = async (input: Parameters<BatonGraph["stream"]>[0]): Promise<Readonly<Record<string, unknown>>> => {
    for await (const event of await compiled.stream(input, { ...config, streamMode: "custom" })) events.push(event);
    return (await compiled.getState(config)).values;
  };
  return {
    graph: compiled,
    storage,
    events,
    run: (question = "?") => go({ question }),
    resume: async () => {
      const { tasks } = await compiled.getState(config);
      const ids = tasks.flatMap((task) => task.interrupts.flatMap(({ id }) => (id === undefined ? [] : [[id, null] as const])));
      return go(ids.length === 0 ? null : new Command({ resume: Object.fromEntries(ids) }));
    },
    decide: async (decisions, actor = { id: "ann", roles: "all" }) => {
      const [open] = await storage.approvals.list({ thread: "t", status: "open" });
      if (open === undefined) throw new Error("nothing is open");
      const result = decideApproval(open, { decisions }, actor, clock.now(), { check: () => ({ problems: [] }) });
      if (!result.ok) throw result.error;
      await storage.approvals.replace(result.approval);
    },
  };
}

function channel(name: string, own: Partial<Channel>): [string, Channel] {
  return [name, { name, schema: true, merge: "replace", initial: undefined, trust: undefined, secrecy: "internal", keep: "run", ...own }];
}

function graphOf(spec: AgentSpec, policies: readonly Policy[], limits: Limits): Graph {
  const node: GraphNode = {
    id: spec.id,
    kind: "probe",
    config: {},
    writes: new Map([
      ["done", { answer: "output" }],
      ["failed", { problem: "output" }],
    ]),
    timeoutMs: spec.timeoutMs,
    retry: spec.retry,
    limits: spec.limits,
  };
  const edge = (port: string) => ({
    id: `tax.${port} -> end`,
    from: { node: spec.id, port },
    to: { type: "outcome", outcome: "done" } as const,
    path: ["edges", 0],
  });
  return {
    id: "taxes",
    title: "Taxes",
    goal: "Pay what is right.",
    owners: {},
    params: {},
    channels: new Map([
      channel("question", { schema: { type: "string" } }),
      channel("answer", {}),
      channel("problem", {}),
      channel("log", { schema: { type: "array" }, merge: "append", initial: [] }),
    ]),
    input: ["question"],
    outcomes: new Map([["done", []]]),
    limits,
    policies,
    nodes: new Map([[spec.id, node]]),
    start: { type: "node", node: spec.id },
    edges: [edge("done"), edge("failed")],
    prompts: new Map(),
    knowledge: new Map(),
    schemas: new Map(),
    subgraphs: new Map(),
    hash: "sha256-taxes",
  };
}
