import { z } from "zod";
import { type Scenario, statusOf } from "../scenario.ts";

export const runsOfThreads: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create({ metadata: { case: "A-3" } });
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const run = await runs.create(thread_id, "steps", { input: { zero: 1 }, metadata: { batch: 3 }, onRunCreated: resolve });
  note("made", { ...run, status: "pending" });
  note("told of", await promise);
  note("joined", await runs.join(thread_id, run.run_id));
  note("read", await runs.get(thread_id, run.run_id));
  note("joined when over", await runs.join(thread_id, run.run_id));
  note("listed", await runs.list(thread_id));
  note("listed by status", (await runs.list(thread_id, { status: "error" })).length);
  note("its thread", await threads.get(thread_id));
  note("waited for", await runs.wait(thread_id, "steps", { input: { zero: 5 } }));
  note("newest first", (await runs.list(thread_id)).at(0)?.run_id !== run.run_id);
  await runs.delete(thread_id, run.run_id);
  note("deleted", await statusOf(runs.get(thread_id, run.run_id)));
  note("its thread's state after that", (await threads.getState(thread_id)).values);
};

export const runsAlone: Scenario = async ({ client: { runs, threads }, url, note }) => {
  note("waited for", await runs.wait(null, "steps", { input: { zero: 1 } }));
  note("kept, as the SDK says it", await statusOf(runs.create(null, "steps", { input: { zero: 2 }, onCompletion: "continue" })));
  const response = await fetch(`${url}/runs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ assistant_id: "steps", input: { zero: 2 }, on_completion: "keep" }),
  });
  const kept = z.looseObject({ thread_id: z.string(), run_id: z.string() }).parse(await response.json());
  note("kept", { ...kept, status: "pending" });
  note("kept, joined", await runs.join(kept.thread_id, kept.run_id));
  note("kept, its thread", (await threads.get(kept.thread_id)).status);
  const made = await runs.createBatch([1, 2].map((zero) => ({ assistantId: "steps", input: { zero } })));
  note(
    "several",
    made.map((run) => ({ ...run, status: "pending" })),
  );
};

export const runsMakeThreads: Scenario = async ({ client: { threads, runs }, note }) => {
  const thread = crypto.randomUUID();
  note("no thread", await statusOf(runs.wait(thread, "steps", { input: { zero: 1 } })));
  note("made with it", await runs.wait(thread, "steps", { input: { zero: 1 }, ifNotExists: "create", metadata: { batch: 4 } }));
  note("the thread", await threads.get(thread));
};

export const runsWithBreakpoints: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create();
  note("after", await runs.wait(thread_id, "steps", { input: { zero: 1 }, interruptAfter: ["first"] }));
  note("thread", await threads.get(thread_id));
  note(
    "run",
    (await runs.list(thread_id)).map(({ status }) => status),
  );
  note("before", await runs.wait(thread_id, "steps", { input: null, interruptBefore: ["third"] }));
  note("state", await threads.getState(thread_id));
  note("to the end", await runs.wait(thread_id, "steps", { input: null }));
  note("everywhere", await runs.wait(thread_id, "steps", { input: { zero: 3 }, interruptAfter: "*" }));
};

export const runsFromCheckpoints: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create();
  await runs.wait(thread_id, "steps", { input: { zero: 1 } });
  const before = (await threads.getHistory(thread_id)).find(({ next }) => next[0] === "third")?.checkpoint;
  note("by its id", await runs.wait(thread_id, "steps", { input: null, checkpointId: before?.checkpoint_id ?? "" }));
  if (before !== undefined) note("by itself", await runs.wait(thread_id, "steps", { input: null, checkpoint: before }));
  note(
    "history",
    (await threads.getHistory(thread_id, { limit: 30 })).map(({ next, values, metadata }) => ({
      next,
      values,
      source: metadata?.["source"],
      step: metadata?.["step"],
    })),
  );
};

export const runsThatAsk: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create();
  note("stopped", await runs.wait(thread_id, "letter", { input: { text: "Hello" } }));
  note(
    "run",
    (await runs.list(thread_id)).map(({ status }) => status),
  );
  note("thread", await threads.get(thread_id));
  note("resumed", await runs.wait(thread_id, "letter", { command: { resume: { decisions: [{ type: "approve" }] } } }));
  note("thread at the end", await threads.get(thread_id));
  const { thread_id: other } = await threads.create();
  await runs.wait(other, "letter", { input: { text: "Hello" } });
  const edit = { type: "edit", editedAction: { name: "send", args: { text: "Goodbye" } } };
  note("resumed with an edit", await runs.wait(other, "letter", { command: { resume: { decisions: [edit] } } }));
  const { thread_id: third } = await threads.create();
  await runs.wait(third, "letter", { input: { text: "Hello" } });
  const [asked] = Object.values((await threads.get(third)).interrupts).flat();
  note(
    "resumed by the interrupt's id",
    await runs.wait(third, "letter", { command: { resume: { [asked?.id ?? ""]: { decisions: [{ type: "reject", message: "No" }] } } } }),
  );
};

export const runsSentElsewhere: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create();
  await runs.wait(thread_id, "steps", { input: { zero: 1 } });
  note("goto and update", await runs.wait(thread_id, "steps", { command: { goto: "third", update: { two: 40 } } }));
  note("update in pairs", await runs.wait(thread_id, "steps", { command: { goto: ["second"], update: [["one", 50]] } }));
  note("a send", await statusOf(runs.wait(thread_id, "steps", { command: { goto: { node: "third", input: { two: 60 } } } })));
};

export const runsThatFail: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create();
  note("waited for", await runs.wait(thread_id, "broken", { input: {}, raiseError: false }));
  note(
    "runs",
    (await runs.list(thread_id)).map(({ status }) => status),
  );
  note("thread", await threads.get(thread_id));
  note("alone", await runs.wait(null, "broken", { input: {}, raiseError: false }));
  note("state", await threads.getState(thread_id));
};

export const runsOfTwoGraphs: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create();
  await runs.wait(thread_id, "steps", { input: { zero: 1 } });
  note("another graph", await statusOf(runs.wait(thread_id, "letter", { input: { text: "Hello" } })));
  note("the thread's graph", (await threads.get(thread_id)).metadata?.["graph_id"]);
  note("its state", await threads.getState(thread_id).then(({ values, next }) => ({ values, next })));
};

export const runsThatTell: Scenario = async ({ client: { threads, runs }, receiver, note }) => {
  const { thread_id } = await threads.create();
  await runs.create(thread_id, "steps", { input: { zero: 1 }, webhook: receiver.url, metadata: { order: "A-1" } });
  await receiver.came(1);
  note("of its end", JSON.parse((receiver.received[0]?.body ?? "null").replaceAll(receiver.url, "its receiver")));
  const { thread_id: other } = await threads.create();
  await runs.create(other, "broken", { input: {}, webhook: receiver.url });
  await receiver.came(2);
  const { status, error } = z.object({ status: z.string(), error: z.string() }).parse(JSON.parse(receiver.received[1]?.body ?? "null"));
  note("of its failure", { status, error });
};
