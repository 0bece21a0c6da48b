import { BatonError, type JsonObject } from "@baton/core";
import { Command, END, isGraphBubbleUp, type LangGraphRunnableConfig } from "@langchain/langgraph";
import { type BatonEvent, EVENT_SINK } from "../events.ts";
import type { Budget } from "../bookkeeping/budget.ts";
import { waits } from "../lanes/wait.ts";
import { readTask } from "../supervise/task.ts";
import { LimitReached, reserve, withinTime } from "../limits.ts";
import type { Memory } from "./channels.ts";
import { failedValue, runError } from "./failure.ts";
import { type Departure, fail, follow, type Fusing } from "./follow.ts";
import type { Plan, PlannedNode } from "./plan.ts";
import { lanePlace, outerOf, type Place, topPlace } from "./place.ts";
import type { Scope } from "./scope.ts";
import type { ActiveNode, LaneResult, Next, PureNode, Services, Step, StepName } from "./step.ts";
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

interface Entry extends Place {
  readonly now: number;
  emit(event: BatonEvent): void;
}

/** Where a step of a node begins: at the top from its thread's channels, in a lane from what is around it and what the lane wrote. */
function enter(machine: Machine, scope: Scope, values: Values, config: LangGraphRunnableConfig): Entry {
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

/** Runs a pure node and those that follow it, in one superstep. */
export function pureStep(machine: Machine, node: PlannedNode, pure: PureNode) {
  const fusing: Fusing = machine.debug ? "none" : "all";
  const { services } = machine;
  return async (values: Values, config: LangGraphRunnableConfig): Promise<Command> => {
    const entry = enter(machine, node.scope, values, config);
    const { run, now, emit } = entry;
    const leave = (how: Fusing): Departure => leavePure(new Transition(machine.plan, node.scope, entry), node, pure, how);
    let way = leave(fusing);
    const fused = passed(way);
    if (fused > 0 && !(await hasRoom(services, run.budget, 1 + fused))) way = leave("none");
    if (passed(way) === 0) await countSteps(services, run.budget, 1, node.id, emit);
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
function conclude(way: Departure, { id, kind, scope, owned }: PlannedNode, { at, ms }: { readonly at: number; readonly ms: number }, emit: Entry["emit"]): Command {
  const { left } = way;
  if ("error" in left) emit({ type: "node.failed", node: id, kind, error: left.error, at });
  else emit({ type: "node.done", node: id, kind, port: left.port, at, ms });
  if ("thrown" in way) {
    const end = { status: "failed" as const, error: runError(way.thrown, { node: id }) };
    if (owned?.inPlace === true) {
      const returned: LaneResult = { branch: id, index: 0, end, log: [], counts: {} };
      return new Command({ update: [[`${owned.owner}$`, { op: "go", notes: { returned } }]], goto: owned.owner });
    }
    if (scope.owner === "") throw way.thrown;
    return new Command({ update: [["$ended", end]], goto: END });
  }
  for (const event of way.events) emit(event);
  return way.to.command();
}

/** Runs one step of a node that calls models, tools or people. */
export function activeStep(machine: Machine, node: PlannedNode, active: ActiveNode, name: StepName) {
  const fusing: Fusing = machine.debug ? "none" : "deciding";
  const { plan, services } = machine;
  const { budgets } = services.storage;
  // What judges a worker's result stands in no document: it works under its owner's node.
  const document = plan.graph.nodes.get(node.id) ?? plan.graph.nodes.get(node.owned?.owner ?? "");
  const run = active.steps[name];
  if (document === undefined || run === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${node.id}\` has no step \`${name}\`.`);
  return async (values: Values, config: LangGraphRunnableConfig): Promise<Command> => {
    const around = enter(machine, node.scope, values, config);
    const memory = memoryOf(values[`${node.id}$`], around.run.id);
    const { state, assignment } = visible(node, around.state, memory);
    const entry = { ...around, state };
    const { steps = 0 } = memory;
    const budget = steps > 0 ? await countSteps(services, entry.run.budget, steps, node.id, entry.emit) : await budgets.get(entry.run.budget);
    if (steps > 0) {
      entry.emit({ type: "node.started", node: node.id, kind: node.kind, visit: memory.visit, at: entry.now });
    }
    const start = (): Transition => new Transition(plan, node.scope, entry);
    const used = memory.grant !== undefined || memory.messages !== undefined || memory.notes !== undefined;
    const begun = services.clock.now();
    const signal = config.signal ?? new AbortController().signal;
    // Lanes side by side take the time of the node that runs them, and it is counted once.
    const timed = node.scope.owner === "" && active.contains !== true && entry.around === undefined;
    const work = async (limited: AbortSignal): Promise<Next> =>
      await run({ ...stepOf(machine, document, entry, memory, config, limited, start()), ...(assignment === undefined ? {} : { assignment }) });
    const next = await withinTime({ node: node.id, budget: timed ? budget : undefined, clock: services.clock }, signal, work).catch(async (cause: unknown): Promise<Failed> => {
      if (!(cause instanceof LimitReached) && !isGraphBubbleUp(cause) && !signal.aborted)
        return { type: "fail", error: runError(cause, { node: node.id }), cause };
      reportLimit(cause, node.id, entry.emit);
      // The step stops here and will begin anew: it counts then.
      await budgets.settle(entry.run.budget, { steps: -steps, timeMs: timed ? services.clock.now() - begun : 0 });
      throw cause;
    });
    const ms = services.clock.now() - begun;
    if (ms > 0 && timed) await budgets.settle(entry.run.budget, { timeMs: ms });
    if (next.type === "go") {
      const at = start();
      at.update(`${node.id}$`, { op: "go", ...next.scratch });
      at.show(node.id, next);
      at.also(node.id, next.also);
      at.goto(next.step === "" ? node.id : `${node.id}.${next.step}`);
      return at.command();
    }
    if (next.type === "assign") {
      const at = start();
      const worker = plan.nodes.get(next.worker);
      if (worker === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${node.id}\` gives a task to \`${next.worker}\`, which is no node.`);
      at.update(`${node.id}$`, { op: "go", ...next.scratch });
      at.show(node.id, next);
      at.enter(worker, { task: next.task });
      return at.command();
    }
    if (next.type === "park") {
      const at = start();
      at.update(`${node.id}$`, { op: "go", ...next.scratch });
      at.show(node.id, next);
      at.goto(waits(node.id, next.interrupts, config));
      return at.command();
    }
    const leaving = (): Transition => {
      const at = start();
      // Before anything else: the way may lead straight back into this node.
      if (used) at.update(`${node.id}$`, { op: "leave" });
      if (next.type === "leave") at.show(node.id, next);
      return at;
    };
    const leave = (how: Fusing): Departure => (next.type === "join" ? gather(leaving, node, next) : depart(leaving, node, next, how));
    let way = leave(fusing);
    if (passed(way) > 0 && !(await hasRoom(services, entry.run.budget, passed(way)))) way = leave("none");
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

/** All lanes of a node have come to their join. */
function gather(start: () => Transition, node: PlannedNode, { join, results }: Extract<Next, { type: "join" }>): Departure {
  try {
    const at = start();
    at.gather(node.id, results, at.plan.scopes.get(node.id)?.locals ?? new Set());
    const target = at.plan.nodes.get(join);
    if (target === undefined) throw new BatonError("graph_invalid", "orchestration", `The branches of \`${node.id}\` meet at \`${join}\`, which is no node.`);
    at.enter(target, { results: results.map(resultJson) });
    return { to: at, events: [], left: { port: node.firstPort } };
  } catch (cause) {
    return fail(start(), node, runError(cause, { node: node.id }), cause, "none");
  }
}

/** A branch's entry in `results`. */
function resultJson({ branch, index, item, end }: LaneResult): JsonObject {
  const { status } = end;
  return {
    branch,
    index,
    ...(item === undefined ? {} : { item }),
    status,
    ...(end.status === "done" && end.value !== undefined ? { value: end.value } : {}),
    ...(end.status === "failed" ? { error: failedValue(end.error) } : {}),
  };
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
  const { run, state, now, left, path, around, emit } = entry;
  return {
    node,
    run,
    state,
    now,
    emit,
    ...(at.scope.owner === "" ? {} : { locals: localsOf(at) }),
    evaluate: at.evaluate,
    tally: at.tally(node.id),
    kept: entry.kept[node.id],
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
  };
}

/** What an owned node sees: what it is passed, and its task. Others see everything. */
function visible({ owned }: PlannedNode, state: Entry["state"], { notes }: Memory): Pick<Step, "state" | "assignment"> {
  if (owned === undefined) return { state };
  const seen = Object.fromEntries(Object.entries(state).filter(([name]) => owned.passes.has(name)));
  const given = readTask(notes?.["task"] ?? state["task"]);
  return given === undefined ? { state: seen } : { state: { ...seen, task: given.task }, ...(given.assignment === undefined ? {} : { assignment: given.assignment }) };
}

/** What the lanes around a step have for themselves. */
function localsOf({ plan, scope }: Transition): NonNullable<Step["locals"]> {
  return Object.fromEntries([...scope.channels].filter(([name]) => !plan.graph.channels.has(name)).map(([name, { schema }]) => [name, schema]));
}

function memoryOf(value: unknown, run: string): Memory {
  return isMemory(value) && value.run === run ? value : { run, visit: 0 };
}

// Baton's private channels hold what Baton wrote; these guards tell the shapes apart for the type checker.
function isMemory(value: unknown): value is Memory {
  return typeof value === "object" && value !== null && "visit" in value;
}

