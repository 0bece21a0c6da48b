import type { Client } from "@langchain/langgraph-sdk";
import { z } from "zod";
import { agentClient } from "../../api/client.ts";

/** Where a run is to stop: nodes before or after which it pauses. */
export interface Stops {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const noStops: Stops = { before: [], after: [] };

/** A stretch of work of a run on its thread: LangGraph's clients call it a run. */
export interface Job {
  readonly id: string;
  readonly thread: string;
  readonly createdAt: number;
  readonly over: boolean;
  /** Whether its stream tells what Baton reports. */
  readonly told: boolean;
}

const streamed = { streamMode: ["custom", "messages-tuple"], streamSubgraphs: true, streamResumable: true } as const satisfies object;

function options({ before, after }: Stops) {
  return {
    ...streamed,
    streamMode: [...streamed.streamMode],
    // What the folder says runs, even while another version is published; the server then simulates what writes.
    config: { configurable: { draft: true } },
    ...(before.length === 0 ? {} : { interruptBefore: [...before] }),
    ...(after.length === 0 ? {} : { interruptAfter: [...after] }),
  };
}

/** Starts a run on a thread of its own; the job that begins it has its id. @throws Error in the server's words. */
export async function startRun(graph: string, input: Readonly<Record<string, unknown>>, stops: Stops = noStops): Promise<Job> {
  return await said(async (client) => {
    const thread = crypto.randomUUID();
    const made = await client.runs.create(thread, graph, { ...options(stops), input: { ...input }, ifNotExists: "create" });
    return { id: made.run_id, thread, createdAt: Date.parse(made.created_at), over: false, told: true };
  });
}

/** Goes on with a run where it stands, or from one of its checkpoints in a new fork. @throws Error in the server's words. */
export async function continueRun(graph: string, thread: string, stops: Stops = noStops, checkpoint?: string): Promise<void> {
  await said(async (client) => {
    await client.runs.create(thread, graph, { ...options(stops), input: null, ...(checkpoint === undefined ? {} : { checkpointId: checkpoint }) });
  });
}

/** Changes the state at a checkpoint; what comes next stays. The run's new head is what it gives. @throws Error in the server's words. */
export async function amendState(thread: string, checkpoint: string, values: Readonly<Record<string, unknown>>): Promise<void> {
  await said(async (client) => {
    await client.threads.updateState(thread, { values: { ...values }, checkpointId: checkpoint });
  });
}

/** Stops a job: the run stays where its last step ended. */
export async function stopJob(thread: string, job: string): Promise<void> {
  await said(async (client) => await client.runs.cancel(thread, job, false, "interrupt"));
}

const kwargsSchema = z.object({ stream_mode: z.union([z.string(), z.array(z.string())]).optional() });

/** What works on a thread, or did so last. */
export async function lastJob(thread: string, signal: AbortSignal): Promise<Job | undefined> {
  return await said(async (client) => {
    const [newest] = await client.runs.list(thread, { limit: 1, signal });
    if (newest === undefined) return undefined;
    const over = newest.status !== "running" && newest.status !== "pending";
    const { stream_mode: modes = [] } = "kwargs" in newest ? (kwargsSchema.safeParse(newest.kwargs).data ?? {}) : {};
    return { id: newest.run_id, thread, createdAt: Date.parse(newest.created_at), over, told: [modes].flat().includes("custom") };
  });
}

/** Everything that a job streamed and streams, from its beginning until its end. */
export async function* streamOf({ id, thread }: Job, signal: AbortSignal): AsyncGenerator<{ readonly event: string; readonly data: unknown }> {
  for await (const { event, data } of (await agentClient()).runs.joinStream(thread, id, { lastEventId: "0", signal })) {
    const part: unknown = data;
    yield { event: event.split("|", 1)[0] ?? event, data: part };
  }
}

const refusal = z.object({ detail: z.string().optional(), message: z.string().optional() });

async function said<Answer>(call: (client: Client) => Promise<Answer>): Promise<Answer> {
  try {
    return await call(await agentClient());
  } catch (error) {
    const text = error instanceof Error && "text" in error && typeof error.text === "string" ? error.text : undefined;
    const told = text === undefined ? undefined : refusal.safeParse(readJson(text)).data;
    const message = told?.detail ?? told?.message;
    throw message === undefined ? error : new Error(message, { cause: error });
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
