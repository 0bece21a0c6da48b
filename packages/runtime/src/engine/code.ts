import { isJsonObject, type Json, type JsonObject, plainObject } from "@baton/core";
import { type BaseStore, isGraphDrained, RunControl } from "@langchain/langgraph";
import { runError } from "../compile/failure.ts";
import { saverOf } from "../compile/saver.ts";
import type { CodeGraph } from "../ports/catalogue.ts";
import type { Clock } from "../ports/clock.ts";
import { LEASE_KEY } from "../ports/leases.ts";
import type { Storage } from "../ports/storage.ts";
import type { Run, RunError } from "../ports/threads.ts";
import type { Watch } from "./contract.ts";
import { type HeldLease, holderName, holdLease } from "./lease.ts";
import { streamGraph } from "./stream.ts";
import type { GraphInput } from "./stream.ts";

/** One stretch of a run of a graph that somebody wrote in code. */
export interface CodeRequest extends Omit<Watch, "ended"> {
  readonly id: string;
  readonly graph: CodeGraph;
  readonly thread: string;
  /** The run that it begins, or goes on with. */
  readonly run: string;
  readonly input: GraphInput;
  readonly requester: string;
  readonly checkpoint?: string;
  /** LangGraph's own: configurable, recursionLimit, tags, metadata. */
  readonly config: JsonObject;
  readonly context?: JsonObject;
  /** What the graph sees of the store: its owner's part. */
  readonly store: BaseStore;
  readonly ended?: (result: CodeResult) => Promise<unknown>;
}

/** How it ended. */
export interface CodeResult {
  readonly thread: string;
  readonly run: string;
  readonly status: "done" | "interrupted" | "failed" | "cancelled";
  readonly error?: RunError;
  readonly drained?: true;
}

/**
 * Runs graphs in code as durably as documents: every superstep a checkpoint, one holder to a thread. No gateway sees what they do.
 * @throws BatonError `thread_busy`, `lease_lost`.
 */
export function codeRunner(storage: Storage, clock: Clock) {
  const holder = holderName();

  const stretch = async (request: CodeRequest, held: HeldLease): Promise<Pick<CodeResult, "status" | "error" | "drained">> => {
    const { graph, thread, input, checkpoint, context, config } = request;
    const { configurable, recursion_limit: recursionLimit, ...rest } = config;
    const control = new RunControl();
    const drain = (): void => control.requestDrain("drain");
    if (request.drain?.aborted === true) drain();
    request.drain?.addEventListener("abort", drain, { once: true });
    const signal = AbortSignal.any([held.lost, ...(request.signal === undefined ? [] : [request.signal])]);
    const given = configurable !== undefined && isJsonObject(configurable) ? configurable : {};
    const options = {
      ...rest,
      ...(recursionLimit === undefined ? {} : { recursionLimit }),
      ...(context === undefined ? {} : { context }),
      durability: "sync",
      signal,
      control,
      store: request.store,
      configurable: { ...given, ...placeOf(request, held), ...(checkpoint === undefined ? {} : { checkpoint_id: checkpoint }) },
    };
    try {
      await streamGraph(graph, input, request, options, (_, payload) => payload);
      const { tasks, next } = await graph.getState({ configurable: { thread_id: thread } });
      return { status: next.length > 0 || tasks.some(({ interrupts }) => interrupts.length > 0) ? "interrupted" : "done" };
    } catch (cause) {
      if (isGraphDrained(cause)) return { status: "interrupted", drained: true };
      if (held.lost.aborted) throw held.lost.reason;
      if (signal.aborted) return { status: "cancelled" };
      const { node: _, ...error } = runError(cause, { node: "" });
      return { status: "failed", error };
    } finally {
      request.drain?.removeEventListener("abort", drain);
    }
  };

  return async (request: CodeRequest): Promise<CodeResult> => {
    const { graph, thread, id, run } = request;
    graph.checkpointer = saverOf(storage);
    const held = await holdLease(storage.leases, clock, thread, holder);
    try {
      const row = (await storage.threads.getRun(run)) ?? freshRun(request, clock.now());
      const going: Run = { ...row, status: "running", endedAt: undefined };
      await Promise.all([storage.threads.putRun(going), storage.threads.update(thread, { status: "busy", graph: id, updatedAt: clock.now() })]);
      const end = await stretch(request, held);
      const result: CodeResult = { thread, run, ...end };
      const { status, error } = end;
      await Promise.all([
        storage.threads.putRun({ ...going, status, error, endedAt: status === "interrupted" ? undefined : clock.now() }),
        storage.threads.update(thread, { status: status === "done" || status === "cancelled" ? "idle" : status, updatedAt: clock.now() }),
        held.release(),
        request.ended?.(result),
      ]);
      return result;
    } finally {
      await held.release();
    }
  };
}

function placeOf({ thread }: CodeRequest, { lease }: HeldLease): Readonly<Record<string, Json>> {
  return { thread_id: thread, [LEASE_KEY]: lease.token };
}

function freshRun({ thread, run, requester, input }: CodeRequest, now: number): Run {
  const data = input === null || "lg_name" in input ? undefined : plainObject(input);
  return {
    id: run,
    thread,
    graphHash: "",
    status: "running",
    requester,
    environment: "local",
    fork: 0,
    input: data,
    outcome: undefined,
    output: undefined,
    error: undefined,
    startedAt: now,
    endedAt: undefined,
  };
}
