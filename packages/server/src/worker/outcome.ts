import { BatonError } from "@baton/core";
import type { CodeResult, Job, JobStatus, RunError, RunResult } from "@baton/runtime";
import type { Frame } from "../streams/frames.ts";

/** How a job ended, for whoever waits for it. */
export interface JobEnd {
  readonly status: JobStatus;
  /** The last values that it streamed, with what it waits for; undefined where it streamed none. */
  readonly values: Readonly<Record<string, unknown>> | undefined;
  readonly error: RunError | undefined;
}

/** What becomes of a job after a stretch: `again` gives it back to the queue. */
export type Outcome = { readonly type: "ended"; readonly end: JobEnd } | { readonly type: "again" };

/** The Agent Protocol's status of a job, by how its stretch ended. One that stopped for people has done its work. */
export function statusOf({ status }: RunResult | CodeResult): JobStatus {
  switch (status) {
    case "done":
    case "interrupted":
      return "success";
    case "failed":
    case "limit_reached":
      return "error";
    case "cancelled":
      return "interrupted";
    default:
      return status satisfies never;
  }
}

/** An error as LangGraph's server streams it. */
export function errorBody({ code, message }: Pick<RunError, "code" | "message">): { readonly error: string; readonly message: string } {
  return { error: code, message };
}

export function errorFrame(error: Pick<RunError, "code" | "message">): Frame {
  return { event: "error", data: JSON.stringify(errorBody(error)) };
}

/** What a job is told to have failed of. */
export function runErrorOf(cause: unknown): RunError {
  if (cause instanceof BatonError) {
    const { code, layer, message, fix } = cause;
    return { code, layer, message, ...(fix === undefined ? {} : { fix }) };
  }
  return { code: "internal", layer: "infrastructure", message: "Something went wrong in the server; its log says what." };
}

/** Whether another holder has the thread now, so that the job must wait for it. */
export function isTaken(cause: unknown): boolean {
  return cause instanceof BatonError && (cause.code === "thread_busy" || cause.code === "lease_lost");
}

/** The last values of a stream, and what it stopped for. */
export class LastValues {
  #values: Readonly<Record<string, unknown>> | undefined;
  #interrupts: readonly unknown[] = [];

  take(payload: unknown): void {
    if (typeof payload !== "object" || payload === null) return;
    if ("__interrupt__" in payload) {
      this.#interrupts = [...this.#interrupts, ...(Array.isArray(payload.__interrupt__) ? payload.__interrupt__ : [])];
    } else {
      this.#values = { ...payload };
    }
  }

  get all(): Readonly<Record<string, unknown>> | undefined {
    if (this.#interrupts.length === 0) return this.#values;
    return { ...this.#values, __interrupt__: this.#interrupts };
  }
}

/** Facts of a job that its graph in code may read. */
export function configFacts({ id, thread, assistant, graph, owner }: Job) {
  return { run_id: id, thread_id: thread, assistant_id: assistant, graph_id: graph, user_id: owner };
}
