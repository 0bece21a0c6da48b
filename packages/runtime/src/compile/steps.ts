import { BatonError, type Json } from "@baton/core";
import { type Command, isGraphBubbleUp, type LangGraphRunnableConfig } from "@langchain/langgraph";
import type { BatonEvent } from "../events.ts";
import { LimitReached, reserve, withinTime } from "../limits.ts";
import type { Flow, Memory, RunFacts } from "./channels.ts";
import { runError } from "./failure.ts";
import { fail, follow, type Fusing } from "./follow.ts";
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
    emit: (event) => config.writer?.(event),
  };
}

/** What policies may look at where a thread stands now, for a node's call. */
export function factsOf(machine: Machine, node: string, values: Values, thread: string): Pick<Step, "node" | "left" | "evaluate"> {
  const document = machine.plan.graph.nodes.get(node);
  if (document === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${node}\` is no node of this graph.`);
  const { run, state, now, flow } = enter(machine, values, { configurable: { thread_id: thread } });
  return { node: document, left: portsLeft(flow, run.id), evaluate: new Transition(machine.plan, run, now, state, flow).evaluate };
}

function portsLeft(flow: Flow | undefined, run: string): ReadonlySet<string> {
  return new Set(flow?.run === run ? Object.keys(flow.counts) : []);
}

/** Runs a pure node and those that follow it, in one superstep. */
export function pureStep(machine: Machine, node: PlannedNode, pure: PureNode) {
  const fusing: Fusing = machine.debug ? "none" : "all";
  return async (values: Values, config: LangGraphRunnableConfig): Promise<Command> => {
    const { run, state, flow, now, emit } = enter(machine, values, config);
    const start = new Transition(machine.plan, run, now, state, flow);
    emit({ type: "node.started", node: node.id, kind: node.kind, visit: 0, at: now });
    const left = leavePure(start, node, pure, fusing, emit);
    const { to } = left;
    await countSteps(machine.services, run.id, 1 + to.passed.length, node.id, emit);
    for (const event of left.events) emit(event);
    return to.command();
  };
}

function leavePure(start: Transition, node: PlannedNode, pure: PureNode, fusing: Fusing, emit: Entry["emit"]) {
  const at = start.copy();
  try {
    const { port, output } = pure.evaluate({ state: at.state, run: at.run, now: at.now, evaluate: at.evaluate });
    at.leave(node, port, output);
    emit({ type: "node.done", node: node.id, kind: node.kind, port, at: at.now, ms: 0 });
    return follow(at, node, port, fusing);
  } catch (cause) {
    const error = runError(cause, { node: node.id });
    emit({ type: "node.failed", node: node.id, kind: node.kind, error, at: start.now });
    return fail(start, node, error, cause, fusing);
  }
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
    if (steps > 0) {
      await countSteps(services, entry.run.id, steps, node.id, entry.emit);
      entry.emit({ type: "node.started", node: node.id, kind: node.kind, visit: memory.visit, at: entry.now });
    }
    const start = (): Transition => new Transition(plan, entry.run, entry.now, entry.state, entry.flow);
    const begun = services.clock.now();
    const signal = config.signal ?? new AbortController().signal;
    const work = async (limited: AbortSignal): Promise<Next> => await run(stepOf(machine, document, entry, memory, config, limited, start().evaluate));
    const next = await withinTime({ id: entry.run.id, node: node.id, budgets, clock: services.clock }, signal, work).catch(async (cause: unknown): Promise<Failed> => {
      if (!(cause instanceof LimitReached) && !isGraphBubbleUp(cause) && !signal.aborted) return { type: "fail", error: runError(cause, { node: node.id }), cause };
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
    const { to, events, left } = depart(start, node, next, fusing);
    if (memory.grant !== undefined || memory.messages !== undefined || memory.notes !== undefined) to.update(`${node.id}$`, { op: "leave" });
    const at = services.clock.now();
    if ("error" in left) entry.emit({ type: "node.failed", node: node.id, kind: node.kind, error: left.error, at });
    else entry.emit({ type: "node.done", node: node.id, kind: node.kind, port: left.port, at, ms });
    if (to.passed.length > 0) await budgets.settle(entry.run.id, { steps: to.passed.length });
    for (const event of events) entry.emit(event);
    return to.command();
  };
}

/** Counts authored steps before they are taken. @throws LimitReached */
async function countSteps({ storage }: Services, run: string, steps: number, node: string, emit: Entry["emit"]): Promise<void> {
  try {
    await reserve(storage.budgets, run, { steps }, node);
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
function depart(start: () => Transition, node: PlannedNode, next: Extract<Next, { type: "leave" }> | Failed, fusing: Fusing) {
  let failure = next.type === "fail" ? { error: next.error, cause: "cause" in next ? next.cause : undefined } : undefined;
  if (next.type === "leave") {
    try {
      const at = start();
      at.leave(node, next.port, next.output, next.also);
      for (const [target, grant] of Object.entries(next.grants ?? {})) at.grant(target, grant);
      return { ...follow(at, node, next.port, fusing), left: { port: next.port } };
    } catch (cause) {
      failure = { error: runError(cause, { node: node.id }), cause };
    }
  }
  const { error, cause } = failure ?? { error: runError(undefined, { node: node.id }), cause: undefined };
  return { ...fail(start(), node, error, cause, fusing), left: { error } };
}

function stepOf(machine: Machine, node: Step["node"], entry: Entry, memory: Memory, config: LangGraphRunnableConfig, signal: AbortSignal, evaluate: Step["evaluate"]): Step {
  const { run, state, now, flow, emit } = entry;
  return {
    node,
    run,
    state,
    now,
    emit,
    evaluate,
    grant: memory.grant,
    scratch: { messages: memory.messages ?? [], notes: memory.notes ?? {} },
    task: String(config.configurable?.["__pregel_task_id"] ?? ""),
    visit: memory.visit,
    scope: "",
    left: portsLeft(flow, run.id),
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
