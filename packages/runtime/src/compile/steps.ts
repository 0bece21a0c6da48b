import { BatonError } from "@baton/core";
import { Command, END, isGraphBubbleUp, type LangGraphRunnableConfig } from "@langchain/langgraph";
import type { Budget } from "../bookkeeping/budget.ts";
import { LimitReached, reserve, withinTime } from "../limits.ts";
import { runError } from "./failure.ts";
import { type Departure, fail, follow, type Fusing } from "./follow.ts";
import { enter, type Entry, hereOf, memoriesIn, stepOf } from "./here.ts";
import { answered, type Failed, lead, leftEvent } from "./lead.ts";
import type { Plan, PlannedNode } from "./plan.ts";
import type { ActiveNode, Next, PureNode, Services, StepName } from "./step.ts";
import { fusingIn } from "./stepwise.ts";
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

/** Runs a pure node and those that follow it, in one superstep. */
export function pureStep(machine: Machine, node: PlannedNode, pure: PureNode) {
  const usual: Fusing = machine.debug ? "none" : "all";
  const { services } = machine;
  return async (values: Values, config: LangGraphRunnableConfig): Promise<Command> => {
    const entry = enter(machine, node.scope, values, config);
    const { run, now, emit } = entry;
    const leave = (how: Fusing): Departure => leavePure(new Transition(machine.plan, node.scope, entry), node, pure, how);
    let way = leave(fusingIn(config, usual));
    const fused = passed(way);
    if (fused > 0 && !(await hasRoom(services, run.budget, 1 + fused))) way = leave("none");
    if (passed(way) === 0) await countSteps(services, run.budget, 1, node.id, emit);
    emit({ type: "node.started", node: node.id, kind: node.kind, visit: 0, at: now });
    if (way.left !== undefined) emit(leftEvent({ machine, node }, way.left, 0, now));
    return conclude(way, node, emit);
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

/** Gives the way on. @throws BatonError where the enclosing scope fails. */
function conclude(way: Departure, { id, scope }: PlannedNode, emit: Entry["emit"]): Command {
  if ("thrown" in way) {
    if (scope.owner === "") throw way.thrown;
    return new Command({ update: [["$ended", { status: "failed", error: runError(way.thrown, { node: id }) }]], goto: END });
  }
  for (const event of way.events) emit(event);
  return way.to.command();
}

/** Runs one step of a node that calls models, tools or people. */
export function activeStep(machine: Machine, node: PlannedNode, active: ActiveNode, name: StepName) {
  const usual: Fusing = machine.debug ? "none" : "deciding";
  const { services } = machine;
  const { budgets } = services.storage;
  const run = active.steps[name];
  if (run === undefined) throw new BatonError("graph_invalid", "orchestration", `\`${node.id}\` has no step \`${name}\`.`);
  return async (values: Values, config: LangGraphRunnableConfig): Promise<Command> => {
    const around = enter(machine, node.scope, values, config);
    const here = hereOf({ machine, node, around, memories: memoriesIn(values, around.run.id), config });
    const { entry, memory } = here;
    const { steps = 0 } = memory;
    const budget = steps > 0 ? await countSteps(services, entry.run.budget, steps, node.id, entry.emit) : await budgets.get(entry.run.budget);
    if (steps > 0) {
      entry.emit({ type: "node.started", node: node.id, kind: node.kind, visit: memory.visit, at: entry.now });
    }
    const begun = services.clock.now();
    const signal = config.signal ?? new AbortController().signal;
    // Lanes side by side take the time of the node that runs them, and it is counted once.
    const timed = node.scope.owner === "" && active.contains !== true && entry.around === undefined;
    const work = async (limited: AbortSignal): Promise<Next> => await run(stepOf(here, limited));
    const next = await withinTime({ node: node.id, budget: timed ? budget : undefined, clock: services.clock }, signal, work).catch(
      async (cause: unknown): Promise<Failed> => {
        if (!(cause instanceof LimitReached) && !isGraphBubbleUp(cause) && !signal.aborted)
          return { type: "fail", error: runError(cause, { node: node.id }), cause };
        reportLimit(cause, node.id, entry.emit);
        // The step stops here and will begin anew: it counts then.
        await budgets.settle(entry.run.budget, { steps: -steps, timeMs: timed ? services.clock.now() - begun : 0 });
        throw cause;
      },
    );
    const ms = services.clock.now() - begun;
    if (ms > 0 && timed) await budgets.settle(entry.run.budget, { timeMs: ms });
    const leave = async (how: Fusing): Promise<Departure> => await answered(here, lead(here, next, how), how, signal);
    let way = await leave(fusingIn(config, usual));
    if (passed(way) > 0 && !(await hasRoom(services, entry.run.budget, passed(way)))) way = await leave("none");
    if (way.left !== undefined) entry.emit(leftEvent(here, way.left, ms));
    return conclude(way, node, entry.emit);
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
