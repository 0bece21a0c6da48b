import type { Client, StreamMode } from "@langchain/langgraph-sdk";
import type { Receiver } from "../webhooks/receiver.ts";
import type { Transcript } from "./transcript.ts";

/** What a scenario works with. */
export interface Stage {
  readonly client: Client;
  readonly url: string;
  /** Where webhooks of this server may go. */
  readonly receiver: Receiver;
  /** Writes down what the server said. */
  readonly note: (label: string, said: unknown) => void;
}

/** Something that a client does with a server, whichever that is. */
export type Scenario = (stage: Stage) => Promise<void>;

/** Plays a scenario and gives what it saw. */
export async function play(scenario: Scenario, stage: Omit<Stage, "note">): Promise<Transcript> {
  const noted = new Map<string, unknown>();
  await scenario({
    ...stage,
    note: (label, said) => {
      if (noted.has(label)) throw new Error(`${label} was noted twice`);
      // As it is now: clients change what they gave.
      noted.set(label, structuredClone(said));
    },
  });
  return Object.fromEntries(noted);
}

/** The status that a call was answered with where it was refused; what it gave where it was not. */
export async function statusOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return { given: await call };
  } catch (error) {
    if (error instanceof Error && "status" in error) return { status: error.status };
    throw error;
  }
}

/** All events of a stream, without their ids: these are the server's own business. */
export async function eventsOf(stream: AsyncIterable<{ readonly event: string; readonly data: unknown }>): Promise<readonly unknown[]> {
  const events: unknown[] = [];
  for await (const { event, data } of stream) events.push({ event, data });
  return events;
}

/** Reads a stream until an event of this name, and leaves it. */
export async function until(stream: AsyncIterable<{ readonly event: string }>, name: string): Promise<void> {
  for await (const { event } of stream) if (event === name) return;
}

/** A run that has begun and hangs in its second step. */
export async function hanging(client: Client, more: object = {}): Promise<{ readonly thread: string; readonly run: string }> {
  const { thread_id: thread } = await client.threads.create();
  const { promise, resolve } = Promise.withResolvers<string>();
  const streamMode: StreamMode = "updates";
  const stream = client.runs.stream(thread, "endless", {
    input: { begun: 1 },
    streamMode,
    streamResumable: true,
    onRunCreated: ({ run_id }) => resolve(run_id),
    ...more,
  });
  await until(stream, "updates");
  return { thread, run: await promise };
}
