import { type Scenario, statusOf } from "../scenario.ts";

export const threadsMade: Scenario = async ({ client: { threads }, note }) => {
  const made = await threads.create({ metadata: { case: "A-1" } });
  const { thread_id: threadId } = made;
  note("made", made);
  note("read", await threads.get(threadId));
  note("made again", await statusOf(threads.create({ threadId })));
  note("made again, do nothing", await threads.create({ threadId, ifExists: "do_nothing" }));
  note("patched", await threads.update(threadId, { metadata: { urgent: true } }));
  note("its state", await threads.getState(threadId));
  note("its history", await threads.getHistory(threadId));
  note("of an id of one's own", await threads.create({ threadId: crypto.randomUUID(), graphId: "steps" }));
  note("deleted", (await threads.delete(threadId)) ?? null);
  note("gone", await statusOf(threads.get(threadId)));
  note("deleted again", await statusOf(threads.delete(threadId)));
};

export const threadsFound: Scenario = async ({ client, note }) => {
  const { threads, runs } = client;
  const batch = crypto.randomUUID();
  const made = [];
  for (const n of [1, 2, 3]) made.push(await threads.create({ metadata: { batch, n, deep: { n } } }));
  const ids = made.map(({ thread_id }) => thread_id);
  const [first = "", second = ""] = ids;
  await runs.wait(first, "letter", { input: { text: `to ${batch}` } });
  await runs.wait(second, "steps", { input: { zero: 7 } });
  const shown = async (query: Omit<NonNullable<Parameters<typeof threads.search>[0]>, "select">) =>
    (await threads.search(query)).map(({ metadata }) => metadata?.["n"]);
  note("by metadata, newest first", await shown({ metadata: { batch } }));
  note("by metadata inside", await shown({ metadata: { batch, deep: { n: 2 } } }));
  note("oldest first", await shown({ metadata: { batch }, sortBy: "created_at", sortOrder: "asc" }));
  note("by status", await shown({ metadata: { batch }, status: "interrupted" }));
  note("by values", await shown({ metadata: { batch }, values: { text: `to ${batch}` }, status: "interrupted" }));
  note("by id", await shown({ ids: ids.slice(1), sortBy: "created_at" }));
  note("by graph", await shown({ metadata: { batch, graph_id: "steps" } }));
  note("in pages", await shown({ metadata: { batch }, limit: 2, offset: 1 }));
  note("as few fields as wanted", await threads.search({ ids: ids.slice(0, 1), select: ["thread_id", "status"] }));
  note("counted", await threads.count({ metadata: { batch } }));
  note("counted by status", await threads.count({ metadata: { batch }, status: "interrupted" }));
  note("counted by values", await threads.count({ metadata: { batch }, status: "interrupted", values: { text: `to ${batch}` } }));
  note("whole, with what it waits for", await threads.search({ ids: ids.slice(0, 1) }));
  note("none", await threads.search({ metadata: { batch: "none" } }));
};

export const threadsCopied: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create({ metadata: { case: "A-2" } });
  await runs.wait(thread_id, "letter", { input: { text: "Hello" } });
  const copy = await threads.copy(thread_id);
  note("the copy", copy);
  note("its state", await threads.getState(copy.thread_id));
  note("its history", (await threads.getHistory(copy.thread_id)).length);
  note("gone on with", await statusOf(runs.wait(copy.thread_id, "letter", { command: { resume: { decisions: [{ type: "approve" }] } } })));
  note("the original", await threads.getState(thread_id));
};

export const threadsPruned: Scenario = async ({ client: { threads, runs }, note }) => {
  const { thread_id } = await threads.create();
  await runs.wait(thread_id, "steps", { input: { zero: 1 } });
  note("to its last checkpoint", await statusOf(threads.prune([thread_id], { strategy: "keep_latest" })));
  note("whole", await statusOf(threads.prune([thread_id])));
};
