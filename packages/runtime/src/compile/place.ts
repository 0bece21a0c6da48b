import { BatonError, type Json } from "@baton/core";
import type { Facts } from "../gateway/contract.ts";
import type { Flow, LaneLog, RunFacts } from "./channels.ts";
import { mergeInto } from "./merge.ts";
import type { Plan } from "./plan.ts";
import type { Scope } from "./scope.ts";
import type { RunInfo } from "./step.ts";

/** Where a run stands, as a step sees it. */
export interface Place {
  readonly run: RunInfo;
  /** Declared channels, and in a lane its own; unwritten ones are absent. */
  readonly state: Readonly<Record<string, Json>>;
  /** All of them, where an owner around sees only some: rules look at these. */
  readonly whole?: Readonly<Record<string, Json>>;
  readonly flow: Flow | undefined;
  /** `node.port` pairs left in this run that policies ask about; a node alone stands for its first port. */
  readonly left: ReadonlySet<string>;
  /** The lanes and subgraphs around it, `screen.1[3]/check.1`; empty at the top. */
  readonly path: string;
  /** What nodes remember over the runs of a thread. */
  readonly kept: Readonly<Record<string, Json>>;
  /** What is around the graph that the step belongs to; absent where it is the run's own. */
  readonly around?: Around;
}

/** What a graph has around it, when a node of another contains it: where that node stands. */
export interface Around extends Facts {
  readonly run: RunInfo;
  /** Budget of the graph inside. */
  readonly budget: string;
  readonly path: string;
}

/** Key of `configurable` under which a graph that runs inside another gets what is around it. */
export const AROUND = "baton_around";

/** What a lane has around it: the place of the node that runs it, and its own path. It is handed on, not kept: around a lane nothing changes while it runs. */
export type Outer = Omit<Place, "flow" | "kept">;

/** Key of `configurable` under which lanes get what is around them. */
export const OUTER = "baton_outer";

/** What a lane is, in its channel `$lane`. */
export interface LaneFacts {
  /** The node that its branch starts with. */
  readonly entry: string;
  readonly locals: Readonly<Record<string, Json>>;
  readonly before?: LaneBefore;
}

/** What lanes did that a lane builds on, and that stands in no channel yet: to that lane it is as if it did. */
export interface LaneBefore {
  readonly log: LaneLog;
  readonly counts: Flow["counts"];
}

/** @throws BatonError where a lane is run by something else than the node that opens it. */
export function outerOf(config: { readonly configurable?: Readonly<Record<string, unknown>> }): Outer {
  const outer: unknown = config.configurable?.[OUTER];
  if (isOuter(outer)) return outer;
  throw new BatonError("run_missing", "orchestration", "A branch runs only inside the node that starts it; resume its thread.");
}

/** What is around the graph that a config is for; undefined where it is the run's own. */
export function aroundOf(config: { readonly configurable?: Readonly<Record<string, unknown>> }): Around | undefined {
  const around: unknown = config.configurable?.[AROUND];
  return isAround(around) ? around : undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** A step at the top of a graph. */
export function topPlace(plan: Plan, values: Values, config: { readonly configurable?: Readonly<Record<string, unknown>> }): Place {
  const facts = values["$run"];
  if (!isFacts(facts)) throw new BatonError("run_missing", "orchestration", "This thread has no run; start one with an input.");
  const thread = config.configurable?.["thread_id"];
  const state: Record<string, Json> = {};
  for (const name of plan.graph.channels.keys()) {
    const value = values[name];
    if (isJson(value)) state[name] = value;
  }
  const flow = isFlow(values["$flow"]) ? values["$flow"] : undefined;
  const around = aroundOf(config);
  const run: RunInfo = {
    ...facts,
    thread: typeof thread === "string" ? thread : "",
    graphHash: around?.run.graphHash ?? plan.graph.hash,
    budget: around?.budget ?? facts.id,
  };
  const kept = isRecord(values["$kept"]) ? values["$kept"] : {};
  return { run, state, flow, kept, left: portsLeft(plan, flow, run.id), path: around?.path ?? "", ...(around === undefined ? {} : { around }) };
}

/** A step in a lane: what is around it as it was at the fork, the lane's own channels, and what it wrote. */
export function lanePlace(plan: Plan, scope: Scope, outer: Outer, values: Values): Place {
  const { run, path, whole, around } = outer;
  const { locals, before } = isLane(values["$lane"]) ? values["$lane"] : {};
  const log = [...(before?.log ?? []), ...(isLog(values["$log"]) ? values["$log"] : [])];
  const within = (outside: Place["state"]): Place["state"] => written(scope, laneStart(scope, outside, locals), log);
  const flow = isFlow(values["$flow"]) ? values["$flow"] : undefined;
  const built = before && { run: run.id, counts: before.counts };
  const left = new Set([...outer.left, ...portsLeft(plan, built, run.id), ...portsLeft(plan, flow, run.id)]);
  return {
    run,
    state: within(outer.state),
    flow,
    left,
    path,
    kept: {},
    ...(whole === undefined ? {} : { whole: within(whole) }),
    ...(around === undefined ? {} : { around }),
  };
}

/** Channels where a lane begins: what is around it, what each lane has for itself, and what this one is given. */
export function laneStart(scope: Scope, outside: Place["state"], given: Place["state"] = {}): Place["state"] {
  const state: Record<string, Json> = { ...outside };
  for (const name of scope.locals) {
    const initial = scope.channels.get(name)?.initial;
    if (initial === undefined) delete state[name];
    else state[name] = initial;
  }
  return { ...state, ...given };
}

/** Channels with what was written to them, one after the other. */
export function written({ channels }: Scope, state: Place["state"], log: LaneLog): Place["state"] {
  const all: Record<string, Json> = { ...state };
  for (const [name, value] of log) {
    const channel = channels.get(name);
    if (channel !== undefined) all[name] = mergeInto(channel.merge, all[name], value);
  }
  return all;
}

/** Namespace of the checkpoints that a step's own task belongs to: empty at the top of a thread. */
export function namespaceOf(config: { readonly configurable?: Readonly<Record<string, unknown>> }): string {
  const ns: unknown = config.configurable?.["checkpoint_ns"];
  return typeof ns === "string" ? ns.split("|").slice(0, -1).join("|") : "";
}

function portsLeft({ watchedPorts, nodes }: Plan, flow: Flow | undefined, run: string): ReadonlySet<string> {
  const left = flow?.run === run ? Object.keys(flow.counts).filter((key) => watchedPorts.has(key)) : [];
  const first = left.flatMap((key) => {
    const [node = "", port] = key.split(".");
    return nodes.get(node)?.firstPort === port ? [node] : [];
  });
  return new Set([...left, ...first]);
}

// Baton's private channels hold what Baton wrote; these guards tell the shapes apart for the type checker.
function isOuter(value: unknown): value is Outer {
  return typeof value === "object" && value !== null && "run" in value && "state" in value && "path" in value;
}

function isRecord(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAround(value: unknown): value is Around {
  return typeof value === "object" && value !== null && "budget" in value && "evaluate" in value;
}

export function isLane(value: unknown): value is LaneFacts {
  return typeof value === "object" && value !== null && "entry" in value;
}

export function isLog(value: unknown): value is LaneLog {
  return Array.isArray(value);
}

export function isFlow(value: unknown): value is Flow {
  return typeof value === "object" && value !== null && "counts" in value;
}

function isFacts(value: unknown): value is RunFacts {
  return typeof value === "object" && value !== null && "fork" in value && "environment" in value;
}

/** Declared channels hold JSON and nothing else: every way in converts. */
function isJson(value: unknown): value is Json {
  return value !== undefined && typeof value !== "function" && typeof value !== "bigint";
}
