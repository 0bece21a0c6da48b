import { setImmediate as nextTurn } from "node:timers/promises";
import { BatonError, type Json, type JsonObject } from "@baton/core";
import { GraphDrained, isGraphDrained, RunControl } from "@langchain/langgraph";
import type { BatonGraph } from "../compile/graph.ts";
import { runError } from "../compile/failure.ts";
import { STEPWISE } from "../compile/stepwise.ts";
import { DRAIN_SIGNAL } from "../drain.ts";
import { type BatonEvent, EVENT_SINK } from "../events.ts";
import { LimitReached } from "../limits.ts";
import { LEASE_KEY, type Lease } from "../ports/leases.ts";
import type { RunError } from "../ports/threads.ts";
import type { Storage } from "../ports/storage.ts";
import type { Clock } from "../ports/clock.ts";
import type { Watch } from "./contract.ts";
import { shownPayload } from "./shown.ts";
import { type GraphInput, streamGraph } from "./stream.ts";

/** How a stretch of a run, from an input or an answer to the next stop, ended. */
export type SegmentEnd =
  | { readonly type: "stopped"; readonly values: unknown } // at an outcome, as the last values tell, or at an interrupt
  | { readonly type: "drained" }
  | { readonly type: "cancelled" }
  | { readonly type: "limit"; readonly error: RunError }
  | { readonly type: "failed"; readonly error: RunError };

interface Segment {
  readonly graph: BatonGraph;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly thread: string;
  readonly run: string;
  readonly lease: Lease;
  readonly lost: AbortSignal;
  readonly input: GraphInput;
  readonly configurable?: Readonly<Record<string, unknown>>;
  readonly watch: Watch;
}

/**
 * Streams a graph until it stops, logging what it reports. Never throws for what happens inside the graph.
 * @throws BatonError `lease_lost` where another process has the thread now: how the run stands is that one's to say.
 */
export async function runSegment(segment: Segment): Promise<SegmentEnd> {
  const { graph, watch, thread } = segment;
  const control = new RunControl();
  const draining = new AbortController();
  const drain = (): void => {
    control.requestDrain("drain");
    draining.abort(new GraphDrained("drain"));
  };
  watch.drain?.addEventListener("abort", drain, { once: true });
  if (watch.drain?.aborted === true) drain();
  const cancel = new AbortController();
  const stop = (): void => cancel.abort(watch.signal?.reason ?? segment.lost.reason);
  watch.signal?.addEventListener("abort", stop, { once: true });
  segment.lost.addEventListener("abort", stop, { once: true });
  const log = eventLog(segment, () => cancel.abort());
  try {
    if (watch.signal?.aborted === true || segment.lost.aborted) stop();
    const keys = { thread_id: thread, [LEASE_KEY]: segment.lease.token, [EVENT_SINK]: log.add, [DRAIN_SIGNAL]: draining.signal };
    const configurable = { ...segment.configurable, ...keys, ...(watch.breakpoints === undefined ? {} : { [STEPWISE]: true }) };
    const values = await streamGraph(graph, segment.input, watch, { signal: cancel.signal, control, configurable }, shownPayload);
    const lost = await log.written();
    if (lost !== undefined) throw lost.reason;
    return { type: "stopped", values };
  } catch (cause) {
    const lost = await log.written();
    const error: unknown = lost === undefined ? cause : lost.reason;
    if (isGraphDrained(error)) return { type: "drained" };
    if (segment.lost.aborted) throw segment.lost.reason;
    if (error instanceof BatonError && error.code === "lease_lost") throw error;
    if (lost === undefined && cancel.signal.aborted) {
      // What was under way hears of it in this turn, and gives back what it had taken.
      await nextTurn();
      return { type: "cancelled" };
    }
    if (error instanceof LimitReached) return { type: "limit", error: withoutNode(runError(error, { node: "" })) };
    return { type: "failed", error: withoutNode(runError(error, { node: "" })) };
  } finally {
    watch.drain?.removeEventListener("abort", drain);
    watch.signal?.removeEventListener("abort", stop);
    segment.lost.removeEventListener("abort", stop);
  }
}

function withoutNode(error: RunError): RunError {
  if (error.node !== "") return error;
  const { node: _, ...rest } = error;
  return rest;
}

/** Writes events in their order, those of one turn at once; where that fails the run stops, since nobody would know what it did. */
function eventLog({ storage, clock, thread, run, watch }: Segment, stop: () => void) {
  let waiting: { readonly event: BatonEvent; readonly at: number }[] = [];
  let lost: { readonly reason: unknown } | undefined;
  let tail: Promise<void> = Promise.resolve();
  const write = (): void => {
    const [first, ...others] = waiting;
    if (first === undefined || lost !== undefined) return;
    const other = others.findIndex(({ at }) => at !== first.at);
    const batch = waiting.slice(0, other === -1 ? waiting.length : other + 1).map(({ event }) => event);
    waiting = waiting.slice(batch.length);
    // Not after those before, which may wait for a commit: these go with the same one.
    tail = Promise.all([tail, kept(batch, first.at)]).then(() => undefined);
    write();
  };
  const kept = async (batch: readonly BatonEvent[], at: number): Promise<void> => {
    try {
      await storage.events.append(thread, run, at, batch.map(asJson));
    } catch (reason) {
      lost ??= { reason };
      stop();
      return;
    }
    for (const event of batch) watch.onEvent?.(event, at);
  };
  return {
    add: (event: BatonEvent): void => {
      if (waiting.length === 0) queueMicrotask(write);
      waiting.push({ event, at: clock.now() });
    },
    /** Waits for all events so far; why they could not be written, if so. */
    written: async () => {
      write();
      await tail;
      return lost;
    },
  };
}

function asJson(event: BatonEvent): Json {
  const { ...fields } = event;
  const entries: [string, Json][] = Object.entries(fields).map(([key, value]) => [key, structuredJson(value)]);
  return Object.fromEntries(entries);
}

function structuredJson(value: unknown): Json {
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(structuredJson);
  if (typeof value === "object") {
    const record: JsonObject = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, structuredJson(item)]));
    return record;
  }
  return null;
}

/** An error of the engine itself, with its fix. */
export function refusal(code: string, message: string, fix?: string): BatonError {
  return new BatonError(code, "orchestration", message, fix === undefined ? {} : { fix });
}
