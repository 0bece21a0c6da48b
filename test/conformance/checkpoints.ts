import { LEASE_KEY, type Storage } from "@baton/runtime";
import { Annotation, Command, END, INTERRUPT, interrupt, Send, START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";

const State = Annotation.Root({
  log: Annotation<string[]>({ reducer: (all, more) => all.concat(more), default: () => [] }),
  total: Annotation<number>({ reducer: (_, next) => next, default: () => 0 }),
});

/** Three nodes; the second asks a person. */
function counter({ checkpointer }: Storage) {
  return new StateGraph(State)
    .addNode("first", (state) => ({ log: ["first"], total: state.total + 1 }))
    .addNode("ask", () => ({ log: [`ask:${String(interrupt("how much?"))}`] }))
    .addNode("last", (state) => ({ log: ["last"], total: state.total * 10 }))
    .addEdge(START, "first")
    .addEdge("first", "ask")
    .addEdge("ask", "last")
    .addEdge("last", END)
    .compile({ checkpointer });
}

const on = (thread: string, more: Record<string, unknown> = {}) => ({ configurable: { thread_id: thread, ...more }, durability: "sync" as const });

async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function lease(storage: Storage, holder: string): Promise<number> {
  const taken = await storage.leases.acquire("t1", holder, 60_000, Date.now());
  expect(taken.type).toBe("held");
  return taken.lease.token;
}

/** Checkpoints through LangGraph: forks, copies, and who may write. */
export function checkpointConformance(open: () => Promise<Storage>): void {
  it("stops, resumes and tells the history of a thread", async () => {
    const storage = await open();
    const graph = counter(storage);
    const stopped = await graph.invoke({ total: 4 }, on("t1"));
    expect(stopped).toMatchObject({ [INTERRUPT]: [{ value: "how much?" }], total: 5 });
    expect(await graph.invoke(new Command({ resume: 7 }), on("t1"))).toEqual({ log: ["first", "ask:7", "last"], total: 50 });
    const history = await toArray(graph.getStateHistory(on("t1")));
    expect(history.map((state) => state.values.total)).toEqual([50, 5, 5, 4, undefined].map((total) => total ?? 0));
  });

  it("forks without touching the branch it left, though both count on from the same versions", async () => {
    const storage = await open();
    const graph = counter(storage);
    await graph.invoke({ total: 4 }, on("t1"));
    await graph.invoke(new Command({ resume: "a" }), on("t1"));
    const before = await toArray(graph.getStateHistory(on("t1")));
    const fromFirst = before.find((state) => state.next.includes("ask"));
    for (const total of [100, 200]) {
      const fork = await graph.updateState(fromFirst?.config ?? {}, { total }, "first");
      expect(await graph.invoke(new Command({ resume: "b" }), { ...fork, durability: "sync" })).toMatchObject({ total: total * 10 });
    }
    for (const state of before) {
      const again = await graph.getState(state.config);
      expect(again.values).toEqual(state.values);
    }
  });

  it("copies a thread: both go on, apart; only to a thread that has no checkpoints", async () => {
    const storage = await open();
    const graph = counter(storage);
    await graph.invoke({ total: 1 }, on("t1"));
    await storage.checkpointer.copyThread("t1", "t2");
    await expect(storage.checkpointer.copyThread("t1", "t2")).rejects.toMatchObject({ code: "thread_exists" });
    await graph.invoke(new Command({ resume: "a" }), on("t1"));
    expect(await graph.invoke(new Command({ resume: "b" }), on("t2"))).toEqual({ log: ["first", "ask:b", "last"], total: 20 });
    await storage.checkpointer.deleteThread("t1");
    expect(await toArray(graph.getStateHistory(on("t1")))).toEqual([]);
    expect((await graph.getState(on("t2"))).values).toMatchObject({ total: 20 });
  });

  it("deletes the checkpoints of a deleted thread", async () => {
    const storage = await open();
    await counter(storage).invoke({ total: 1 }, on("t1"));
    await storage.threads.delete("t1");
    expect(await storage.checkpointer.getTuple(on("t1"))).toBeUndefined();
  });

  describe("leases", () => {
    it("lets its holder run, fork, send and copy state through LangGraph, subgraphs included", async () => {
      const storage = await open();
      const inner = new StateGraph(State)
        .addNode("deep", () => ({ log: ["deep"] }))
        .addEdge(START, "deep")
        .compile({ checkpointer: true });
      const graph = new StateGraph(State)
        .addNode("inner", inner, { ends: ["lane"] })
        .addNode("lane", (state) => ({ log: [`lane ${state.total}`] }))
        .addEdge(START, "inner")
        .compile({ checkpointer: storage.checkpointer });
      const token = await lease(storage, "a");
      const config = on("t1", { [LEASE_KEY]: token });
      expect(await graph.invoke({ total: 1 }, config)).toMatchObject({ log: ["deep"] });
      await graph.updateState(config, { log: ["edit"] }, "inner");
      await graph.updateState(config, new Command({ goto: [new Send("lane", { total: 1 }), new Send("lane", { total: 2 })] }), "inner");
      expect((await graph.invoke(null, config)).log).toEqual(["deep", "edit", "lane 1", "lane 2"]);
      await graph.bulkUpdateState(config, [
        { updates: [{ values: { log: ["x"] }, asNode: "lane" }] },
        { updates: [{ values: { log: ["y"] }, asNode: "lane" }] },
      ]);
      await graph.updateState(config, null, "__copy__");
    });

    it("refuses who has none while it is held, and who lost it, and keeps what was saved", async () => {
      const storage = await open();
      const graph = counter(storage);
      const token = await lease(storage, "a");
      await graph.invoke({ total: 1 }, on("t1", { [LEASE_KEY]: token }));
      const before = await toArray(graph.getStateHistory(on("t1")));
      await expect(graph.invoke(new Command({ resume: 1 }), on("t1"))).rejects.toMatchObject({ code: "lease_lost", layer: "infrastructure" });
      await expect(graph.updateState(on("t1"), { total: 9 }, "first")).rejects.toMatchObject({ code: "lease_lost" });
      await expect(graph.updateState(on("t1", { [LEASE_KEY]: token + 1 }), { total: 9 }, "first")).rejects.toMatchObject({ code: "lease_lost" });

      await storage.leases.release({ thread: "t1", holder: "a", token, until: 0 });
      const next = await lease(storage, "b");
      await expect(graph.invoke(new Command({ resume: 1 }), on("t1", { [LEASE_KEY]: token }))).rejects.toMatchObject({ code: "lease_lost" });
      expect(await toArray(graph.getStateHistory(on("t1")))).toEqual(before);
      expect(await graph.invoke(new Command({ resume: 1 }), on("t1", { [LEASE_KEY]: next }))).toMatchObject({ total: 20 });
    });

    it("lets anybody write once it ran out, but nobody with an older token", async () => {
      const storage = await open();
      const graph = counter(storage);
      const { lease: old } = await storage.leases.acquire("t1", "a", 1, Date.now() - 10_000);
      await graph.invoke({ total: 1 }, on("t1", { [LEASE_KEY]: old.token })); // nobody took over
      await graph.invoke(new Command({ resume: 1 }), on("t1"));
      const { lease: newer } = await storage.leases.acquire("t1", "b", 1, Date.now() - 10_000);
      await expect(graph.invoke({ total: 1 }, on("t1", { [LEASE_KEY]: old.token }))).rejects.toMatchObject({ code: "lease_lost" });
      await graph.invoke({ total: 1 }, on("t1", { [LEASE_KEY]: newer.token }));
      await expect(graph.invoke({ total: 1 }, on("t9", { [LEASE_KEY]: 1 }))).rejects.toMatchObject({ code: "lease_lost" });
    });
  });
}
