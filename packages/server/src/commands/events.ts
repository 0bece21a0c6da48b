import type { Job, StreamEntry } from "@baton/runtime";
import { z } from "zod";
import { requestOf } from "../worker/request.ts";

/** One event of a thread before a connection filters it. */
export interface ThreadEvent {
  readonly seq: number;
  readonly method: string;
  readonly namespace: readonly string[];
  /** JSON text of its `params`. */
  readonly params: string;
}

type Ending = "completed" | "failed" | "interrupted";

/**
 * The events of one job, read from what it streamed. They are numbered from `base` on, and the last number is kept for how it ended, which only its
 * row tells: so the next job's follow on, and each has the same number whenever and by whichever process it is read.
 */
export class JobEvents {
  readonly #job: Job;
  readonly #base: number;
  readonly #protocol: boolean;
  #last = 0;
  #asks = false;
  #failed = false;

  constructor(job: Job, base: number) {
    this.#job = job;
    this.#base = base;
    this.#protocol = requestOf(job).protocol === true;
  }

  /** Events of one entry of the job's stream, none where it has nothing for the protocol. */
  take({ seq, event, data }: StreamEntry): readonly ThreadEvent[] {
    this.#last = seq;
    const number = this.#base + seq;
    const [mode = "", ...namespace] = event.split("|");
    if (mode === "metadata") return [this.#lifecycle(number, "running")];
    if (mode === "error") {
      this.#failed = true;
      return [this.#lifecycle(number, "failed", { error: errorSchema.parse(JSON.parse(data)).message })];
    }
    if (this.#protocol) {
      if (mode === "input.requested") this.#asks = true;
      return [{ seq: number, method: mode, namespace, params: data }];
    }
    return this.#classic(number, mode, namespace, data);
  }

  /** How it ended; undefined while it has not. */
  end(job: Job): ThreadEvent | undefined {
    const ending = endingOf(job, this.#asks);
    // What failed has said so already.
    return ending === undefined || this.#failed
      ? undefined
      : this.#lifecycle(this.next, ending, { at: job.updatedAt, ...(ending === "failed" && job.error !== undefined ? { error: job.error.message } : {}) });
  }

  /** The number that the next job's follow on. */
  get next(): number {
    return this.#base + this.#last + 1;
  }

  /** A job that was made for other clients, or by the server itself: what it streamed, as far as the protocol has it. */
  #classic(seq: number, mode: string, namespace: readonly string[], data: string): readonly ThreadEvent[] {
    if (mode !== "values") return [];
    const { __interrupt__: interrupts, ...values } = valuesSchema.parse(JSON.parse(data));
    const asks = interrupts.map(({ id, value }) => this.#event(seq, "input.requested", namespace, { interrupt_id: id, payload: value }));
    if (asks.length > 0) this.#asks = true;
    return [...asks, ...(Object.keys(values).length === 0 ? [] : [this.#event(seq, "values", namespace, values)])];
  }

  #lifecycle(seq: number, event: string, { at, ...more }: { readonly at?: number; readonly error?: string } = {}): ThreadEvent {
    return this.#event(seq, "lifecycle", [], { event, graph_name: this.#job.graph, ...more }, at);
  }

  /** What was streamed without its time has its job's. */
  #event(seq: number, method: string, namespace: readonly string[], data: unknown, at = this.#job.createdAt): ThreadEvent {
    return { seq, method, namespace, params: JSON.stringify({ namespace, timestamp: at, data }) };
  }
}

const errorSchema = z.object({ message: z.string().catch("The run failed.") });
const valuesSchema = z.looseObject({ __interrupt__: z.array(z.object({ id: z.string(), value: z.unknown() })).default([]) });

function endingOf({ status }: Job, asks: boolean): Ending | undefined {
  switch (status) {
    case "pending":
    case "running":
      return undefined;
    case "success":
      return asks ? "interrupted" : "completed";
    case "error":
    case "timeout":
      return "failed";
    case "interrupted":
      return "interrupted";
    default:
      return status satisfies never;
  }
}
