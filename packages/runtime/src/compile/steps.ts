import { BatonError, type Json } from "@baton/core";
import { type Command, isGraphBubbleUp, type LangGraphRunnableConfig } from "@langchain/langgraph";
import { type BatonEvent, EVENT_SINK } from "../events.ts";
import type { Budget } from "../bookkeeping/budget.ts";
import { LimitReached, reserve, withinTime } from "../limits.ts";
import type { Flow, Memory, RunFacts } from "./channels.ts";
import { runError } from "./failure.ts";
import { type Departure, fail, follow, type Fusing } from "./follow.ts";
import type { Plan, PlannedNode } from "./plan.ts";
import type { ActiveNode, Next, PureNode, RunInfo, Services, Step, StepName } from "./step.ts";
import { Transition } from "./transition.ts";

/** Channel values as LangGraph hands them to a node: declared ones and Baton's private ones, which end in `$` or begin with it. */
export type Values = Readonly<Record<string, unknown>>;

/** What all nodes of a compiled graph share. */
export interface Machine {
  readonly plan: Plan;
  readonly services: Services;
  readonly debug: boolean;
  /** True where the host has tools that write or are sensitive. */
  readonly writes: boolean;
}

interface Entry {
  readonly run: RunInfo;
  readonly state: Readonly<Record<string, Json>>;
  readonly flow: Flow | undefined;
  readonly now: number;
  emit(event: BatonEvent): void;
}

function enter(machine: Machine, values: Values, config: LangGraphRunnableConfig): Entry {
  const { plan, services } = machine;
  const facts = values["$run"];
  if (!isFacts(facts)) throw new BatonError("run_missing", "orchestration", "This thread has no run; start one with an input.");
  const thread = config.configurable?.["thread_id"];
  const state: Record<string, Json> = {};
  for (const name of plan.graph.channels.keys()) {
    const value = values[name];
    if (isJson(value)) state[name] = value;
  }
  const flow = values["$flow"];
  return {
    run: { ...facts, thread: typeof thread === "string" ? thread : "", graphHash: plan.graph.hash },
    state,
    flow: isFlow(flow) ? flow : undefined,
    now: services.clock.now(),
    emit: (event) => {
      config.writer?.(event);
      const sink: unknown = config.configurable?.[EVENT_SINK];
      if (typeof sink === "function") sink(event);
    },
  };
}

/** What policies may look at where a thread stands now, for a node's call. */
export function factsOf(machine: Machine, node: string, values: Values, thread: string): Pick<Step, "node" | "left" | "evaluate"> {
  const document = machine.plan.graph.nodes.get(node);
  if (document === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${node}\` is no node of this graph.`);
  const { run, state, now, flow } = enter(machine, values, { configurable: { thread_id: thread } });
  return { node: document, left: portsLeft(machine.plan, flow, run.id), evaluate: new Transition(machine.plan, run, now, state, flow).evaluate };
}

/** Ports left in this run that policies ask about; a node alone stands for its first port. */
function portsLeft({ watchedPorts, nodes }: Plan, flow: Flow | undefined, run: string): ReadonlySet<string> {
  const left = flow?.run === run ? Object.keys(flow.counts).filter((key) => watchedPorts.has(key)) : [];
  const first = left.flatMap((key) => {
    const [node = "", port] = key.split(".");
    return nodes.get(node)?.firstPort === port ? [node] : [];
  });
  return new Set([...left, ...first]);
}

/** Runs a pure node and those that follow it, in one superstep. */
export function pureStep(machine: Machine, node: PlannedNode, pure: PureNode) {
  const fusing: Fusing = machine.debug ? "none" : "all";
  const { services } = machine;
  return async (values: Values, config: LangGraphRunnableConfig): Promise<Command> => {
    const { run, state, flow, now, emit } = enter(machine, values, config);
    const leave = (how: Fusing): Departure => leavePure(new Transition(machine.plan, run, now, state, flow), node, pure, how);
    let way = leave(fusing);
    const fused = passed(way);
    if (fused > 0 && !(await hasRoom(services, run.id, 1 + fused))) way = leave("none");
    if (passed(way) === 0) await countSteps(services, run.id, 1, node.id, emit);
    emit({ type: "node.started", node: node.id, kind: node.kind, visit: 0, at: now });
    return conclude(way, node, { at: now, ms: 0 }, emit);
  };
}

function leavePure(start: Transition, node: PlannedNode, pure: PureNode, fusing: Fusing): Departure {
  const at = start.copy();
  try {
    const { port, output, ...kept } = pure.evaluate({ state: at.state, run: at.run, now: at.now, tally: at.tally(node.id), evaluate: at.evaluate });
    at.leave(node, port, output, kept);
    return { ...follow(at, node, port, fusing), left: { port } };
  } catch (cause) {
    return fail(start, node, runError(cause, { node: node.id }), cause, fusing);
  }
}

/** Fused nodes that a departure passed and that are still to be counted. */
function passed(way: Departure): number {
  return "to" in way ? way.to.passed.length : 0;
}

/** Counts steps where the budget has room for all of them; else nodes are not fused, so that a run stops at the node that a debug compile stops at. */
async function hasRoom({ storage }: Services, run: string, steps: number): Promise<boolean> {
  return (await storage.budgets.reserve(run, { steps })).ok;
}

/** Reports how a node was left, and gives the way on. @throws BatonError where the enclosing scope fails. */
function conclude(way: Departure, { id, kind }: PlannedNode, { at, ms }: { readonly at: number; readonly ms: number }, emit: Entry["emit"]): Command {
  const { left } = way;
  if ("error" in left) emit({ type: "node.failed", node: id, kind, error: left.error, at });
  else emit({ type: "node.done", node: id, kind, port: left.port, at, ms });
  if ("thrown" in way) throw way.thrown;
  for (const event of way.events) emit(event);
  return way.to.command();
}

/** Runs one step of a node that calls models, tools or people. */
export function activeStep(machine: Machine, node: PlannedNode, active: ActiveNode, name: StepName) {
  const fusing: Fusing = machine.debug ? "none" : "deciding";
  const { plan, services } = machine;
  const { budgets } = services.storage;
  const document = plan.graph.nodes.get(node.id);
  const run = active.steps[name];
  if (document === undefined || run === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${node.id}\` has no step \`${name}\`.`);
  return async (values: Values, config: LangGraphRunnableConfig): Promise<Command> => {
    const entry = enter(machine, values, config);
    const memory = memoryOf(values[`${node.id}$`], entry.run.id);
    const { steps = 0 } = memory;
    const budget = steps > 0 ? await countSteps(services, entry.run.id, steps, node.id, entry.emit) : await budgets.get(entry.run.id);
    if (steps > 0) {
      entry.emit({ type: "node.started", node: node.id, kind: node.kind, visit: memory.visit, at: entry.now });
    }
    const start = (): Transition => new Transition(plan, entry.run, entry.now, entry.state, entry.flow);
    const used = memory.grant !== undefined || memory.messages !== undefined || memory.notes !== undefined;
    const begun = services.clock.now();
    const signal = config.signal ?? new AbortController().signal;
    const work = async (limited: AbortSignal): Promise<Next> => await run(stepOf(machine, document, entry, memory, config, limited, start()));
    const next = await withinTime({ node: node.id, budget, clock: services.clock }, signal, work).catch(async (cause: unknown): Promise<Failed> => {
      if (!(cause instanceof LimitReached) && !isGraphBubbleUp(cause) && !signal.aborted)
        return { type: "fail", error: runError(cause, { node: node.id }), cause };
      reportLimit(cause, node.id, entry.emit);
      // The step stops here and will begin anew: it counts then.
      await budgets.settle(entry.run.id, { steps: -steps, timeMs: services.clock.now() - begun });
      throw cause;
    });
    const ms = services.clock.now() - begun;
    if (ms > 0) await budgets.settle(entry.run.id, { timeMs: ms });
    if (next.type === "go") {
      const at = start();
      at.update(`${node.id}$`, { op: "go", ...next.scratch });
      at.also(node.id, next.also);
      at.goto(next.step === "" ? node.id : `${node.id}.${next.step}`);
      return at.command();
    }
    const leaving = (): Transition => {
      const at = start();
      // Before anything else: the way may lead straight back into this node.
      if (used) at.update(`${node.id}$`, { op: "leave" });
      return at;
    };
    const leave = (how: Fusing): Departure => depart(leaving, node, next, how);
    let way = leave(fusing);
    if (passed(way) > 0 && !(await hasRoom(services, entry.run.id, passed(way)))) way = leave("none");
    return conclude(way, node, { at: services.clock.now(), ms }, entry.emit);
  };
}

/** Counts authored steps before they are taken. @throws LimitReached */
async function countSteps({ storage }: Services, run: string, steps: number, node: string, emit: Entry["emit"]): Promise<Budget> {
  try {
    return await reserve(storage.budgets, run, { steps }, node);
  } catch (cause) {
    reportLimit(cause, node, emit);
    throw cause;
  }
}

function reportLimit(cause: unknown, node: string, emit: Entry["emit"]): void {
  if (cause instanceof LimitReached) emit({ type: "limit.reached", node, limit: cause.limit, max: cause.max, used: cause.used });
}

type Failed = Extract<Next, { type: "fail" }> & { readonly cause?: unknown };

/** Leaves an active node: by its port, or, where that or what it writes fails, by `failed`. */
function depart(start: () => Transition, node: PlannedNode, next: Extract<Next, { type: "leave" }> | Failed, fusing: Fusing): Departure {
  if (next.type === "fail") return fail(start(), node, { ...next.error, node: next.error.node ?? node.id }, next.cause, fusing);
  try {
    const at = start();
    at.leave(node, next.port, next.output, next);
    for (const [target, grant] of Object.entries(next.grants ?? {})) at.grant(target, grant);
    return { ...follow(at, node, next.port, fusing), left: { port: next.port } };
  } catch (cause) {
    return fail(start(), node, runError(cause, { node: node.id }), cause, fusing);
  }
}

function stepOf(
  machine: Machine,
  node: Step["node"],
  entry: Entry,
  memory: Memory,
  config: LangGraphRunnableConfig,
  signal: AbortSignal,
  at: Transition,
): Step {
  const { run, state, now, flow, emit } = entry;
  return {
    node,
    run,
    state,
    now,
    emit,
    evaluate: at.evaluate,
    tally: at.tally(node.id),
    grant: memory.grant,
    scratch: { messages: memory.messages ?? [], notes: memory.notes ?? {} },
    task: String(config.configurable?.["__pregel_task_id"] ?? ""),
    visit: memory.visit,
    scope: "",
    left: portsLeft(machine.plan, flow, run.id),
    signal,
    config,
    services: machine.services,
    graph: machine.plan.graph,
  };
}

function memoryOf(value: unknown, run: string): Memory {
  return isMemory(value) && value.run === run ? value : { run, visit: 0 };
}

// Baton's private channels hold what Baton wrote; these guards tell the shapes apart for the type checker.
function isMemory(value: unknown): value is Memory {
  return typeof value === "object" && value !== null && "visit" in value;
}

function isFlow(value: unknown): value is Flow {
  return typeof value === "object" && value !== null && "counts" in value;
}

function isFacts(value: unknown): value is RunFacts {
  return typeof value === "object" && value !== null && "fork" in value && "environment" in value;
}

/** Declared channels hold JSON and nothing else: every way in converts. */
function isJson(value: unknown): value is Json {
  return value !== undefined && typeof value !== "function" && typeof value !== "bigint";
}
