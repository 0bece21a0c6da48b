import { BatonError, type Graph, type Kinds } from "@baton/core";
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { BaseChannel } from "@langchain/langgraph/channels";
import { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { flowChannel, memoryChannel, outcomeChannel, runChannel, stateChannel } from "./channels.ts";
import { continuation } from "./continuation.ts";
import { BatonGraph, type StateValues } from "./graph.ts";
import { planGraph, type Plan, type PlannedNode } from "./plan.ts";
import type { NodeCompilers, Services, StepName } from "./step.ts";
import { activeStep, type Machine, pureStep, type Values } from "./steps.ts";
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
  const plan = planGraph(graph, options.kinds, options.compilers, options.services);
  const writes = [...options.services.host.tools.values()].some((tool) => tool.effect !== "read");
  const machine: Machine = { plan, services: options.services, debug: options.debug ?? false, writes };
  const declared: Record<string, BaseChannel> = {};
  for (const channel of graph.channels.values()) declared[channel.name] = stateChannel(channel);
  const hidden: Record<string, BaseChannel> = { $run: runChannel(), $flow: flowChannel() };
  const outcome: Record<string, BaseChannel> = { $outcome: outcomeChannel() };
  for (const node of plan.nodes.values()) if (node.lowered.type === "active") hidden[`${node.id}$`] = memoryChannel();

  const everything = Annotation.Root({ ...declared, ...hidden, ...outcome });
  const returned = new Set([...graph.outcomes.values()].flat().map(({ channel }) => channel));
  const output = Annotation.Root({ ...pick(declared, returned), ...outcome });
  const builder: StateGraph<typeof everything.spec, StateValues, Record<string, unknown>, string> = new StateGraph({
    stateSchema: everything,
    input: everything,
    output,
  });
  // A step is handed what it reads: the document's channels and its own.
  const read = { ...declared, ...pick(hidden, new Set(["$run", "$flow"])) };
  const shared = Annotation.Root(read);
  for (const node of plan.nodes.values()) {
    const own = `${node.id}$`;
    const memory = hidden[own];
    addNode(builder, machine, node, memory === undefined ? shared : Annotation.Root({ ...read, [own]: memory }));
  }
  if (graph.start.type === "node") builder.addEdge(START, graph.start.node);
  const compiled = builder.compile({ checkpointer: saver(options.services.storage), name: graph.id, description: graph.goal });
  // Streams of values show what the document declares, nothing of Baton's own.
  const result = new BatonGraph({
    // oxlint-disable-next-line typescript/no-misused-spread -- LangGraph's own way to copy a graph: its constructor takes its fields
    ...compiled,
    streamChannels: [...Object.keys(declared), "$outcome"],
    // The run's own budget always ends a run first.
    config: { recursionLimit: 1_000_000 },
    machine,
  });
  for (const node of plan.nodes.values()) {
    for (const step of stepsOf(node)) {
      const name = nodeName(node.id, step);
      const lowered = result.nodes[name];
      if (lowered !== undefined) lowered.writers = [new StepWriter(name, continuation(plan, node, step))];
    }
  }
  return result;
}

function stepsOf({ lowered }: PlannedNode): readonly StepName[] {
  return lowered.type === "pure" ? [""] : stepNames.filter((name) => lowered.steps[name] !== undefined);
}

/** LangGraph's types know numeric channel versions only; its code takes strings as well, which forks need. */
function saver(storage: Services["storage"]): BaseCheckpointSaver {
  const checkpointer: unknown = storage.checkpointer;
  if (checkpointer instanceof BaseCheckpointSaver) return checkpointer;
  throw new BatonError("storage_invalid", "infrastructure", "This storage has no checkpoint saver of LangGraph's; use `openSqlite` or `memoryStorage`.");
}

function pick(all: Record<string, BaseChannel>, names: ReadonlySet<string>): Record<string, BaseChannel> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

type Builder = { addNode(name: string, run: (values: Values, config: object) => Promise<unknown>, options: object): unknown };

function addNode(builder: Builder, machine: Machine, node: PlannedNode, input: object): void {
  const { lowered } = node;
  const leads = targets(machine.plan, node);
  if (lowered.type === "pure") {
    builder.addNode(node.id, pureStep(machine, node, lowered), { input, ends: reachable(machine.plan, leads) });
    return;
  }
  const names = stepsOf(node);
  for (const name of names) {
    const own = names.map((other) => nodeName(node.id, other));
    builder.addNode(nodeName(node.id, name), activeStep(machine, node, lowered, name), {
      input,
      ends: [...own, ...reachable(machine.plan, leads)],
      ...(lowered.metadata === undefined ? {} : { metadata: lowered.metadata }),
    });
  }
}

const stepNames: readonly StepName[] = ["", "approve", "tools"];

/** LangGraph's name of a node's step: `x`, `x.approve`, `x.tools`. */
export function nodeName(node: string, step: StepName): string {
  return step === "" ? node : `${node}.${step}`;
}

function targets(plan: Plan, node: PlannedNode): readonly string[] {
  return [...plan.edges.values()]
    .filter((edge) => edge.from.node === node.id)
    .flatMap((edge) => [edge.to, ...(edge.otherwise === undefined ? [] : [edge.otherwise])])
    .map((target) => (target.type === "node" ? target.node : END));
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
