import { BatonError, type Compiled, type Json, plainJson } from "@baton/core";
import type { Interrupt } from "@langchain/langgraph";
import { z } from "zod";
import { isSettled } from "../engine/settled.ts";
import { runError } from "../compile/failure.ts";
import { laneStart, namespaceOf } from "../compile/place.ts";
import { saverOf } from "../compile/saver.ts";
import type { Scope } from "../compile/scope.ts";
import type { Lane, LaneResult, Lanes, LaneTasks, Next, Step } from "../compile/step.ts";
import { drained } from "../pool.ts";
import { type Mapping, mappingSteps } from "./mapping.ts";
import { leftIn, pathOf } from "./path.ts";
import { type LaneGraph, type LaneState, runLane } from "./run.ts";

/** What the lanes of a region run on; made once the graph is planned. */
export interface LaneHome {
  readonly graph: LaneGraph;
  readonly scope: Scope;
  /** The node that each branch starts with, by port; a port that leads straight to the join has none. */
  readonly entries: ReadonlyMap<string, { readonly node: string; readonly active: boolean }>;
  /** What each lane gives to the join. */
  readonly collect: Compiled | undefined;
  readonly watchedPorts: ReadonlySet<string>;
}

/** Homes by the node that opens the region, filled while the graph is compiled. */
export type LaneGraphs = Map<string, LaneHome>;

// What the node that runs lanes remembers between its steps: LangGraph's task that opened them names their checkpoints.
const notesSchema = z.object({ opened: z.string() });

/**
 * The lanes of the region that a node opens.
 * @param mapping where the region is one tool call for each item: then there are no lanes, but a row in the journal for each.
 */
export function laneRunner(owner: string, homes: LaneGraphs, mapping: (() => Mapping) | undefined): Lanes {
  return {
    lower: (lanes, { concurrency }) =>
      mapping === undefined
        ? {
            type: "active",
            scratch: true,
            lanes: "",
            steps: { "": (step) => runAll(step, homeOf(owner, homes), lanes(step), concurrency) },
          }
        : { type: "active", scratch: true, steps: mappingSteps(mapping, lanes, concurrency) },
    run: async (step, tasks, { concurrency }) => await runTasks(step, homeOf(owner, homes), tasks, concurrency),
  };
}

function homeOf(owner: string, homes: LaneGraphs): LaneHome {
  const home = homes.get(owner);
  if (home !== undefined) return home;
  throw new BatonError("graph_invalid", "orchestration", `The branches of \`${owner}\` never meet; add a join that names it.`);
}

/** Runs all lanes of a region. */
async function runAll(step: Step, home: LaneHome, lanes: readonly Lane[], concurrency: number): Promise<Next> {
  const begun = [...lanes];
  const results = new Map<string, LaneResult>();
  const tasks: LaneTasks = {
    ready: () => begun.splice(0),
    ended: ({ id }, result) => void results.set(id, result),
    parked: () => undefined,
  };
  const interrupts = await runTasks(step, home, tasks, concurrency);
  if (interrupts.length > 0) return { type: "park", interrupts, scratch: { notes: { opened: openedBy(step) } } };
  return { type: "join", join: home.scope.join ?? "", results: lanes.flatMap(({ id }) => results.get(id) ?? []) };
}

/** Runs lanes as they get ready, until each has ended or waits, and nothing that one of them waits for has come. */
async function runTasks(step: Step, home: LaneHome, tasks: LaneTasks, concurrency: number): Promise<readonly Json[]> {
  const opened = openedBy(step);
  const began = new Set<string>();
  const parked = new Map<string, Parked>();
  const queue: Lane[] = [];
  const fill = (): void => {
    for (const lane of tasks.ready()) {
      if (began.has(lane.id)) continue;
      began.add(lane.id);
      queue.push(lane);
    }
  };
  const work = async (lane: Lane): Promise<void> => {
    const came = await runOne(step, home, opened, lane);
    if (came.type === "parked") {
      parked.set(lane.id, { lane, interrupts: came.interrupts });
      tasks.parked(lane, came.interrupts.map(valueOf), came.moved);
    } else {
      parked.delete(lane.id);
      tasks.ended(lane, resultOf(lane, came, home.watchedPorts));
    }
  };
  for (;;) {
    fill();
    await drained(queue, concurrency, work, fill);
    // In the order in which they were begun, whichever came to its stop first.
    const waiting = [...began].flatMap((id) => parked.get(id) ?? []);
    const may = await Promise.all(waiting.map(async ({ lane, interrupts }) => ((await anySettled(step, interrupts)) ? [lane] : [])));
    queue.push(...may.flat());
    if (queue.length === 0) return waiting.flatMap(({ interrupts }) => interrupts.map(valueOf));
  }
}

interface Parked {
  readonly lane: Lane;
  readonly interrupts: readonly Interrupt[];
}

/** What names the checkpoints of the lanes that a step runs. */
function openedBy({ scratch, task }: Step): string {
  return notesSchema.safeParse(scratch.notes).data?.opened ?? task;
}

async function anySettled(step: Step, interrupts: readonly Interrupt[]): Promise<boolean> {
  for (const interrupt of interrupts) if (await settled(step, interrupt)) return true;
  return false;
}

async function runOne(step: Step, home: LaneHome, opened: string, lane: Lane): Promise<LaneState> {
  const { run, node, config, services, whole, around: containing } = step;
  const entry = home.entries.get(lane.branch);
  if (entry === undefined) return straight(step, home, lane);
  const around = namespaceOf(config);
  return await runLane({
    graph: home.graph,
    saver: saverOf(services.storage),
    thread: run.thread,
    // A fork goes on in checkpoints of its own, so that the original's stay as they are.
    ns: `${around === "" ? "" : `${around}|`}${node.id}:${opened}${run.fork === 0 ? "" : `~${run.fork}`}/${lane.id}`,
    input: {
      $lane: { entry: entry.node, locals: lane.locals, ...(lane.before === undefined ? {} : { before: lane.before }) },
      ...(entry.active ? { [`${entry.node}$` as const]: { op: "enter", run: run.id, steps: 1 } } : {}),
    },
    outer: {
      run,
      state: step.state,
      left: home.scope.join === undefined ? step.left : leftIn(step, lane),
      path: pathOf(step, lane.id),
      ...(whole === undefined ? {} : { whole: whole.state }),
      ...(containing === undefined ? {} : { around: containing }),
    },
    config,
    signal: step.signal,
    isSettled: async (interrupt) => await settled(step, interrupt),
  });
}

/** A branch without nodes. */
function straight(step: Step, { collect, scope }: LaneHome, { locals }: Lane): LaneState {
  const ended = (end: LaneResult["end"]): LaneState => ({ type: "ended", end, log: [], counts: {} });
  try {
    return ended({ status: "done", ...(collect === undefined ? {} : { value: step.evaluate(collect, laneStart(scope, {}, locals)) }) });
  } catch (cause) {
    return ended({ status: "failed", error: runError(cause, { node: step.node.id }) });
  }
}

async function settled({ services }: Step, { value }: Interrupt): Promise<boolean> {
  return await isSettled(services.storage, services.clock, value);
}

function valueOf({ value }: Interrupt): Json {
  return plainJson(value);
}

function resultOf({ branch, index, item }: Lane, { end, log, counts }: Extract<LaneState, { type: "ended" }>, watched: ReadonlySet<string>): LaneResult {
  const told = Object.fromEntries(Object.entries(counts).filter(([key]) => watched.has(key)));
  return { branch, index, ...(item === undefined ? {} : { item }), end, log, counts: told };
}
