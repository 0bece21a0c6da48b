import type { Graph, Kinds } from "@baton/core";
import type { Runnable } from "@langchain/core/runnables";
import { Annotation, END, type LangGraphRunnableConfig, START, StateGraph } from "@langchain/langgraph";
import type { BaseChannel } from "@langchain/langgraph/channels";
import type { LaneGraphs, LaneHome } from "../lanes/lanes.ts";
import { waitStep } from "../lanes/wait.ts";
import { byNodeChannel, flowChannel, laneChannel, logChannel, memoryChannel, outcomeChannel, runChannel, stateChannel } from "./channels.ts";
import { continuation } from "./continuation.ts";
import { BatonGraph, type StateValues } from "./graph.ts";
import { ownersInPlace } from "./here.ts";
import { isLane, type LaneFacts } from "./place.ts";
import { ownsNodes, planGraph, type Plan, type PlannedNode } from "./plan.ts";
import { saverOf } from "./saver.ts";
import type { Scope } from "./scope.ts";
import type { NodeCompilers, Services, StepName } from "./step.ts";
import { activeStep, type Machine, pureStep, type Values } from "./steps.ts";
import { StepRunnable } from "./step-runnable.ts";
import { StepWriter } from "./writer.ts";

/** How documents are lowered to LangGraph; stored with every version, so that paused threads continue under their own. */
export const lowering = 1;

export interface CompileOptions {
  readonly kinds: Kinds;
  readonly compilers: NodeCompilers;
  readonly services: Services;
  /** Keeps every node in a superstep of its own, so that breakpoints work anywhere. */
  readonly debug?: boolean;
}

/** Compiles a checked graph to a LangGraph graph. @throws BatonError `graph_invalid`, `kind_unknown`. */
export function compileToLangGraph(graph: Graph, options: CompileOptions): BatonGraph {
  const homes: LaneGraphs = new Map();
  const { services } = options;
  const compileInner = (node: string, inner: Graph): BatonGraph =>
    compileToLangGraph(inner, {
      ...options,
      services: { ...services, gateway: services.gateway.within(node, inner), models: services.models.within?.(inner) ?? services.models },
    });
  const plan = planGraph(graph, options.kinds, options.compilers, services, homes, compileInner);
  const writes = [...options.services.host.tools.values()].some((tool) => tool.effect !== "read");
  const machine: Machine = { plan, services: options.services, debug: options.debug ?? false, writes };
  for (const scope of plan.scopes.values()) if (scope.owner !== "") homes.set(scope.owner, laneHome(machine, scope));
  const declared: Record<string, BaseChannel> = {};
  for (const channel of graph.channels.values()) declared[channel.name] = stateChannel(channel);
  const outcome: Record<string, BaseChannel> = { $outcome: outcomeChannel() };
  // Only graphs in which nodes own others have plans to show, and members to remember.
  const plans: Record<string, BaseChannel> = ownsNodes(plan) ? { $plans: byNodeChannel() } : {};
  const kept: Record<string, BaseChannel> = ownsNodes(plan) ? { $kept: byNodeChannel() } : {};
  const returned = new Set([...graph.outcomes.values()].flat().map(({ channel }) => channel));
  const { builder, finish } = newBuilder(
    machine,
    "",
    { ...declared, $run: runChannel(), $flow: flowChannel(), ...kept },
    { ...outcome, ...plans },
    {
      ...pick(declared, returned),
      ...outcome,
    },
  );
  if (graph.start.type === "node") builder.addEdge(START, graph.start.node);
  const compiled = builder.compile({ checkpointer: saverOf(options.services.storage), name: graph.id, description: graph.goal });
  // Streams of values show what the document declares, nothing of Baton's own.
  const result = new BatonGraph({
    // oxlint-disable-next-line typescript/no-misused-spread -- LangGraph's own way to copy a graph: its constructor takes its fields
    ...compiled,
    streamChannels: [...Object.keys(declared), "$outcome", ...Object.keys(plans)],
    // The run's own budget always ends a run first.
    config: { recursionLimit: 1_000_000 },
    machine,
  });
  finish(result);
  return result;
}

/** What the lanes of a region run on: a graph of the nodes in it, which begins where its facts say. */
function laneHome(machine: Machine, scope: Scope): LaneHome {
  const { plan, services } = machine;
  const { owner, join } = scope;
  const facts = { $lane: laneChannel<LaneFacts>() };
  const ended = { $ended: laneChannel<unknown>() };
  const log = { $log: logChannel() };
  const flow = { $flow: flowChannel() };
  const { builder, finish } = newBuilder(machine, owner, { ...facts, ...log, ...flow }, ended, { ...ended, ...log, ...flow });
  const inside = [...plan.nodes.values()].filter((node) => node.scope.owner === owner).map(({ id }) => id);
  builder.addConditionalEdges(START, ({ $lane }) => (isLane($lane) ? $lane.entry : END), [...inside, END]);
  const graph = builder.compile({ checkpointer: saverOf(services.storage), name: owner });
  finish(graph);
  const ports = [...plan.edges.values()].filter(({ from }) => from.node === owner);
  const entries = new Map<string, { node: string; active: boolean }>();
  // A node that an owner gives tasks to is where such a lane starts.
  for (const node of plan.nodes.values()) if (node.owned?.owner === owner) entries.set(node.id, { node: node.id, active: node.lowered.type === "active" });
  for (const { from, to } of ports) {
    const first = to.type === "node" && to.node !== join ? plan.nodes.get(to.node) : undefined;
    if (first !== undefined) entries.set(from.port, { node: first.id, active: first.lowered.type === "active" });
  }
  return { graph, scope, collect: plan.collects.get(owner), entries, watchedPorts: plan.watchedPorts };
}

/** A builder with the nodes of one scope. A step is handed `read` and its own memory; `finish` gives the compiled nodes Baton's writers. */
function newBuilder(
  machine: Machine,
  owner: string,
  read: Record<string, BaseChannel>,
  besides: Record<string, BaseChannel>,
  output: Record<string, BaseChannel>,
) {
  const { plan } = machine;
  const nodes = [...plan.nodes.values()].filter(({ scope }) => scope.owner === owner);
  const memories: Record<string, BaseChannel> = {};
  for (const { id, lowered } of nodes) if (lowered.type === "active") memories[`${id}$`] = memoryChannel();
  const everything = Annotation.Root({ ...read, ...memories, ...besides });
  const builder: StateGraph<typeof everything.spec, StateValues, Record<string, unknown>, string> = new StateGraph({
    stateSchema: everything,
    input: everything,
    output: Annotation.Root(output),
  });
  const shared = Annotation.Root(read);
  const runs = new Map<string, Run>();
  for (const node of nodes) {
    // Who works in its owner's place sees what the owner holds.
    const own = pick(memories, new Set([node.id, ...ownersInPlace(plan, node)].map((id) => `${id}$`)));
    for (const [name, run] of addNode(builder, machine, node, node.lowered.type === "pure" ? shared : Annotation.Root({ ...read, ...own })))
      runs.set(name, run);
  }
  const finish = (graph: { readonly nodes: Record<string, Lowered | undefined> }): void => {
    for (const node of nodes) {
      for (const step of stepsOf(node)) {
        const name = nodeName(node.id, step);
        const [lowered, run] = [graph.nodes[name], runs.get(name)];
        if (lowered === undefined || run === undefined) continue;
        const writer = new StepWriter(name, owner === "" ? continuation(plan, node, step) : END);
        lowered.writers = [writer];
        const runnable = new StepRunnable(run, writer, lowered.getNode());
        lowered.getNode = () => runnable;
      }
    }
  };
  return { builder, finish };
}

function stepsOf({ lowered }: PlannedNode): readonly StepName[] {
  if (lowered.type === "pure") return [""];
  return stepNames.filter((name) => lowered.steps[name] !== undefined || (name === "approve" && lowered.lanes !== undefined));
}

function pick(all: Record<string, BaseChannel>, names: ReadonlySet<string>): Record<string, BaseChannel> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

/** A step as LangGraph calls it. */
type Run = (values: Values, config: LangGraphRunnableConfig) => Promise<unknown>;

/** What is changed of a node that LangGraph compiled. */
interface Lowered {
  writers: unknown[];
  getNode(): Runnable<unknown, unknown> | undefined;
}

type Builder = { addNode(name: string, run: Run, options: object): unknown };

function addNode(builder: Builder, machine: Machine, node: PlannedNode, input: object): readonly (readonly [name: string, run: Run])[] {
  const { lowered } = node;
  const leads = targets(machine.plan, node);
  if (lowered.type === "pure") {
    const run = pureStep(machine, node, lowered);
    builder.addNode(node.id, run, { input, ends: reachable(machine.plan, leads) });
    return [[node.id, run]];
  }
  const names = stepsOf(node);
  return names.map((name) => {
    const own = names.map((other) => nodeName(node.id, other));
    const run = lowered.lanes !== undefined && name === "approve" ? waitStep(nodeName(node.id, lowered.lanes)) : activeStep(machine, node, lowered, name);
    builder.addNode(nodeName(node.id, name), run, {
      input,
      ends: [...own, ...reachable(machine.plan, leads)],
      ...(lowered.metadata === undefined ? {} : { metadata: lowered.metadata }),
    });
    return [nodeName(node.id, name), run] as const;
  });
}

const stepNames: readonly StepName[] = ["", "approve", "tools"];

/** LangGraph's name of a node's step: `x`, `x.approve`, `x.tools`. */
export function nodeName(node: string, step: StepName): string {
  return step === "" ? node : `${node}.${step}`;
}

function targets(plan: Plan, node: PlannedNode): readonly string[] {
  const opened = plan.scopes.get(node.id)?.join;
  const own = [...plan.edges.values()]
    // Its other ports start branches, which run in lanes.
    .filter(({ from }) => from.node === node.id && (opened === undefined || from.port === "failed"))
    .flatMap((edge) => [edge.to, ...(edge.otherwise === undefined ? [] : [edge.otherwise])])
    .map((target) => (target.type === "node" && target.node !== node.scope.join ? target.node : END));
  return opened === undefined ? own : [opened, ...own];
}

/** Where a superstep may lead: the targets, and through pure nodes what follows them. */
function reachable(plan: Plan, from: readonly string[]): string[] {
  const seen = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = plan.nodes.get(id);
    if (node?.lowered.type === "pure") open.push(...targets(plan, node));
  }
  return [...seen];
}
