import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client, ThreadState } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refunds } from "./refunds.ts";
import { refusal, serve, type Served } from "./serve.ts";

let here: Served;
let data: string;
let ada: Client;
let bob: Client;
let operator: Client;
let auditor: Client;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), "baton-threads-"));
  here = await serve({ files: refunds, keys: true, data });
  ada = here.client(await here.key({ identity: "ada" }));
  bob = here.client(await here.key({ identity: "bob" }));
  operator = here.client(await here.key({ identity: "olga", permissions: ["operator"] }));
  auditor = here.client(await here.key({ identity: "aud", permissions: ["auditor"] }));
});
afterAll(async () => {
  await here.close();
  rmSync(data, { recursive: true });
});

const order = { order: "O-1", amount_minor: 5_000 };

/** A thread of Ada's that waits for a controller. */
async function waiting(graph = "refund", input: Record<string, string | number> = order): Promise<string> {
  const { thread_id } = await ada.threads.create();
  await go(thread_id, graph, input);
  return thread_id;
}

/** Runs as far as it goes. */
async function go(thread: string, graph: string, input?: Record<string, string | number>): Promise<void> {
  await ada.runs.join(thread, (await ada.runs.create(thread, graph, { input: input ?? null })).run_id);
}

describe("threads", () => {
  test("are made, read, patched and deleted", async () => {
    const made = await ada.threads.create({ metadata: { case: "A-1" }, graphId: "refund" });
    expect(made).toMatchObject({ status: "idle", metadata: { case: "A-1", graph_id: "refund" }, values: {}, interrupts: {} });
    const patched = await ada.threads.update(made.thread_id, { metadata: { urgent: true } });
    expect(patched.metadata).toMatchObject({ case: "A-1", urgent: true });
    expect(await ada.threads.update(made.thread_id, { metadata: {}, returnMinimal: true })).toBeUndefined();
    expect(await ada.threads.get(made.thread_id)).toEqual(await ada.threads.get(made.thread_id));
    await ada.threads.delete(made.thread_id);
    expect(await refusal(ada.threads.get(made.thread_id))).toMatchObject({ status: 404, code: "thread_unknown" });
  });

  test("of an id that is there are refused, or given where that was asked for", async () => {
    const { thread_id: threadId } = await ada.threads.create({ threadId: "case-7" });
    expect(threadId).toBe("case-7");
    expect(await refusal(ada.threads.create({ threadId }))).toMatchObject({ status: 409 });
    expect((await ada.threads.create({ threadId, ifExists: "do_nothing" })).thread_id).toBe(threadId);
    expect(await refusal(bob.threads.create({ threadId, ifExists: "do_nothing" }))).toMatchObject({ status: 409 });
    expect(await refusal(ada.threads.create({ threadId: "../x" }))).toMatchObject({ status: 422 });
  });

  test("show what they wait for in LangChain's shape, with Baton's facts beside it", async () => {
    const id = await waiting();
    const { status, values, interrupts } = await ada.threads.get(id);
    expect(status).toBe("interrupted");
    expect(values).toEqual({ ...order, tags: [] });
    const [interrupt] = Object.values(interrupts).flat();
    expect(interrupt).toMatchObject({
      id: expect.any(String),
      value: {
        actionRequests: [{ name: "refund", args: order }],
        reviewConfigs: [{ actionName: "refund", allowedDecisions: ["approve", "edit", "reject"] }],
        baton: { thread: id, node: "pay", requester: "ada", actions: [{ by: [{ role: "controller", approvedBy: [] }] }] },
      },
    });
  });

  test("that stopped by an error say which", async () => {
    const { thread_id: id } = await ada.threads.create();
    await go(id, "refund", { order: "O-2", amount_minor: 500_000 });
    const { status, error } = await ada.threads.get(id);
    expect(status).toBe("error");
    expect(error).toMatchObject({ layer: "policy", node: "pay" });
  });

  test("are found by metadata, status, ids, values and graph, in pages and as few fields as wanted", async () => {
    const made = await Promise.all([1, 2, 3].map(async (n) => await ada.threads.create({ metadata: { batch: "search", n, "a' OR 1=1 --": n } })));
    const ids = made.map(({ thread_id }) => thread_id);
    const all = await ada.threads.search({ metadata: { batch: "search" }, sortBy: "thread_id", sortOrder: "asc" });
    expect(all.map(({ thread_id }) => thread_id)).toEqual(ids.toSorted());
    expect(await ada.threads.count({ metadata: { batch: "search" } })).toBe(3);
    expect(await ada.threads.search({ metadata: { "a' OR 1=1 --": 2 } })).toHaveLength(1);
    expect(await ada.threads.search({ ids, limit: 2, offset: 2 })).toHaveLength(1);
    expect((await ada.threads.search({ ids, select: ["thread_id", "metadata"], limit: 1 }))[0]).toEqual({ thread_id: expect.any(String), metadata: expect.any(Object) });
    const id = await waiting("refund", { order: "O-search", amount_minor: 1 });
    expect(await ada.threads.search({ values: { order: "O-search" }, status: "interrupted" })).toMatchObject([{ thread_id: id }]);
    expect(await ada.threads.count({ values: { order: "O-search" } })).toBe(1);
    expect(await ada.threads.count({ values: { order: "O-nowhere" } })).toBe(0);
    const [graph] = await ada.assistants.search({ graphId: "refund" });
    for (const metadata of [{ graph_id: "refund" }, { assistant_id: graph?.assistant_id }]) {
      expect((await ada.threads.search({ metadata, ids: [id, ...ids] })).map(({ thread_id }) => thread_id)).toEqual([id]);
    }
  });

  test("are copied with their history; what the original waits for is not waited for twice", async () => {
    const id = await waiting();
    const copy = await ada.threads.copy(id);
    expect(copy).toMatchObject({ status: "idle", values: { order: "O-1" }, interrupts: {} });
    expect((await ada.threads.getState(copy.thread_id)).next).toEqual([]);
    expect((await ada.threads.getHistory(copy.thread_id)).length).toBe((await ada.threads.getHistory(id)).length + 1);
    expect((await ada.threads.getState(id)).next).toEqual(["review"]);
    await go(copy.thread_id, "refund", { order: "O-copy", amount_minor: 3 });
    expect((await ada.threads.get(copy.thread_id)).values).toMatchObject({ order: "O-copy" });
    expect((await ada.threads.get(id)).values).toMatchObject({ order: "O-1" });
  });

  test("are pruned whole or to their last checkpoint; others' stay", async () => {
    const [first, second] = await Promise.all([ada.threads.create(), ada.threads.create()]);
    expect(await bob.threads.prune([first.thread_id, "none"])).toEqual({ pruned_count: 0 });
    expect(await ada.threads.prune([first.thread_id, second.thread_id, first.thread_id])).toEqual({ pruned_count: 2 });
    const { thread_id: kept } = await ada.threads.create({ graphId: "essay", supersteps: [{ updates: [{ values: { topic: "tea" }, asNode: "__start__" }] }, { updates: [{ values: { draft: "d" }, asNode: "write" }] }, { updates: [{ values: { approved: true }, asNode: "ask" }] }] });
    expect(await ada.threads.getHistory(kept)).toHaveLength(3);
    expect(await ada.threads.prune([kept], { strategy: "keep_latest" })).toEqual({ pruned_count: 1 });
    expect(await ada.threads.getHistory(kept)).toHaveLength(1);
    expect((await ada.threads.getState(kept)).values).toMatchObject({ topic: "tea", approved: true });
  });

  test("with a run under way are neither deleted nor changed by hand", async () => {
    const { thread_id: id } = await ada.threads.create({ graphId: "essay" });
    const now = here.deps.clock.now();
    const job = { id: crypto.randomUUID(), thread: id, assistant: "essay", graph: "essay", owner: "ada", status: "pending", multitask: "enqueue", request: {}, metadata: {}, temporary: false, notBefore: now + 60_000, holder: undefined, attempts: 0, cancel: undefined, run: undefined, error: undefined, createdAt: now, updatedAt: now } as const;
    await here.deps.storage.jobs.add([job]);
    expect(await refusal(ada.threads.delete(id))).toMatchObject({ status: 409, code: "thread_busy" });
    expect(await refusal(ada.threads.updateState(id, { values: { topic: "x" } }))).toMatchObject({ status: 409 });
    await here.deps.storage.jobs.delete(job.id);
    await ada.threads.delete(id);
  });
});

describe("another owner's thread", () => {
  test("is not there: nor its state, its history, its copy", async () => {
    const id = await waiting();
    const head = (await ada.threads.getState(id)).checkpoint.checkpoint_id ?? "";
    const calls = [
      () => bob.threads.get(id),
      () => bob.threads.getState(id),
      () => bob.threads.getState(id, head),
      () => bob.threads.getState(id, { checkpoint_ns: "", checkpoint_map: null, checkpoint_id: head, thread_id: id }),
      () => bob.threads.getHistory(id),
      () => bob.threads.updateState(id, { values: { order: "X" } }),
      () => bob.threads.update(id, { metadata: {} }),
      () => bob.threads.copy(id),
      () => bob.threads.delete(id),
    ];
    for (const call of calls) expect(await refusal(call()), String(call)).toMatchObject({ status: 404, code: "thread_unknown" });
    expect(await bob.threads.search({ ids: [id] })).toEqual([]);
    expect(await bob.threads.count({ values: order })).toBe(0);
  });

  test("is seen by operators and auditors, changed by operators, deleted by its owner alone", async () => {
    const { thread_id: id } = await ada.threads.create();
    expect((await auditor.threads.get(id)).thread_id).toBe(id);
    expect(await refusal(auditor.threads.update(id, { metadata: {} }))).toMatchObject({ status: 403 });
    expect((await operator.threads.update(id, { metadata: { seen: true } })).metadata).toMatchObject({ seen: true });
    expect(await refusal(operator.threads.delete(id))).toMatchObject({ status: 403 });
    await ada.threads.delete(id);
  });
});

describe("the state of a document's thread", () => {
  test("has the declared channels and nothing of Baton's own, now and in its history", async () => {
    const id = await waiting();
    const state = await ada.threads.getState(id);
    expect(state).toMatchObject({ next: ["review"], values: { ...order, tags: [] }, tasks: [{ name: "review", error: null, state: null }] });
    expect(state.checkpoint).toEqual({ thread_id: id, checkpoint_ns: "", checkpoint_id: expect.any(String), checkpoint_map: null });
    const history = await ada.threads.getHistory(id, { limit: 50 });
    expect(history[0]).toMatchObject({ checkpoint: state.checkpoint });
    expect(history.length).toBeGreaterThan(1);
    expect(JSON.stringify([state, history])).not.toMatch(/"\$(?:run|flow|outcome|plans|kept)|\w\$"|baton_|branch:to/);
    const [newest, before] = history;
    expect(await ada.threads.getHistory(id, { limit: 1, before: { configurable: { checkpoint_id: newest?.checkpoint.checkpoint_id ?? "" } } })).toEqual([before]);
    expect((await ada.threads.getHistory(id, { metadata: { source: "input" } })).length).toBe(1);
    expect(await ada.threads.getState(id, before?.checkpoint.checkpoint_id ?? "")).toMatchObject({ checkpoint: before?.checkpoint, values: before?.values });
  });

  test("of a graph inside is shown with it", async () => {
    const id = await waiting("outer", { number: "O-9" });
    const { tasks }: ThreadState = await ada.threads.getState(id, undefined, { subgraphs: true });
    expect(tasks).toMatchObject([{ name: "hand", state: { values: { order: "O-9", amount_minor: 4_500 }, next: ["review"] } }]);
    const ns = tasks[0]?.checkpoint?.checkpoint_ns ?? "";
    const inside = await ada.threads.getState(id, { thread_id: id, checkpoint_ns: ns, checkpoint_id: undefined, checkpoint_map: undefined });
    expect(inside.values).toMatchObject({ order: "O-9" });
  });

  test("of a thread that never ran is empty, and at a checkpoint that is none is not there", async () => {
    const { thread_id: id } = await ada.threads.create();
    expect(await ada.threads.getState(id)).toMatchObject({ values: {}, next: [], tasks: [] });
    expect(await ada.threads.getHistory(id)).toEqual([]);
    expect(await refusal(ada.threads.getState(await waiting(), crypto.randomUUID()))).toMatchObject({ status: 404, code: "checkpoint_unknown" });
  });

  test("gives marks of LangGraph's back as they were sent", async () => {
    const id = await waiting();
    const tags = [{ lc: 1, type: "constructor", id: ["a"] }, { "~lc": 1 }, { lc: "a letter of credit" }];
    await operator.threads.updateState(id, { values: { tags } });
    expect((await ada.threads.getState(id)).values).toMatchObject({ tags });
  });
});

describe("changing a document's state by hand", () => {
  test("takes an operator", async () => {
    const id = await waiting();
    expect(await refusal(ada.threads.updateState(id, { values: { order: "O-x" } }))).toMatchObject({ status: 403, code: "steer_forbidden" });
    expect((await ada.threads.get(id)).values).toMatchObject({ order: "O-1" });
  });

  test("keeps what comes next, voids what was asked, and is asked again about what it says now", async () => {
    const id = await waiting();
    const [before] = await here.deps.storage.approvals.list({ thread: id });
    const { checkpoint } = await operator.threads.updateState(id, { values: { amount_minor: 7_000 } }).then((made) => ({ checkpoint: made.configurable }));
    const state = await ada.threads.getState(id);
    expect(state).toMatchObject({ checkpoint, next: ["review"], values: { amount_minor: 7_000 }, tasks: [{ interrupts: [] }] });
    expect(await here.deps.storage.approvals.get(before?.id ?? "")).toMatchObject({ status: "void" });
    await go(id, "refund");
    const [open] = await here.deps.storage.approvals.list({ thread: id, status: "open" });
    expect(open?.actions).toMatchObject([{ args: { amount_minor: 7_000 } }]);
  });

  test("in the name of a review opens no way past it: the call asks anew", async () => {
    const id = await waiting();
    await operator.threads.updateState(id, { values: null, asNode: "review" });
    expect((await ada.threads.getState(id)).next).toEqual(["pay"]);
    await go(id, "refund");
    const { next, tasks } = await ada.threads.getState(id);
    expect({ next, interrupts: tasks[0]?.interrupts }).toMatchObject({ next: ["pay.approve"], interrupts: [{ value: { actionRequests: [{ name: "refund" }] } }] });
    expect((await here.deps.storage.effects.list({ thread: id })).filter(({ state }) => state === "done")).toEqual([]);
  });

  test("may lead to nodes of the document only, and write declared channels only", async () => {
    const id = await waiting();
    for (const asNode of ["review.approve", "__input__", "__copy__", "__start__", "nobody"]) {
      expect(await refusal(operator.threads.updateState(id, { values: {}, asNode })), asNode).toMatchObject({ status: 422, code: "goto_invalid" });
    }
    for (const channel of ["$run", "$outcome", "review$", "branch:to:pay", "nothing"]) {
      expect(await refusal(operator.threads.updateState(id, { values: { [channel]: {} } })), channel).toMatchObject({ status: 422, code: "channel_unknown" });
    }
    expect(await refusal(operator.threads.updateState(id, { values: { amount_minor: "much" } }))).toMatchObject({ status: 422, code: "write_invalid" });
    expect((await ada.threads.get(id)).status).toBe("interrupted");
    expect(await here.deps.storage.approvals.list({ thread: id, status: "open" })).toHaveLength(1);
  });

  test("at an older checkpoint branches off there", async () => {
    const id = await waiting();
    const [, first] = await ada.threads.getHistory(id);
    await operator.threads.updateState(id, { values: { order: "O-branch" }, checkpointId: first?.checkpoint.checkpoint_id ?? "" });
    const head = await ada.threads.getState(id);
    expect(head).toMatchObject({ values: { order: "O-branch" }, parent_checkpoint: first?.checkpoint });
    expect(await refusal(operator.threads.updateState(id, { values: {}, checkpointId: crypto.randomUUID() }))).toMatchObject({ status: 404, code: "checkpoint_unknown" });
  });

  test("to the end ends the run", async () => {
    const id = await waiting();
    await operator.threads.updateState(id, { values: null, asNode: "__end__" });
    expect(await ada.threads.get(id)).toMatchObject({ status: "idle", interrupts: {} });
    expect((await here.deps.storage.threads.listRuns(id)).at(-1)).toMatchObject({ status: "cancelled" });
    await go(id, "refund", { order: "O-next", amount_minor: 2 });
    expect((await ada.threads.get(id)).values).toMatchObject({ order: "O-next" });
  });

  test("needs a run: a document's thread is not made from supersteps", async () => {
    const supersteps = [{ updates: [{ values: { order: "O" }, asNode: "pay" }] }];
    expect(await refusal(operator.threads.create({ graphId: "refund", supersteps }))).toMatchObject({ status: 409, code: "run_missing" });
    const { thread_id: id } = await operator.threads.create({ graphId: "refund" });
    expect(await refusal(operator.threads.updateState(id, { values: { order: "O" } }))).toMatchObject({ status: 409, code: "run_missing" });
  });
});

describe("the state of a graph in code", () => {
  test("is changed by its owner, as LangGraph does it", async () => {
    const { thread_id: id } = await ada.threads.create({ graphId: "essay" });
    await ada.threads.updateState(id, { values: { topic: "tea" }, asNode: "__start__" });
    expect(await ada.threads.getState(id)).toMatchObject({ next: ["write"], values: { topic: "tea" } });
    await ada.threads.updateState(id, { values: { draft: "Tea is hot." }, asNode: "write" });
    expect(await ada.threads.get(id)).toMatchObject({ status: "interrupted", values: { draft: "Tea is hot." } });
    expect(await refusal(ada.threads.updateState(id, { values: { draft: "x" }, asNode: "nobody" }))).toMatchObject({ status: 422 });
    const copy = await ada.threads.copy(id);
    expect(copy).toMatchObject({ status: "interrupted", values: { topic: "tea" } });
    const [, before] = await ada.threads.getHistory(id);
    await ada.threads.updateState(id, { values: { draft: "Again." }, asNode: "write", checkpointId: before?.checkpoint.checkpoint_id ?? "" });
    expect((await ada.threads.getState(id)).values).toMatchObject({ draft: "Again." });
  });

  test("keeps data that looks like LangGraph's own objects as data", async () => {
    const { thread_id: id } = await ada.threads.create({ graphId: "essay" });
    const source = { lc: 1, type: "constructor", id: ["langchain_core", "messages", "HumanMessage"], kwargs: { content: "x" } };
    await ada.threads.updateState(id, { values: { topic: "tea", source }, asNode: "__start__" });
    expect((await ada.threads.getState(id)).values).toEqual({ topic: "tea", source });
  });
});
