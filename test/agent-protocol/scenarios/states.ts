import { type Scenario, statusOf } from "../scenario.ts";

export const statesRead: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create();
  await runs.wait(thread_id, "letter", { input: { text: "Hello" } });
  const state = await threads.getState(thread_id);
  note("at a question", state);
  note("with what is inside", await threads.getState(thread_id, undefined, { subgraphs: true }));
  const history = await threads.getHistory(thread_id);
  note("history", history);
  const first = history.at(-1)?.checkpoint;
  note("at a checkpoint's id", await threads.getState(thread_id, first?.checkpoint_id ?? ""));
  if (first !== undefined) note("at a checkpoint", await threads.getState(thread_id, first));
  note("history, one", (await threads.getHistory(thread_id, { limit: 1 })).length);
  note("history before", await statusOf(threads.getHistory(thread_id, { before: { configurable: { checkpoint_id: state.checkpoint.checkpoint_id } } })));
  note("history by metadata", await threads.getHistory(thread_id, { metadata: { source: "input" } }));
  note("at a checkpoint that is none", await statusOf(threads.getState(thread_id, crypto.randomUUID())));
};

export const statesInside: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create();
  await runs.wait(thread_id, "nested", { input: { word: "rain" }, interruptAfter: ["inside"] });
  note("stopped after", await threads.getState(thread_id));
  note("gone on with", await runs.wait(thread_id, "nested", { input: null }));
  note(
    "history",
    (await threads.getHistory(thread_id)).map(({ next, values }) => ({ next, values })),
  );
};

export const statesWritten: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create();
  await runs.wait(thread_id, "steps", { input: { zero: 1 }, interruptBefore: ["third"] });
  note("written", await threads.updateState(thread_id, { values: { two: 10 } }));
  note("state", await threads.getState(thread_id));
  note("gone on with", await runs.wait(thread_id, "steps", { input: null }));
  note("as a node", await threads.updateState(thread_id, { values: { one: 20 }, asNode: "first" }));
  note("state after that", await threads.getState(thread_id));
  note("gone on with from there", await runs.wait(thread_id, "steps", { input: null }));
  const history = await threads.getHistory(thread_id, { limit: 30 });
  const early = history.findLast(({ next }) => next[0] === "second")?.checkpoint;
  if (early !== undefined) note("at an earlier checkpoint", await threads.updateState(thread_id, { values: { one: 30 }, checkpoint: early }));
  note(
    "history",
    (await threads.getHistory(thread_id, { limit: 30 })).map(({ next, values, metadata }) => ({
      next,
      values,
      source: metadata?.["source"],
      step: metadata?.["step"],
    })),
  );
  note("the fork gone on with", await runs.wait(thread_id, "steps", { input: null }));
  note("as a node that is none", await statusOf(threads.updateState(thread_id, { values: { one: 1 }, asNode: "nowhere" })));
  note("of a thread without a graph", await statusOf(threads.updateState((await threads.create()).thread_id, { values: { one: 1 } })));
};

export const statesMade: Scenario = async ({ client: { threads, runs }, note }) => {
  const threadId = crypto.randomUUID();
  const made = threads.create({
    threadId,
    graphId: "steps",
    supersteps: [{ updates: [{ values: { zero: 1 }, asNode: "__input__" }] }, { updates: [{ values: { one: 5 }, asNode: "first" }] }],
  });
  note("made of supersteps", await statusOf(made.then(() => "made")));
  note("its state", await statusOf(threads.getState(threadId)));
  note("gone on with", await statusOf(runs.wait(threadId, "steps", { input: null })));
};
