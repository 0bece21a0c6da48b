import type { Job, Storage, ThreadStatus } from "@baton/runtime";
import { Annotation, Command, END, interrupt, START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { approval, delivery, effect, job, run, thread } from "./samples.ts";

const State = Annotation.Root({
  log: Annotation<string[]>({ reducer: (all, more) => all.concat(more), default: () => [] }),
  total: Annotation<number>({ reducer: (_, next) => next, default: () => 0 }),
});

/** Counts up to ten, with a line of log for each. */
function counting({ checkpointer }: Storage) {
  return new StateGraph(State)
    .addNode("add", ({ total }) => ({ total: total + 1, log: [`${total} `.repeat(200)] }))
    .addEdge(START, "add")
    .addConditionalEdges("add", ({ total }) => (total % 10 === 0 ? END : "add"), ["add", END])
    .compile({ checkpointer });
}

const on = (id: string) => ({ configurable: { thread_id: id }, durability: "sync" as const });
const later = (): number => Date.now() + 1000;

async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A moment that is over, and that all that comes is behind. */
async function tick(): Promise<number> {
  const now = Date.now() + 1;
  while (Date.now() <= now) await new Promise((resolve) => setTimeout(resolve, 1));
  return now;
}

/** A thread that came to its end, with all that hangs on it. */
async function finished(storage: Storage, id: string, status: ThreadStatus = "idle"): Promise<void> {
  await storage.threads.create(thread(id, { status }));
  await storage.threads.putRun(run(`r-${id}`, id, { status: "done" }));
  await storage.budgets.open(`r-${id}`, {});
  await storage.events.append(id, `r-${id}`, 1, ["started", "done"]);
  await counting(storage).invoke({ total: 0 }, on(id));
}

async function began(storage: Storage, id: string, task: string, once?: string) {
  const record = effect(task, { key: { thread: id, task, ordinal: 0 }, slot: { ...effect(task).slot, run: `r-${id}`, call: task }, once });
  return await storage.effects.begin({ record, consume: undefined, again: false, reserve: undefined });
}

/** Retention: what goes, and above all what stays. */
export function retentionConformance(open: () => Promise<Storage>): void {
  it("of some threads leaves the others as they are", async () => {
    const storage = await open();
    await finished(storage, "t1");
    await finished(storage, "t2");
    const history = await storage.retention.prune({ before: later(), what: "history", only: ["t2", "none"] });
    expect(history).toMatchObject({ threads: 0, checkpoints: 11 });
    expect(await storage.retention.prune({ before: later(), only: ["t2"] })).toMatchObject({ threads: 1 });
    expect(await storage.threads.get("t2")).toBeUndefined();
    expect(await toArray(counting(storage).getStateHistory(on("t1")))).toHaveLength(12);
  });

  describe("of history", () => {
    it("leaves where the thread stands; it is shown, runs on and is forked from what is left", async () => {
      const storage = await open();
      await finished(storage, "t1");
      const graph = counting(storage);
      const before = await graph.getState(on("t1"));
      const pruned = await storage.retention.prune({ before: later(), what: "history" });
      expect(pruned).toMatchObject({ threads: 0, checkpoints: 11, events: 0, effects: 0 });
      expect(pruned.bytes).toBeGreaterThan(5000);
      const after = await graph.getState(on("t1"));
      expect(after).toEqual({ ...before, parentConfig: undefined });
      expect(await toArray(graph.getStateHistory(on("t1")))).toHaveLength(1);
      expect((await graph.invoke({ total: 10 }, on("t1"))).log).toHaveLength(20);
      const fork = await graph.updateState(after.config, { total: 15 }, "add");
      expect(await graph.invoke(null, { ...fork, durability: "sync" })).toMatchObject({ total: 20 });
      expect(await storage.threads.listRuns("t1")).toHaveLength(1);
      expect(await storage.events.read("t1")).toHaveLength(2);
      expect((await storage.retention.prune({ before: later(), what: "history" })).checkpoints).toBeGreaterThan(10);
      expect(await storage.retention.prune({ before: later(), what: "history" })).toMatchObject({ checkpoints: 0, bytes: 0 });
    });

    it("keeps what is younger", async () => {
      const storage = await open();
      await finished(storage, "t1");
      const graph = counting(storage);
      const early = await toArray(graph.getStateHistory(on("t1")));
      const then = await tick();
      await graph.invoke({ total: 10 }, on("t1"));
      const history = await toArray(graph.getStateHistory(on("t1")));
      expect(await storage.retention.prune({ before: then })).toMatchObject({ threads: 1 });
      expect(await storage.threads.get("t1")).toBeUndefined();

      await finished(storage, "t2");
      const middle = await tick();
      await graph.invoke({ total: 10 }, on("t2"));
      const all = await toArray(graph.getStateHistory(on("t2")));
      expect(await storage.retention.prune({ before: middle, what: "history" })).toMatchObject({ checkpoints: early.length });
      const rest = await toArray(graph.getStateHistory(on("t2")));
      expect(rest.map(({ values }) => values)).toEqual(all.slice(0, history.length - early.length).map(({ values }) => values));
      expect(rest.at(-1)?.parentConfig).toBeUndefined();
    });

    it("keeps the last checkpoint of every branch", async () => {
      const storage = await open();
      await finished(storage, "t1");
      const graph = counting(storage);
      const first = await graph.getState(on("t1"));
      const from = (await toArray(graph.getStateHistory(on("t1")))).find(({ values }) => values.total === 4);
      const fork = await graph.updateState(from?.config ?? {}, { total: 7 }, "add");
      await graph.invoke(null, { ...fork, durability: "sync" });
      const second = await graph.getState(on("t1"));
      await storage.retention.prune({ before: later(), what: "history" });
      expect((await graph.getState(first.config)).values).toEqual(first.values);
      expect((await graph.getState(on("t1"))).values).toEqual(second.values);
      expect(await toArray(graph.getStateHistory(on("t1")))).toHaveLength(2);
    });

    it("keeps what a failed thread needs to go on: what was done beside the failure is not done again", async () => {
      const storage = await open();
      const { checkpointer } = storage;
      let [done, fails] = [0, true];
      const graph = new StateGraph(State)
        .addNode("before", () => ({ log: ["before"] }))
        .addNode("left", () => ({ log: [`left ${++done}`] }))
        .addNode("right", () => {
          if (fails) throw new Error("not yet");
          return { log: ["right"] };
        })
        .addEdge(START, "before")
        .addEdge("before", "left")
        .addEdge("before", "right")
        .compile({ checkpointer });
      await storage.threads.create(thread("t1", { status: "failed" }));
      await expect(graph.invoke({ total: 1 }, on("t1"))).rejects.toThrow("not yet");
      expect(await storage.retention.prune({ before: later(), what: "history" })).toMatchObject({ threads: 0, checkpoints: 2 });
      fails = false;
      expect((await graph.invoke(null, on("t1"))).log).toEqual(["before", "left 1", "right"]);
    });

    it("keeps what a subgraph remembers from run to run, and not what it went through", async () => {
      const storage = await open();
      const inner = new StateGraph(State)
        .addNode("one", ({ total }) => ({ total: total + 1, log: ["inner"] }))
        .addNode("two", () => ({ log: ["inner too"] }))
        .addEdge(START, "one")
        .addEdge("one", "two");
      const remembering = inner.compile({ checkpointer: true });
      const fresh = inner.compile();
      const graph = new StateGraph(State)
        .addNode("remembers", async (_, config) => ({ total: (await remembering.invoke({ log: ["call"] }, config)).log.length }))
        .addNode("forgets", async (_, config) => ({ log: (await fresh.invoke({ log: [] }, config)).log }))
        .addEdge(START, "remembers")
        .addEdge("remembers", "forgets")
        .compile({ checkpointer: storage.checkpointer });
      await storage.threads.create(thread("t1"));
      expect(await graph.invoke({}, on("t1"))).toMatchObject({ total: 3 });
      await storage.retention.prune({ before: later(), what: "history" });
      const left = await toArray(storage.checkpointer.list(on("t1")));
      expect(left.map(({ config }) => String(config.configurable?.["checkpoint_ns"])).toSorted()).toEqual(["", "remembers"]);
      expect(await graph.invoke({}, on("t1"))).toMatchObject({ total: 6 });
    });
  });

  describe("of threads", () => {
    it("takes all of a finished thread that is old, but what keeps others from doing it again", async () => {
      const storage = await open();
      await finished(storage, "t1");
      await finished(storage, "t2");
      await storage.threads.update("t2", { updatedAt: later() * 2 });
      for (const id of ["t1", "t2"]) await storage.approvals.open(approval(`a-${id}`, { thread: id, status: "resolved" }));
      for (const [task, once] of [
        ["x", undefined],
        ["y", "I-1"],
      ] as const) {
        await began(storage, "t1", task, once);
        await storage.effects.finish({ thread: "t1", task, ordinal: 0 }, { state: "done", at: 2 });
      }
      const options = { before: later(), what: "threads" } as const;
      const dry = await storage.retention.prune({ ...options, dryRun: true });
      expect(dry).toMatchObject({ threads: 1, checkpoints: 12, events: 2, effects: 1 });
      expect(await storage.threads.get("t1")).toBeDefined();
      expect(await storage.effects.list({ thread: "t1" })).toHaveLength(2);
      expect(await storage.retention.prune(options)).toEqual(dry);
      expect(await storage.threads.get("t1")).toBeUndefined();
      expect(await storage.threads.listRuns("t1")).toEqual([]);
      expect(await storage.events.read("t1")).toEqual([]);
      expect(await storage.approvals.get("a-t1")).toBeUndefined();
      expect(await storage.budgets.get("r-t1")).toBeUndefined();
      expect(await toArray(storage.checkpointer.list(on("t1")))).toEqual([]);
      expect(await storage.effects.list({ thread: "t1" })).toMatchObject([{ once: "I-1" }]);
      expect(await began(storage, "t3", "z", "I-1")).toMatchObject({ type: "elsewhere", why: "once" });
      expect(await toArray(storage.checkpointer.list(on("t2")))).toHaveLength(12);
      expect(await storage.approvals.get("a-t2")).toBeDefined();
    });

    it("counts without removing, and tells how far it is", async () => {
      const storage = await open();
      for (const id of ["t1", "t2"]) await finished(storage, id);
      await storage.threads.update("t2", { updatedAt: later() * 2 });
      const told: string[] = [];
      const onThread = (done: number, of: number): void => void told.push(`${done}/${of}`);
      const dry = await storage.retention.prune({ before: later(), dryRun: true });
      expect(dry).toMatchObject({ threads: 1, checkpoints: 12 + 11 });
      expect(await toArray(storage.checkpointer.list(on("t2")))).toHaveLength(12);
      expect(await storage.retention.prune({ before: later(), onThread })).toEqual(dry);
      expect(told).toEqual(["1/2", "2/2"]);
    });
  });

  describe("of jobs", () => {
    const ended = async (storage: Storage, id: string, change: Partial<Job> = {}): Promise<void> => {
      await storage.jobs.add([job(id, { status: "success", ...change })]);
      await storage.streams.append(id, [{ event: "values", data: "1234567" }]);
    };

    it("takes those of a thread that goes, and of one that stays those that ended long ago, with their streams", async () => {
      const storage = await open();
      await finished(storage, "t1");
      await finished(storage, "t2");
      await storage.threads.update("t2", { updatedAt: later() * 2 });
      await storage.retention.prune({ before: later(), what: "history" });
      await ended(storage, "gone", { updatedAt: later() * 2 });
      await ended(storage, "old", { thread: "t2" });
      await ended(storage, "young", { thread: "t2", updatedAt: later() * 2 });
      const dry = await storage.retention.prune({ before: later(), what: "history", dryRun: true });
      expect(dry).toMatchObject({ threads: 0, checkpoints: 0, jobs: 1, bytes: 7 });
      expect(await storage.jobs.list({})).toHaveLength(3);
      const pruned = await storage.retention.prune({ before: later() });
      expect(pruned).toMatchObject({ threads: 1, jobs: 2 });
      expect((await storage.jobs.list({})).map(({ id }) => id)).toEqual(["young"]);
      expect(await storage.streams.read("old")).toEqual([]);
      expect(await storage.streams.read("young")).toHaveLength(1);
    });

    it("leaves a thread with one that waits or runs as it is", async () => {
      const storage = await open();
      await finished(storage, "t1");
      await ended(storage, "j1");
      await storage.jobs.add([job("j2", { notBefore: 9e15 })]);
      expect(await storage.retention.prune({ before: later() })).toMatchObject({ threads: 0, jobs: 0, checkpoints: 0 });
      await storage.jobs.update("j2", { status: "running", holder: "h" }, 2);
      expect(await storage.retention.prune({ before: later() })).toMatchObject({ threads: 0, jobs: 0, checkpoints: 0 });
      await storage.jobs.update("j2", { status: "success", holder: undefined }, 3);
      expect(await storage.retention.prune({ before: later() })).toMatchObject({ threads: 1, jobs: 2 });
    });

    it("loses none that is added meanwhile", async () => {
      const storage = await open();
      await finished(storage, "t1");
      const pruning = storage.retention.prune({ before: later() });
      await storage.jobs.add([job("j1")]);
      expect(await pruning).toMatchObject({ threads: 0 });
      expect(await storage.threads.get("t1")).toBeDefined();
      expect((await storage.jobs.take("h", 50, 1)).map(({ id }) => id)).toEqual(["j1"]);
    });

    it("takes deliveries that ended long ago, and no other", async () => {
      const storage = await open();
      for (const [id, status] of Object.entries({ a: "sent", b: "failed", c: "pending" } as const)) await storage.deliveries.add(delivery(id, { status }));
      await storage.deliveries.add(delivery("d", { status: "sent", createdAt: 60 }));
      await storage.retention.prune({ before: 50, dryRun: true });
      expect(await storage.deliveries.list({})).toHaveLength(4);
      await storage.retention.prune({ before: 50 });
      expect((await storage.deliveries.list({})).map(({ id }) => id)).toEqual(["d", "c"]);
    });
  });

  describe("leaves alone", () => {
    const all = async (storage: Storage): Promise<unknown> => await storage.retention.prune({ before: later() });
    const nothing = { threads: 0, checkpoints: 0, events: 0, effects: 0, jobs: 0, bytes: 0 };

    it.each(["busy", "interrupted", "limit_reached"] as const)("a thread that is %s", async (status) => {
      const storage = await open();
      await finished(storage, "t1", status);
      expect(await all(storage)).toEqual(nothing);
    });

    it("a thread that waits for a person, which is then answered", async () => {
      const storage = await open();
      const graph = new StateGraph(State)
        .addNode("ask", () => ({ log: [String(interrupt("how much?"))] }))
        .addEdge(START, "ask")
        .compile({ checkpointer: storage.checkpointer });
      await storage.threads.create(thread("t1", { status: "interrupted" }));
      await graph.invoke({ total: 1 }, on("t1"));
      expect(await all(storage)).toEqual(nothing);
      expect((await graph.invoke(new Command({ resume: 7 }), on("t1"))).log).toEqual(["7"]);
    });

    it("a thread that somebody holds the lease of, until it is given back", async () => {
      const storage = await open();
      await finished(storage, "t1");
      const { lease } = await storage.leases.acquire("t1", "somebody", 60_000, Date.now());
      expect(await all(storage)).toEqual(nothing);
      expect(await storage.leases.renew(lease, 60_000, Date.now())).toBe(true);
      await storage.leases.release(lease);
      expect(await all(storage)).toMatchObject({ threads: 1 });
    });

    it("a thread with an open approval, or a call of which nobody knows whether it happened", async () => {
      const storage = await open();
      await finished(storage, "t1", "failed");
      await storage.approvals.open(approval("a1", { thread: "t1" }));
      expect(await all(storage)).toEqual(nothing);
      await storage.approvals.voidOpen("t1");
      await began(storage, "t1", "x");
      expect(await all(storage)).toEqual(nothing);
      await storage.effects.finish({ thread: "t1", task: "x", ordinal: 0 }, { state: "unknown", at: 2 });
      expect(await all(storage)).toEqual(nothing);
      await storage.effects.settleUnknown({ thread: "t1", task: "x", ordinal: 0 }, { happened: true, at: 3 });
      expect(await all(storage)).toMatchObject({ threads: 1, effects: 1 });
    });

    it("what is no thread of Baton's: a graph's own use of the checkpointer", async () => {
      const storage = await open();
      await counting(storage).invoke({ total: 0 }, on("t1"));
      expect(await all(storage)).toEqual(nothing);
      expect((await counting(storage).getState(on("t1"))).values.log).toHaveLength(10);
    });
  });
}
