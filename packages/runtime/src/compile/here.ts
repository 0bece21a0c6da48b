import { BatonError, type GraphNode } from "@baton/core";
import type { LangGraphRunnableConfig } from "@langchain/langgraph";
import { type BatonEvent, EVENT_SINK } from "../events.ts";
import { readTask } from "../supervise/task.ts";
import { entered, type LaneLog, type Memory } from "./channels.ts";
import { lanePlace, outerOf, type Place, topPlace, written } from "./place.ts";
import type { Plan, PlannedNode } from "./plan.ts";
import type { Scope } from "./scope.ts";
import type { Machine, Values } from "./steps.ts";
import type { Step } from "./step.ts";
import { Transition } from "./transition.ts";

/** Where a step begins: its place, its time, and whom it tells. */
export interface Entry extends Place {
  readonly now: number;
  emit(event: BatonEvent): void;
}

/** Where a step of a node begins: at the top from its thread's channels, in a lane from what is around it and what the lane wrote. */
export function enter(machine: Machine, scope: Scope, values: Values, config: LangGraphRunnableConfig): Entry {
  const { plan, services } = machine;
  const around = scope.owner === "" ? undefined : outerOf(config);
  const place = around === undefined ? topPlace(plan, values, config) : lanePlace(plan, scope, around, values);
  return {
    ...place,
    now: services.clock.now(),
    emit: (event) => {
      const told = place.path === "" || event.scope !== undefined ? event : { ...event, scope: place.path };
      config.writer?.(told);
      const sink: unknown = config.configurable?.[EVENT_SINK];
      if (typeof sink === "function") sink(told);
    },
  };
}

/** A node where it stands: what it sees, what it remembers, and ways on from it. */
export interface Here {
  readonly machine: Machine;
  readonly node: PlannedNode;
  /** The node of the document; what judges a worker's result stands in none, and works under its owner's. */
  readonly document: GraphNode;
  /** What is around it, without what nodes that work in another's place have written so far. */
  readonly around: Entry;
  readonly entry: Entry;
  readonly memory: Memory;
  readonly memories: (node: string) => Memory;
  readonly assignment: Step["assignment"];
  readonly config: LangGraphRunnableConfig;
  /** A new way on. */
  start(): Transition;
}

/** What a node in this place is made from. */
type Parts = Pick<Here, "machine" | "node" | "around" | "memories" | "config"> & { readonly from?: Transition };

/** Puts a node in its place. @param from the way that came here in this superstep, where one did. */
export function hereOf({ machine, node, around, memories, config, from }: Parts): Here {
  const { plan } = machine;
  const document = plan.graph.nodes.get(node.id) ?? plan.graph.nodes.get(node.owned?.owner ?? "");
  if (document === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${node.id}\` stands in no document.`);
  const memory = entered(memories(node.id));
  const owners = ownersInPlace(plan, node);
  const log = logInPlace(plan, node, memories);
  const within = (state: Place["state"]): Place["state"] => (log.length === 0 ? state : written(node.scope, state, log));
  const whole = within(around.state);
  const { state, assignment } = visible(node, whole, memory);
  const rules = around.whole === undefined ? whole : within(around.whole);
  const entry: Entry = state === around.state ? around : { ...around, state, ...(state === rules ? {} : { whole: rules }) };
  const own = owners.length === 0 ? undefined : { node: node.id, log: memory.log ?? [] };
  const start = (): Transition => from?.as({ state, own }) ?? new Transition(plan, node.scope, { ...entry, own });
  return { machine, node, document, around, entry, memory, memories, assignment, config, start };
}

/** What a node that works in another's place, and those in whose place it does, wrote and nobody has taken yet. */
export function logInPlace(plan: Pick<Plan, "nodes">, node: PlannedNode, memories: Here["memories"]): LaneLog {
  return [...ownersInPlace(plan, node).toReversed(), node.id].flatMap((id): LaneLog => memories(id).log ?? []);
}

/** The owners in whose place a node works, the nearest first. */
export function ownersInPlace(plan: Pick<Plan, "nodes">, { owned }: PlannedNode): readonly string[] {
  const owner = owned?.inPlace === true ? plan.nodes.get(owned.owner) : undefined;
  return owner === undefined ? [] : [owner.id, ...ownersInPlace(plan, owner)];
}

/** Everything that a step may look at and touch. */
export function stepOf({ machine, document, entry, memory, assignment, config, start }: Here, signal: AbortSignal): Step {
  const { run, state, whole, now, left, path, around, emit } = entry;
  const at = start();
  return {
    node: document,
    run,
    state,
    now,
    emit,
    ...(at.scope.owner === "" ? {} : { locals: localsOf(at) }),
    evaluate: at.evaluate,
    after: (log) => written(at.scope, state, log),
    ...(whole === undefined ? {} : { whole: { state: whole, evaluate: new Transition(at.plan, at.scope, { ...entry, state: whole }).evaluate } }),
    tally: at.tally(document.id),
    kept: entry.kept[document.id],
    grant: memory.grant,
    scratch: { messages: memory.messages ?? [], notes: memory.notes ?? {} },
    task: String(config.configurable?.["__pregel_task_id"] ?? ""),
    visit: memory.visit,
    scope: path,
    ...(around === undefined ? {} : { around }),
    left,
    signal,
    config,
    services: machine.services,
    graph: machine.plan.graph,
    ...(assignment === undefined ? {} : { assignment }),
  };
}

/** What an owned node sees: what it is passed, and its task. Others see everything. */
function visible({ owned }: PlannedNode, state: Entry["state"], { notes }: Memory): Pick<Step, "state" | "assignment"> {
  if (owned === undefined) return { state };
  const passed = Object.fromEntries(Object.entries(state).filter(([name]) => owned.passes.has(name)));
  const given = readTask(notes?.["task"] ?? state["task"]);
  return given === undefined
    ? { state: passed }
    : { state: { ...passed, task: given.task }, ...(given.assignment === undefined ? {} : { assignment: given.assignment }) };
}

/** What the lanes around a step have for themselves. */
function localsOf({ plan, scope }: Transition): NonNullable<Step["locals"]> {
  return Object.fromEntries([...scope.channels].filter(([name]) => !plan.graph.channels.has(name)).map(([name, { schema }]) => [name, schema]));
}

/** What nodes remember, as LangGraph hands it to a step; nothing yet where they were not in this run. */
export function memoriesIn(values: Values, run: string): (node: string) => Memory {
  return (node) => {
    const value = values[`${node}$`];
    return isMemory(value) && value.run === run ? value : { run, visit: 0 };
  };
}

// Baton's private channels hold what Baton wrote; this guard tells the shape for the type checker.
function isMemory(value: unknown): value is Memory {
  return typeof value === "object" && value !== null && "visit" in value;
}
