import { digest, type Json, type JsonObject } from "@baton/core";
import { isGraphInterrupt, RemoteException } from "@langchain/langgraph";
import { z } from "zod";
import type { Connection } from "./connection.ts";
import { failed, statusOf, unreachable, waits } from "./faults.ts";

/** The one run of a call, as its server has it. */
export interface RemoteRun {
  readonly id: string;
  readonly status: "pending" | "running" | "error" | "success" | "timeout" | "interrupted";
}

const runsSchema = z.array(
  z.object({
    run_id: z.string().regex(/^[\w-]+$/),
    status: z.enum(["pending", "running", "error", "success", "timeout", "interrupted"]),
  }),
);

const answerSchema = z.record(z.string(), z.json());

/** The thread of a call there, the same whenever it is asked for: a UUID made of the call's idempotency key. */
export function threadOf(idempotencyKey: string): string {
  const hex = digest(idempotencyKey).slice("sha256-".length);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The run of a call, if it was begun: by this attempt, an earlier one, or a process that died. */
export async function runOf({ runs }: Connection, thread: string): Promise<RemoteRun | undefined> {
  let listed: unknown;
  try {
    listed = await runs.list(thread, { limit: 1 });
  } catch (error) {
    if (statusOf(error) === 404) return undefined; // no thread, so no run
    throw error;
  }
  const [run] = runsSchema.parse(listed);
  return run && { id: run.run_id, status: run.status };
}

/** Begins the run and follows it to its end. Nothing of this run is told but the input. */
export async function begin({ graph }: Connection, thread: string, input: JsonObject, steps: number): Promise<void> {
  // Whatever is left out here LangGraph takes from the run around: its metadata is not the other server's business.
  const config = { configurable: { thread_id: thread }, metadata: {}, tags: [], callbacks: [], recursionLimit: steps, streamMode: "updates" as const };
  try {
    for await (const _ of await graph.stream(input, config));
  } catch (error) {
    const toldByItsState = isGraphInterrupt(error) || error instanceof RemoteException;
    const begunAlready = statusOf(error) === 409;
    if (!toldByItsState && !begunAlready) throw error;
  }
}

/** Follows a run that is under way to its end. */
export async function join({ runs }: Connection, thread: string, run: RemoteRun): Promise<void> {
  for await (const _ of runs.joinStream(thread, run.id, { streamMode: "updates" }));
}

/** What a run came to: the state of its graph. @throws BatonError `remote_failed`, `remote_waits`, `remote_unreachable` */
export async function outcome(name: string, connection: Connection, thread: string, run: RemoteRun): Promise<Json> {
  const { status } = run;
  switch (status) {
    case "pending":
    case "running":
      throw unreachable(name, "the connection ended before its run did");
    case "error":
    case "timeout":
      throw failed(name, thread, status === "timeout" ? "it ran out of time there" : connection.conceal(await reasonOf(connection, thread)));
    case "interrupted":
    case "success": {
      const { values, next, tasks } = await connection.graph.getState({ configurable: { thread_id: thread } });
      if (tasks.some(({ interrupts }) => interrupts.length > 0)) throw waits(name, thread);
      if (status === "interrupted" || next.length > 0) throw failed(name, thread, "it was stopped there");
      return answerSchema.parse(values);
    }
    default:
      return status satisfies never;
  }
}

async function reasonOf({ graph }: Connection, thread: string): Promise<string> {
  const { tasks } = await graph.getState({ configurable: { thread_id: thread } });
  const error: unknown = tasks.find((task) => task.error !== undefined)?.error;
  const told = z.object({ message: z.string() }).safeParse(error);
  return told.success ? told.data.message : "its graph ended in an error";
}
