import type { Json } from "@baton/core";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";
import { Command, type Interrupt, isGraphInterrupt, type LangGraphRunnableConfig } from "@langchain/langgraph";
import { type BaseCheckpointSaver, type CheckpointTuple, INTERRUPT, RESUME } from "@langchain/langgraph-checkpoint";
import { z } from "zod";
import { runErrorSchema } from "../bookkeeping/rows.ts";
import type { MemoryUpdate } from "../compile/channels.ts";
import type { LaneFacts, Outer } from "../compile/place.ts";
import { OUTER } from "../compile/place.ts";
import type { LaneResult } from "../compile/step.ts";
import { DRAIN_SIGNAL } from "../drain.ts";
import { EVENT_SINK } from "../events.ts";
import { LEASE_KEY } from "../ports/leases.ts";

/** A lane as LangGraph runs it: a graph of its own, its checkpoints in a namespace of the same thread. */
export interface LaneGraph {
  invoke(input: object | null, config: LangGraphRunnableConfig): Promise<unknown>;
}

/** How far a lane came. */
export type LaneState =
  | { readonly type: "ended"; readonly end: LaneResult["end"]; readonly log: LaneResult["log"]; readonly counts: LaneResult["counts"] }
  /** It waits, with what it told whoever is to answer; `moved` where it did something before. */
  | { readonly type: "parked"; readonly interrupts: readonly Interrupt[]; readonly moved: boolean };

/** What it takes to run one lane. */
export interface LaneRun {
  readonly graph: LaneGraph;
  readonly saver: BaseCheckpointSaver;
  readonly thread: string;
  /** Checkpoint namespace: the same whenever this lane is gone on with. */
  readonly ns: string;
  /** What its channels begin with. */
  readonly input: { readonly $lane: LaneFacts; readonly [memory: `${string}$`]: MemoryUpdate };
  readonly outer: Outer;
  /** Config of the node that runs it. */
  readonly config: LangGraphRunnableConfig;
  readonly signal: AbortSignal;
  /** True where what an interrupt waits for has come. */
  readonly isSettled: (interrupt: Interrupt) => Promise<boolean>;
}

const json = z.custom<Json>((value) => value !== undefined);
const valuesSchema = z.object({
  $ended: z
    .union([
      z.object({ status: z.literal("done"), value: json.exactOptional(), port: z.string().exactOptional() }),
      z.object({ status: z.literal("failed"), error: runErrorSchema }),
    ])
    .optional(),
  $log: z.array(z.tuple([z.string(), json])).default([]),
  $flow: z.object({ counts: z.record(z.string(), z.number()) }).optional(),
});

// Keys of LangGraph's own configs: with a way to read the state around it a graph runs as part of another, in the namespace it is given.
const READ = "__pregel_read";
const STREAM = "__pregel_stream";
// Graphs inside a lane go on with it from their own checkpoints; without this they would begin anew.
const RESUMING = "__pregel_resuming";

/** Begins a lane, or goes on with it where it stands: after a kill, or once what it waits for has come. Throws what stops the run as a whole. */
export async function runLane(lane: LaneRun): Promise<LaneState> {
  const tuple = await lane.saver.getTuple({ configurable: { thread_id: lane.thread, checkpoint_ns: lane.ns } });
  const known = tuple && stateOf(tuple.checkpoint.channel_values);
  if (known !== undefined) return known;
  const waiting = tuple === undefined ? [] : pendingOf(tuple);
  const settled: Record<string, true> = {};
  for (const interrupt of waiting) if (interrupt.id !== undefined && (await lane.isSettled(interrupt))) settled[interrupt.id] = true;
  if (waiting.length > 0 && Object.keys(settled).length === 0) return { type: "parked", interrupts: waiting, moved: false };
  const goOn = waiting.length > 0 ? new Command({ resume: settled }) : null;
  try {
    const values: unknown = await invoke(lane, tuple === undefined ? lane.input : goOn, tuple !== undefined);
    const state = stateOf(values);
    if (state !== undefined) return state;
    throw new Error(`The branch ${lane.outer.path} stopped without an end.`);
  } catch (error) {
    if (isGraphInterrupt(error)) return { type: "parked", interrupts: error.interrupts, moved: true };
    throw error;
  }
}

/** Outside the asynchronous context of the node that runs it: from there it would take over that node's own resume values. */
async function invoke({ graph, thread, ns, outer, config, signal }: LaneRun, input: LaneRun["input"] | Command | null, resuming: boolean): Promise<unknown> {
  const { configurable = {}, callbacks, writer, control } = config;
  const inner = {
    configurable: {
      thread_id: thread,
      checkpoint_ns: ns,
      [READ]: configurable[READ],
      [STREAM]: configurable[STREAM],
      [RESUMING]: resuming,
      ...(configurable[LEASE_KEY] === undefined ? {} : { [LEASE_KEY]: configurable[LEASE_KEY] }),
      ...(configurable[EVENT_SINK] === undefined ? {} : { [EVENT_SINK]: configurable[EVENT_SINK] }),
      ...(configurable[DRAIN_SIGNAL] === undefined ? {} : { [DRAIN_SIGNAL]: configurable[DRAIN_SIGNAL] }),
      [OUTER]: outer,
    },
    signal,
    durability: "sync" as const,
    recursionLimit: 1_000_000,
    ...(callbacks === undefined ? {} : { callbacks }),
    ...(writer === undefined ? {} : { writer }),
    ...(control === undefined ? {} : { control }),
  };
  return await AsyncLocalStorageProviderSingleton.runWithConfig(undefined, async () => await graph.invoke(input, inner), true);
}

function stateOf(values: unknown): Extract<LaneState, { type: "ended" }> | undefined {
  const { $ended, $log, $flow } = valuesSchema.parse(values ?? {});
  return $ended && { type: "ended", end: $ended, log: $log, counts: $flow?.counts ?? {} };
}

/** Interrupts of a lane that have no answer yet. */
function pendingOf({ pendingWrites = [] }: CheckpointTuple): readonly Interrupt[] {
  const over = new Set(pendingWrites.filter(([, channel]) => channel !== INTERRUPT && channel !== RESUME).map(([task]) => task));
  return pendingWrites.flatMap(([task, channel, value]) => (channel === INTERRUPT && !over.has(task) ? interruptsIn(value) : []));
}

function interruptsIn(value: unknown): readonly Interrupt[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((each): each is Interrupt => typeof each === "object" && each !== null && "value" in each);
}
