import type { Storage } from "@baton/runtime";
import { expect, it } from "vitest";
import { approval, effect, graphVersion, run, thread } from "./samples.ts";

/** Threads, runs, events and graph versions. */
export function threadConformance(open: () => Promise<Storage>): void {
  it("gives back a thread as it was created, and takes an id once", async () => {
    const { threads } = await open();
    expect(await threads.create(thread("t1"))).toBe(true);
    expect(await threads.create(thread("t1", { owner: "eve" }))).toBe(false);
    expect(await threads.get("t1")).toEqual(thread("t1"));
    expect(await threads.get("t2")).toBeUndefined();
  });

  it("changes only what an update names, and nothing for an unknown thread", async () => {
    const { threads } = await open();
    await threads.create(thread("t1"));
    await threads.update("t1", { status: "busy", updatedAt: 7 });
    await threads.update("t1", { metadata: {} });
    await threads.update("t2", { status: "busy" });
    expect(await threads.get("t1")).toEqual(thread("t1", { status: "busy", updatedAt: 7, metadata: {} }));
    expect(await threads.get("t2")).toBeUndefined();
  });

  it("keeps rows apart from the objects that they were made of", async () => {
    const { threads } = await open();
    const metadata = { tags: ["a"] };
    await threads.create(thread("t1", { metadata }));
    metadata.tags.push("b");
    expect((await threads.get("t1"))?.metadata).toEqual({ tags: ["a"] });
  });

  it("lists threads newest first, by graph and status, page by page", async () => {
    const { threads } = await open();
    for (const [id, createdAt] of [
      ["a", 1],
      ["b", 3],
      ["c", 3],
      ["d", 2],
    ] as const)
      await threads.create(thread(id, { createdAt }));
    await threads.create(thread("e", { createdAt: 9, graph: "other" }));
    await threads.update("d", { status: "failed" });
    const ids = async (filter: Parameters<typeof threads.list>[0]): Promise<string[]> => (await threads.list(filter)).map((row) => row.id);
    expect(await ids({ graph: "pay" })).toEqual(["c", "b", "d", "a"]);
    expect(await ids({ graph: "pay", limit: 2 })).toEqual(["c", "b"]);
    expect(await ids({ graph: "pay", limit: 2, after: "b" })).toEqual(["d", "a"]);
    expect(await ids({ status: "failed" })).toEqual(["d"]);
    expect(await ids({ status: "idle", after: "d" })).toEqual(["a"]); // the cursor itself need not fit
    expect(await ids({ after: "unknown" })).toEqual([]);
  });

  it("keeps runs oldest first, and replaces a run in its place", async () => {
    const { threads } = await open();
    await threads.putRun(run("r2", "t1", { startedAt: 5 }));
    await threads.putRun(run("r1", "t1", { startedAt: 1 }));
    await threads.putRun(run("r3", "t2"));
    const error = { code: "tool_failed", layer: "tool", message: "no", node: "pay", attempt: 2 } as const;
    const ended = run("r1", "t1", { status: "failed", error, output: { paid: null }, outcome: "held", endedAt: 9, input: undefined });
    await threads.putRun(ended);
    expect(await threads.getRun("r1")).toEqual(ended);
    expect((await threads.listRuns("t1")).map((row) => row.id)).toEqual(["r1", "r2"]);
    expect(await threads.getRun("r9")).toBeUndefined();
  });

  it("deletes all of a thread but what was done in it", async () => {
    const storage = await open();
    for (const id of ["t1", "t2"]) {
      await storage.threads.create(thread(id));
      await storage.threads.putRun(run(`r-${id}`, id));
      await storage.approvals.open(approval(`a-${id}`, { thread: id }));
      await storage.events.append(id, `r-${id}`, 1, ["started"]);
      for (const budget of [`r-${id}`, `r-${id}//inner`]) await storage.budgets.open(budget, {});
      const request = {
        record: effect("x", { key: { thread: id, task: "x", ordinal: 0 }, slot: { ...effect("x").slot, run: `r-${id}` } }),
        consume: undefined,
        again: false,
      };
      await storage.effects.begin({ ...request, reserve: undefined });
    }
    await storage.threads.delete("t1");
    expect(await storage.threads.get("t1")).toBeUndefined();
    expect(await storage.threads.listRuns("t1")).toEqual([]);
    expect(await storage.approvals.get("a-t1")).toBeUndefined();
    expect(await storage.events.read("t1")).toEqual([]);
    for (const budget of ["r-t1", "r-t1//inner"]) expect(await storage.budgets.get(budget)).toBeUndefined();
    expect(await storage.effects.list({ thread: "t1" })).toHaveLength(1);
    expect(await storage.threads.get("t2")).toBeDefined();
    expect(await storage.approvals.get("a-t2")).toBeDefined();
    expect(await storage.events.read("t2")).toHaveLength(1);
    for (const budget of ["r-t2", "r-t2//inner"]) expect(await storage.budgets.get(budget)).toBeDefined();
  });

  it("numbers events from 1 without gaps, whoever appends at once", async () => {
    const { events } = await open();
    expect(await events.append("t1", "r1", 1, [])).toBe(0);
    await Promise.all(Array.from({ length: 20 }, (_, index) => events.append("t1", `r${index % 2}`, index, [{ index }, null])));
    await events.append("t2", "r9", 1, ["other"]);
    const log = await events.read("t1");
    expect(log.map((event) => event.seq)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(await events.append("t1", "r1", 99, ["last"])).toBe(41);
    expect(await events.read("t1", { after: 40 })).toEqual([{ thread: "t1", run: "r1", seq: 41, at: 99, event: "last" }]);
    expect((await events.read("t1", { after: 2, limit: 3 })).map((event) => event.seq)).toEqual([3, 4, 5]);
    const ofRun = await events.read("t1", { run: "r0" });
    expect(ofRun).toHaveLength(20);
    expect(ofRun.every((event) => event.run === "r0")).toBe(true);
  });

  it("keeps a graph version under its hash for ever, and lists versions newest first without their files", async () => {
    const { graphs } = await open();
    await graphs.put(graphVersion("h1"));
    await graphs.put(graphVersion("h1", { files: { "graph.yaml": "changed" } }));
    await graphs.put(graphVersion("h2", { createdAt: 5 }));
    await graphs.put(graphVersion("h3", { id: "other" }));
    expect(await graphs.get("h1")).toEqual(graphVersion("h1"));
    expect(await graphs.get("h9")).toBeUndefined();
    expect(await graphs.list("pay")).toEqual([
      { hash: "h2", id: "pay", lowering: 1, createdAt: 5 },
      { hash: "h1", id: "pay", lowering: 1, createdAt: 1 },
    ]);
  });
}
