import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Office, office, order } from "./office.ts";
import { refusal } from "./serve.ts";

let here: Office;
beforeAll(async () => {
  here = await office();
});
afterAll(async () => await here.close());

describe("threads", () => {
  test("are made, read, patched and deleted", async () => {
    const made = await here.ada.threads.create({ metadata: { case: "A-1" }, graphId: "refund" });
    expect(made).toMatchObject({ status: "idle", metadata: { case: "A-1", graph_id: "refund" }, values: {}, interrupts: {} });
    const patched = await here.ada.threads.update(made.thread_id, { metadata: { urgent: true } });
    expect(patched.metadata).toMatchObject({ case: "A-1", urgent: true });
    expect(await here.ada.threads.update(made.thread_id, { metadata: {}, returnMinimal: true })).toBeUndefined();
    expect(await here.ada.threads.get(made.thread_id)).toEqual(await here.ada.threads.get(made.thread_id));
    await here.ada.threads.delete(made.thread_id);
    expect(await refusal(here.ada.threads.get(made.thread_id))).toMatchObject({ status: 404, code: "thread_unknown" });
  });

  test("of an id that is there are refused, or given where that was asked for", async () => {
    const { thread_id: threadId } = await here.ada.threads.create({ threadId: "case-7" });
    expect(threadId).toBe("case-7");
    expect(await refusal(here.ada.threads.create({ threadId }))).toMatchObject({ status: 409 });
    expect((await here.ada.threads.create({ threadId, ifExists: "do_nothing" })).thread_id).toBe(threadId);
    expect(await refusal(here.bob.threads.create({ threadId, ifExists: "do_nothing" }))).toMatchObject({ status: 409 });
    expect(await refusal(here.ada.threads.create({ threadId: "../x" }))).toMatchObject({ status: 422 });
  });

  test("show what they wait for in LangChain's shape, with Baton's facts beside it", async () => {
    const id = await here.waiting();
    const { status, values, interrupts } = await here.ada.threads.get(id);
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
    const { thread_id: id } = await here.ada.threads.create();
    await here.go(id, "refund", { order: "O-2", amount_minor: 500_000 });
    const { status, error } = await here.ada.threads.get(id);
    expect(status).toBe("error");
    expect(error).toMatchObject({ layer: "policy", node: "pay" });
  });

  test("are found by metadata, status, ids, values and graph, in pages and as few fields as wanted", async () => {
    const made = await Promise.all([1, 2, 3].map(async (n) => await here.ada.threads.create({ metadata: { batch: "search", n, "a' OR 1=1 --": n } })));
    const ids = made.map(({ thread_id }) => thread_id);
    const all = await here.ada.threads.search({ metadata: { batch: "search" }, sortBy: "thread_id", sortOrder: "asc" });
    expect(all.map(({ thread_id }) => thread_id)).toEqual(ids.toSorted());
    expect(await here.ada.threads.count({ metadata: { batch: "search" } })).toBe(3);
    expect(await here.ada.threads.search({ metadata: { "a' OR 1=1 --": 2 } })).toHaveLength(1);
    expect(await here.ada.threads.search({ ids, limit: 2, offset: 2 })).toHaveLength(1);
    expect((await here.ada.threads.search({ ids, select: ["thread_id", "metadata"], limit: 1 }))[0]).toEqual({
      thread_id: expect.any(String),
      metadata: expect.any(Object),
    });
    const id = await here.waiting("refund", { order: "O-search", amount_minor: 1 });
    expect(await here.ada.threads.search({ values: { order: "O-search" }, status: "interrupted" })).toMatchObject([{ thread_id: id }]);
    expect(await here.ada.threads.count({ values: { order: "O-search" } })).toBe(1);
    expect(await here.ada.threads.count({ values: { order: "O-nowhere" } })).toBe(0);
    const [graph] = await here.ada.assistants.search({ graphId: "refund" });
    for (const metadata of [{ graph_id: "refund" }, { assistant_id: graph?.assistant_id }]) {
      expect((await here.ada.threads.search({ metadata, ids: [id, ...ids] })).map(({ thread_id }) => thread_id)).toEqual([id]);
    }
  });

  test("are copied with their history; what the original waits for is not waited for twice", async () => {
    const id = await here.waiting();
    const copy = await here.ada.threads.copy(id);
    expect(copy).toMatchObject({ status: "idle", values: { order: "O-1" }, interrupts: {} });
    expect((await here.ada.threads.getState(copy.thread_id)).next).toEqual([]);
    expect((await here.ada.threads.getHistory(copy.thread_id)).length).toBe((await here.ada.threads.getHistory(id)).length + 1);
    expect((await here.ada.threads.getState(id)).next).toEqual(["review"]);
    await here.go(copy.thread_id, "refund", { order: "O-copy", amount_minor: 3 });
    expect((await here.ada.threads.get(copy.thread_id)).values).toMatchObject({ order: "O-copy" });
    expect((await here.ada.threads.get(id)).values).toMatchObject({ order: "O-1" });
  });

  test("are pruned whole or to their last checkpoint; others' stay", async () => {
    const [first, second] = await Promise.all([here.ada.threads.create(), here.ada.threads.create()]);
    expect(await here.bob.threads.prune([first.thread_id, "none"])).toEqual({ pruned_count: 0 });
    expect(await here.ada.threads.prune([first.thread_id, second.thread_id, first.thread_id])).toEqual({ pruned_count: 2 });
    const { thread_id: kept } = await here.ada.threads.create({
      graphId: "essay",
      supersteps: [
        { updates: [{ values: { topic: "tea" }, asNode: "__start__" }] },
        { updates: [{ values: { draft: "d" }, asNode: "write" }] },
        { updates: [{ values: { approved: true }, asNode: "ask" }] },
      ],
    });
    expect(await here.ada.threads.getHistory(kept)).toHaveLength(3);
    expect(await here.ada.threads.prune([kept], { strategy: "keep_latest" })).toEqual({ pruned_count: 1 });
    expect(await here.ada.threads.getHistory(kept)).toHaveLength(1);
    expect((await here.ada.threads.getState(kept)).values).toMatchObject({ topic: "tea", approved: true });
  });

  test("with a run under way are neither deleted nor changed by hand", async () => {
    const { thread_id: id } = await here.ada.threads.create({ graphId: "essay" });
    const now = here.deps.clock.now();
    const job = {
      id: crypto.randomUUID(),
      thread: id,
      assistant: "essay",
      graph: "essay",
      owner: "ada",
      status: "pending",
      multitask: "enqueue",
      request: {},
      metadata: {},
      temporary: false,
      notBefore: now + 60_000,
      holder: undefined,
      attempts: 0,
      cancel: undefined,
      run: undefined,
      error: undefined,
      createdAt: now,
      updatedAt: now,
    } as const;
    await here.deps.storage.jobs.add([job]);
    expect(await refusal(here.ada.threads.delete(id))).toMatchObject({ status: 409, code: "thread_busy" });
    expect(await refusal(here.ada.threads.updateState(id, { values: { topic: "x" } }))).toMatchObject({ status: 409 });
    await here.deps.storage.jobs.delete(job.id);
    await here.ada.threads.delete(id);
  });
});

describe("another owner's thread", () => {
  test("is not there: nor its state, its history, its copy", async () => {
    const id = await here.waiting();
    const head = (await here.ada.threads.getState(id)).checkpoint.checkpoint_id ?? "";
    const calls = [
      () => here.bob.threads.get(id),
      () => here.bob.threads.getState(id),
      () => here.bob.threads.getState(id, head),
      () => here.bob.threads.getState(id, { checkpoint_ns: "", checkpoint_map: null, checkpoint_id: head, thread_id: id }),
      () => here.bob.threads.getHistory(id),
      () => here.bob.threads.updateState(id, { values: { order: "X" } }),
      () => here.bob.threads.update(id, { metadata: {} }),
      () => here.bob.threads.copy(id),
      () => here.bob.threads.delete(id),
    ];
    const told = await Promise.all(calls.map(async (call) => ({ call, ...(await refusal(call())) })));
    expect(told.filter(({ status, code }) => status !== 404 || code !== "thread_unknown")).toEqual([]);
    expect(await here.bob.threads.search({ ids: [id] })).toEqual([]);
    expect(await here.bob.threads.count({ values: order })).toBe(0);
  });

  test("is seen by operators and auditors, changed by operators, deleted by its owner alone", async () => {
    const { thread_id: id } = await here.ada.threads.create();
    expect((await here.auditor.threads.get(id)).thread_id).toBe(id);
    expect(await refusal(here.auditor.threads.update(id, { metadata: {} }))).toMatchObject({ status: 403 });
    expect((await here.operator.threads.update(id, { metadata: { seen: true } })).metadata).toMatchObject({ seen: true });
    expect(await refusal(here.operator.threads.delete(id))).toMatchObject({ status: 403 });
    await here.ada.threads.delete(id);
  });
});
