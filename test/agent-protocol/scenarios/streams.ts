import type { StreamMode } from "@langchain/langgraph-sdk";
import { eventsOf, type Scenario, statusOf } from "../scenario.ts";

const modes: readonly StreamMode[] = ["values", "updates", "messages", "messages-tuple", "custom", "tasks", "checkpoints", "debug"];
const hello = { messages: [{ type: "human", content: "Hello", id: "hello" }] };

/** A stream of each mode alone. */
export const streamsOfOneMode: Scenario = async ({ client: { runs, threads }, note }) => {
  for (const streamMode of modes) {
    const { thread_id } = await threads.create();
    note(streamMode, await eventsOf(runs.stream(thread_id, "chat", { input: hello, streamMode })));
  }
};

export const streamsOfSeveralModes: Scenario = async ({ client: { runs }, note }) => {
  note("together", await eventsOf(runs.stream(null, "steps", { input: { zero: 1 }, streamMode: ["values", "updates", "tasks"] })));
  note("what nobody asked for", await eventsOf(runs.stream(null, "steps", { input: { zero: 1 } })));
};

/** What runs inside reports itself by LangChain's events: which, by whom. */
export const streamsOfEvents: Scenario = async ({ client: { runs, threads }, note }) => {
  const { thread_id } = await threads.create();
  const events = [];
  for await (const { event, data } of runs.stream(thread_id, "chat", { input: hello, streamMode: ["events"] })) {
    if (event === "events") events.push({ event: data.event, name: data.name });
  }
  note("events", events);
};

export const streamsOfWhatIsInside: Scenario = async ({ client: { runs }, note }) => {
  for (const streamMode of ["values", "updates", "tasks"] as const) {
    const parts = [];
    for await (const part of runs.stream(null, "nested", { input: { word: "rain" }, streamMode, streamSubgraphs: true })) parts.push(part);
    const asked = parts.filter(({ event }) => !event.startsWith("checkpoints"));
    note(
      streamMode,
      asked.map(({ event, data }) => ({ event, data })),
    );
    note(`${streamMode}, with checkpoints that nobody asked for`, asked.length < parts.length);
  }
  note("from outside", await eventsOf(runs.stream(null, "nested", { input: { word: "rain" }, streamMode: ["values", "updates"] })));
};

export const streamsThroughAQuestion: Scenario = async ({ client: { runs, threads }, note }) => {
  const { thread_id } = await threads.create();
  note("to the question", await eventsOf(runs.stream(thread_id, "letter", { input: { text: "Hello" }, streamMode: ["values", "updates"] })));
  const command = { resume: { decisions: [{ type: "approve" }] } };
  note("to the end", await eventsOf(runs.stream(thread_id, "letter", { command, streamMode: ["values", "updates"] })));
};

export const streamsOfFailures: Scenario = async ({ client: { runs, threads }, note }) => {
  const { thread_id } = await threads.create();
  note("of a thread", await eventsOf(runs.stream(thread_id, "broken", { input: {}, streamMode: ["values"] })));
  note("an unknown thread", await statusOf(eventsOf(runs.stream(crypto.randomUUID(), "steps", { input: { zero: 1 } }))));
};

/** Streams that are come back to. */
export const streamsJoined: Scenario = async ({ client: { runs, threads }, note }) => {
  const { thread_id } = await threads.create();
  const all = [];
  let run = "";
  const options = { input: { zero: 1 }, streamMode: "values", streamResumable: true } as const;
  for await (const part of runs.stream(thread_id, "steps", { ...options, onRunCreated: ({ run_id }) => void (run = run_id) })) all.push(part);
  note(
    "all",
    all.map(({ event, data }) => ({ event, data })),
  );
  note("from the beginning", await eventsOf(runs.joinStream(thread_id, run, { lastEventId: "-1" })));
  note("after the second", await eventsOf(runs.joinStream(thread_id, run, { lastEventId: all[1]?.id ?? "" })));
};
