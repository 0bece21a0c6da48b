import type { ThreadState } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Office, office, order } from "./office.ts";
import { refusal } from "./serve.ts";

let here: Office;
beforeAll(async () => {
  here = await office();
});
afterAll(async () => await here.close());

async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

describe("the state of a document's thread", () => {
  test("has the declared channels and nothing of Baton's own, now and in its history", async () => {
    const id = await here.waiting();
    const state = await here.ada.threads.getState(id);
    expect(state).toMatchObject({ next: ["review"], values: { ...order, tags: [] }, tasks: [{ name: "review", error: null, state: null }] });
    expect(state.checkpoint).toEqual({ thread_id: id, checkpoint_ns: "", checkpoint_id: expect.any(String), checkpoint_map: null });
    const history = await here.ada.threads.getHistory(id, { limit: 50 });
    expect(history[0]).toMatchObject({ checkpoint: state.checkpoint });
    expect(history.length).toBeGreaterThan(1);
    expect(JSON.stringify([state, history])).not.toMatch(/"\$(?:run|flow|outcome|plans|kept)|\w\$"|baton_|branch:to/);
    const [newest, before] = history;
    expect(await here.ada.threads.getHistory(id, { limit: 1, before: { configurable: { checkpoint_id: newest?.checkpoint.checkpoint_id ?? "" } } })).toEqual([
      before,
    ]);
    expect((await here.ada.threads.getHistory(id, { metadata: { source: "input" } })).length).toBe(1);
    expect(await here.ada.threads.getState(id, before?.checkpoint.checkpoint_id ?? "")).toMatchObject({
      checkpoint: before?.checkpoint,
      values: before?.values,
    });
  });

  test("of a graph inside is shown with it", async () => {
    const id = await here.waiting("outer", { number: "O-9" });
    const { tasks }: ThreadState = await here.ada.threads.getState(id, undefined, { subgraphs: true });
    expect(tasks).toMatchObject([{ name: "hand", state: { values: { order: "O-9", amount_minor: 4_500 }, next: ["review"] } }]);
    const ns = tasks[0]?.checkpoint?.checkpoint_ns ?? "";
    const inside = await here.ada.threads.getState(id, { thread_id: id, checkpoint_ns: ns, checkpoint_id: undefined, checkpoint_map: undefined });
    expect(inside.values).toMatchObject({ order: "O-9" });
  });

  test("of a thread that never ran is empty, and at a checkpoint that is none is not there", async () => {
    const { thread_id: id } = await here.ada.threads.create();
    expect(await here.ada.threads.getState(id)).toMatchObject({ values: {}, next: [], tasks: [] });
    expect(await here.ada.threads.getHistory(id)).toEqual([]);
    expect(await refusal(here.ada.threads.getState(await here.waiting(), crypto.randomUUID()))).toMatchObject({ status: 404, code: "checkpoint_unknown" });
  });

  test("gives marks of LangGraph's back as they were sent", async () => {
    const id = await here.waiting();
    const tags = [{ lc: 1, type: "constructor", id: ["a"] }, { "~lc": 1 }, { lc: "a letter of credit" }];
    await here.operator.threads.updateState(id, { values: { tags } });
    expect((await here.ada.threads.getState(id)).values).toMatchObject({ tags });
  });
});

describe("changing a document's state by hand", () => {
  test("takes an operator", async () => {
    const id = await here.waiting();
    expect(await refusal(here.ada.threads.updateState(id, { values: { order: "O-x" } }))).toMatchObject({ status: 403, code: "steer_forbidden" });
    expect((await here.ada.threads.get(id)).values).toMatchObject({ order: "O-1" });
  });

  test("keeps what comes next, voids what was asked, and is asked again about what it says now", async () => {
    const id = await here.waiting();
    const [before] = await here.deps.storage.approvals.list({ thread: id });
    const { checkpoint } = await here.operator.threads.updateState(id, { values: { amount_minor: 7_000 } }).then((made) => ({ checkpoint: made.configurable }));
    const state = await here.ada.threads.getState(id);
    expect(state).toMatchObject({ checkpoint, next: ["review"], values: { amount_minor: 7_000 }, tasks: [{ interrupts: [] }] });
    expect(await here.deps.storage.approvals.get(before?.id ?? "")).toMatchObject({ status: "void" });
    await here.go(id, "refund");
    const [open] = await here.deps.storage.approvals.list({ thread: id, status: "open" });
    expect(open?.actions).toMatchObject([{ args: { amount_minor: 7_000 } }]);
  });

  test("in the name of a review opens no way past it: the call asks anew", async () => {
    const id = await here.waiting();
    await here.operator.threads.updateState(id, { values: null, asNode: "review" });
    expect((await here.ada.threads.getState(id)).next).toEqual(["pay"]);
    await here.go(id, "refund");
    const { next, tasks } = await here.ada.threads.getState(id);
    expect({ next, interrupts: tasks[0]?.interrupts }).toMatchObject({
      next: ["pay.approve"],
      interrupts: [{ value: { actionRequests: [{ name: "refund" }] } }],
    });
    expect((await here.deps.storage.effects.list({ thread: id })).filter(({ state }) => state === "done")).toEqual([]);
  });

  test("may lead to nodes of the document only, and write declared channels only", async () => {
    const id = await here.waiting();
    const nodes = ["pay.approve", "__input__", "__copy__", "__start__", "nobody"];
    const places = await inTurn(nodes, async (asNode) => await refusal(here.operator.threads.updateState(id, { values: {}, asNode })));
    expect(places.map(({ status, code }) => [status, code])).toEqual(nodes.map(() => [422, "goto_invalid"]));
    const channels = ["$run", "$outcome", "review$", "branch:to:pay", "nothing"];
    const writes = await inTurn(channels, async (channel) => await refusal(here.operator.threads.updateState(id, { values: { [channel]: {} } })));
    expect(writes.map(({ status, code }) => [status, code])).toEqual(channels.map(() => [422, "channel_unknown"]));
    expect(await refusal(here.operator.threads.updateState(id, { values: { amount_minor: "much" } }))).toMatchObject({ status: 422, code: "write_invalid" });
    expect((await here.ada.threads.get(id)).status).toBe("interrupted");
    expect(await here.deps.storage.approvals.list({ thread: id, status: "open" })).toHaveLength(1);
  });

  test("at an older checkpoint branches off there", async () => {
    const id = await here.waiting();
    const [, first] = await here.ada.threads.getHistory(id);
    await here.operator.threads.updateState(id, { values: { order: "O-branch" }, checkpointId: first?.checkpoint.checkpoint_id ?? "" });
    const head = await here.ada.threads.getState(id);
    expect(head).toMatchObject({ values: { order: "O-branch" }, parent_checkpoint: first?.checkpoint });
    expect(await refusal(here.operator.threads.updateState(id, { values: {}, checkpointId: crypto.randomUUID() }))).toMatchObject({
      status: 404,
      code: "checkpoint_unknown",
    });
  });

  test("to the end ends the run", async () => {
    const id = await here.waiting();
    await here.operator.threads.updateState(id, { values: null, asNode: "__end__" });
    expect(await here.ada.threads.get(id)).toMatchObject({ status: "idle", interrupts: {} });
    expect((await here.deps.storage.threads.listRuns(id)).at(-1)).toMatchObject({ status: "cancelled" });
    await here.go(id, "refund", { order: "O-next", amount_minor: 2 });
    expect((await here.ada.threads.get(id)).values).toMatchObject({ order: "O-next" });
  });

  test("needs a run: a document's thread is not made from supersteps", async () => {
    const supersteps = [{ updates: [{ values: { order: "O" }, asNode: "pay" }] }];
    expect(await refusal(here.operator.threads.create({ graphId: "refund", supersteps }))).toMatchObject({ status: 409, code: "run_missing" });
    const { thread_id: id } = await here.operator.threads.create({ graphId: "refund" });
    expect(await refusal(here.operator.threads.updateState(id, { values: { order: "O" } }))).toMatchObject({ status: 409, code: "run_missing" });
  });
});

describe("the state of a graph in code", () => {
  test("is changed by its owner, as LangGraph does it", async () => {
    const { thread_id: id } = await here.ada.threads.create({ graphId: "essay" });
    await here.ada.threads.updateState(id, { values: { topic: "tea" }, asNode: "__start__" });
    expect(await here.ada.threads.getState(id)).toMatchObject({ next: ["write"], values: { topic: "tea" } });
    await here.ada.threads.updateState(id, { values: { draft: "Tea is hot." }, asNode: "write" });
    expect(await here.ada.threads.get(id)).toMatchObject({ status: "interrupted", values: { draft: "Tea is hot." } });
    expect(await refusal(here.ada.threads.updateState(id, { values: { draft: "x" }, asNode: "nobody" }))).toMatchObject({ status: 422 });
    const copy = await here.ada.threads.copy(id);
    expect(copy).toMatchObject({ status: "interrupted", values: { topic: "tea" } });
    const [, before] = await here.ada.threads.getHistory(id);
    await here.ada.threads.updateState(id, { values: { draft: "Again." }, asNode: "write", checkpointId: before?.checkpoint.checkpoint_id ?? "" });
    expect((await here.ada.threads.getState(id)).values).toMatchObject({ draft: "Again." });
  });

  test("keeps data that looks like LangGraph's own objects as data", async () => {
    const { thread_id: id } = await here.ada.threads.create({ graphId: "essay" });
    const source = { lc: 1, type: "constructor", id: ["langchain_core", "messages", "HumanMessage"], kwargs: { content: "x" } };
    await here.ada.threads.updateState(id, { values: { topic: "tea", source }, asNode: "__start__" });
    expect((await here.ada.threads.getState(id)).values).toEqual({ topic: "tea", source });
  });
});
