import { hanging, type Scenario, statusOf } from "../scenario.ts";

/** What becomes of runs on a thread that is busy, and of runs that are cancelled. */
export const busyRejects: Scenario = async ({ client, note }) => {
  const { threads, runs } = client;
  const { thread, run } = await hanging(client);
  note("thread", (await threads.get(thread)).status);
  note("another", await statusOf(runs.create(thread, "endless", { input: { begun: 5 } })));
  note("a write", await statusOf(threads.updateState(thread, { values: { begun: 9 } })));
  await runs.cancel(thread, run, true);
  note("cancelled", (await runs.get(thread, run)).status);
  note("its thread", (await threads.get(thread)).status);
  note("its state", (({ values, next }) => ({ values, next }))(await threads.getState(thread)));
  note("cancelled again", await statusOf(runs.cancel(thread, run, true)));
};

export const busyRollsBack: Scenario = async ({ client, note }) => {
  const { threads, runs } = client;
  const { thread, run } = await hanging(client);
  await runs.cancel(thread, run, true, "rollback");
  note("run", await statusOf(runs.get(thread, run)));
  note("state", (({ values, next }) => ({ values, next }))(await threads.getState(thread)));
};

export const busyInterrupts: Scenario = async ({ client, note }) => {
  const { threads, runs } = client;
  const { thread, run } = await hanging(client);
  const next = await runs.create(thread, "endless", { input: { begun: 5 }, multitaskStrategy: "interrupt", interruptAfter: ["note"] });
  note("the next one", await runs.join(thread, next.run_id));
  note("the one before", (await runs.get(thread, run)).status);
  note("values", (await threads.getState(thread)).values);
};

export const busyUndoes: Scenario = async ({ client, note }) => {
  const { threads, runs } = client;
  const { thread } = await hanging(client);
  const next = await runs.create(thread, "endless", { input: { begun: 5 }, multitaskStrategy: "rollback", interruptAfter: ["note"] });
  note("the next one", await runs.join(thread, next.run_id));
  note("runs", (await runs.list(thread)).length);
  note("values", (await threads.getState(thread)).values);
};

export const busyEnqueues: Scenario = async ({ client, note }) => {
  const { runs } = client;
  const { thread, run } = await hanging(client);
  const next = await runs.create(thread, "endless", { input: { begun: 5 }, multitaskStrategy: "enqueue", interruptAfter: ["note"] });
  note("the next one, waiting", (await runs.get(thread, next.run_id)).status);
  await runs.cancel(thread, run, true);
  note("the next one", await runs.join(thread, next.run_id));
};

export const busyLater: Scenario = async ({ client: { runs, threads }, note }) => {
  const { thread_id } = await threads.create();
  const { run_id } = await runs.create(thread_id, "steps", { input: { zero: 1 }, afterSeconds: 1 });
  note("before its time", (await runs.get(thread_id, run_id)).status);
  note("joined", await runs.join(thread_id, run_id));
};

export const busyMany: Scenario = async ({ client, note }) => {
  const one = await hanging(client);
  note("cancelled by id", await statusOf(client.runs.cancelMany({ threadId: one.thread, runIds: [one.run], action: "interrupt" })));
  await client.runs.cancel(one.thread, one.run, true).catch(() => undefined);
};
