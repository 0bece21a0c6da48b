import type { Job, Storage } from "@baton/runtime";
import { expect, it } from "vitest";
import { job, thread } from "./samples.ts";

const idsOf = (jobs: readonly Job[]): string[] => jobs.map(({ id }) => id);

/** The queue of jobs. */
export function jobConformance(open: () => Promise<Storage>): void {
  it("keeps jobs as they were added, and counts those that waited before, delayed ones too", async () => {
    const { jobs } = await open();
    const error = { code: "tool_failed", layer: "tool", message: "no" } as const;
    const full = job("j1", { holder: "h", cancel: "rollback", run: "r1", error, temporary: true, status: "error", multitask: "reject" });
    expect(await jobs.add([full, job("j2")])).toEqual({ added: true, waiting: 0 });
    expect(await jobs.add([job("j3", { notBefore: 9999 })])).toEqual({ added: true, waiting: 1 });
    expect(await jobs.add([])).toEqual({ added: true, waiting: 2 });
    expect(await jobs.get("j1")).toEqual(full);
    expect(await jobs.get("j2")).toEqual(job("j2"));
    expect(await jobs.get("j9")).toBeUndefined();
  });

  it("adds all of several jobs or none: no more than may wait, and no id twice", async () => {
    const { jobs } = await open();
    await jobs.add([job("j1")]);
    expect(await jobs.add([job("j2"), job("j3")], 2)).toEqual({ added: false, waiting: 1 });
    expect(await jobs.add([job("j4"), job("j1")])).toEqual({ added: false, waiting: 1 });
    expect(idsOf(await jobs.list({}))).toEqual(["j1"]);
    expect(await jobs.add([job("j2"), job("j3")], 3)).toEqual({ added: true, waiting: 1 });
    const added = await Promise.all(["a", "b", "c"].map((id) => jobs.add([job(id)], 4)));
    expect(added.filter((each) => each.added)).toHaveLength(1);
  });

  it("lists jobs newest first, by thread, owner and status, page by page", async () => {
    const { jobs } = await open();
    await jobs.add([job("a"), job("b", { thread: "t2" }), job("c", { owner: "bob" }), job("d", { status: "success" }), job("e", { status: "running" })]);
    const ids = async (filter: Parameters<typeof jobs.list>[0]): Promise<string[]> => {
      expect(await jobs.count(filter)).toBe((await jobs.list({ ...filter, limit: 99, offset: 0 })).length);
      return idsOf(await jobs.list(filter));
    };
    expect(await ids({})).toEqual(["e", "d", "c", "b", "a"]);
    expect(await ids({ thread: "t1" })).toEqual(["e", "d", "c", "a"]);
    expect(await ids({ owner: "ana", status: ["pending"] })).toEqual(["b", "a"]);
    expect(await ids({ status: ["pending", "running"] })).toEqual(["e", "c", "b", "a"]);
    expect(await ids({ thread: "t1", status: ["running", "success"] })).toEqual(["e", "d"]);
    expect(await ids({ status: [] })).toEqual([]);
    expect(await ids({ limit: 2, offset: 1 })).toEqual(["d", "c"]);
  });

  it("gives the oldest job of each thread to one holder, and the next of a thread once that has ended", async () => {
    const { jobs } = await open();
    await jobs.add([job("a1"), job("b1", { thread: "t2" }), job("a2"), job("b2", { thread: "t2" }), job("a3")]);
    const taken = await jobs.take("h1", 50, 9);
    expect(taken).toEqual([
      job("a1", { status: "running", holder: "h1", attempts: 1, updatedAt: 50 }),
      job("b1", { thread: "t2", status: "running", holder: "h1", attempts: 1, updatedAt: 50 }),
    ]);
    expect(await jobs.get("a1")).toEqual(taken[0]);
    expect(await jobs.take("h2", 51, 9)).toEqual([]);
    await jobs.update("a1", { status: "success", holder: undefined }, 52);
    expect(idsOf(await jobs.take("h2", 53, 9))).toEqual(["a2"]);
    await jobs.delete("b1");
    expect(idsOf(await jobs.take("h2", 54, 9))).toEqual(["b2"]);
  });

  it("gives no more than asked for, the oldest first, and each to one of several who ask at once", async () => {
    const { jobs } = await open();
    await jobs.add(Array.from({ length: 9 }, (_, at) => job(`j${at}`, { thread: `t${at}` })));
    const taken = await Promise.all(["x", "y", "z"].map((holder) => jobs.take(holder, 50, 2)));
    expect(taken.map(idsOf)).toEqual([
      ["j0", "j1"],
      ["j2", "j3"],
      ["j4", "j5"],
    ]);
    for (const none of [0, -1]) expect(await jobs.take("x", 50, none)).toEqual([]);
  });

  it("leaves a job whose time has not come, and lets others of its thread pass meanwhile", async () => {
    const { jobs } = await open();
    await jobs.add([job("late", { notBefore: 60 }), job("now"), job("later", { notBefore: 90, thread: "t2" })]);
    expect(await jobs.next(50)).toBe(60);
    expect(idsOf(await jobs.take("h", 59, 9))).toEqual(["now"]);
    await jobs.update("now", { status: "success" }, 59);
    await jobs.add([job("newer")]);
    expect(idsOf(await jobs.take("h", 60, 9))).toEqual(["late"]); // it was there before
    expect(await jobs.next(60)).toBe(90);
    expect(idsOf(await jobs.take("h", 90, 9))).toEqual(["later"]);
    expect(await jobs.next(90)).toBeUndefined();
  });

  it("changes what an update names, while the job has one of the statuses that it names", async () => {
    const { jobs } = await open();
    await jobs.add([job("j1", { cancel: "interrupt" })]);
    await jobs.take("h", 10, 1);
    expect(await jobs.update("j1", { run: "r1", metadata: { a: 1 }, cancel: undefined }, 11, ["running"])).toBe(true);
    const running = { status: "running", holder: "h", attempts: 1, run: "r1", metadata: { a: 1 } } as const;
    expect(await jobs.get("j1")).toEqual(job("j1", { ...running, updatedAt: 11 }));
    expect(await jobs.update("j1", { status: "interrupted" }, 12, ["pending", "success"])).toBe(false);
    expect(await jobs.update("j9", { status: "interrupted" }, 12)).toBe(false);
    const ended = await Promise.all((["success", "error"] as const).map((status) => jobs.update("j1", { status }, 13, ["pending", "running"])));
    expect(ended).toEqual([true, false]);
    const error = { code: "limit_reached", layer: "policy", message: "stopped" } as const;
    expect(await jobs.update("j1", { status: "pending", holder: undefined, error, notBefore: 70, cancel: "rollback" }, 14)).toBe(true);
    expect(await jobs.get("j1")).toEqual(
      job("j1", { ...running, status: "pending", holder: undefined, error, notBefore: 70, cancel: "rollback", updatedAt: 14 }),
    );
  });

  it("gives back what is run by holders that are gone, in its old place", async () => {
    const { jobs } = await open();
    await jobs.add([job("a1"), job("b1", { thread: "t2" }), job("c1", { thread: "t3" }), job("a2")]);
    await jobs.take("dead", 10, 2);
    await jobs.take("alive", 10, 1);
    expect(await jobs.reclaim((holder) => holder === "dead", 20)).toEqual(["a1", "b1"]);
    expect(await jobs.get("a1")).toEqual(job("a1", { attempts: 1, updatedAt: 20 }));
    expect(await jobs.reclaim((holder) => holder === "dead", 21)).toEqual([]);
    expect(await jobs.take("alive", 30, 9)).toMatchObject([
      { id: "a1", attempts: 2, holder: "alive" },
      { id: "b1", attempts: 2 },
    ]);
  });

  it("goes with its thread, and takes its stream along", async () => {
    const { jobs, streams, threads } = await open();
    await threads.create(thread("t1"));
    await jobs.add([job("j1"), job("j2"), job("j3", { thread: "t2" })]);
    const entry = { event: "values", data: "{}" };
    for (const id of ["j1", "j2", "j3"]) await streams.append(id, [entry]);
    await jobs.delete("j1");
    expect(await streams.read("j1")).toEqual([]);
    await threads.delete("t1");
    expect(idsOf(await jobs.list({}))).toEqual(["j3"]);
    expect(await streams.read("j2")).toEqual([]);
    expect(await streams.read("j3")).toEqual([{ seq: 1, ...entry }]);
    await jobs.add([job("j2")]);
    expect(await streams.read("j2")).toEqual([]);
    await expect(jobs.delete("unknown")).resolves.toBeUndefined();
  });
}

/** What jobs stream. */
export function streamConformance(open: () => Promise<Storage>): void {
  it("numbers entries from 1 without gaps, whoever appends at once, and gives them as it numbered them", async () => {
    const { jobs, streams } = await open();
    await jobs.add([job("j1"), job("j2")]);
    const appended = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        streams.append("j1", [
          { event: "values", data: `{"at":${at}}` },
          { event: "updates", data: "[]" },
        ]),
      ),
    );
    await streams.append("j2", [{ event: "metadata", data: '{"run_id":"j2"}' }]);
    const all = await streams.read("j1");
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
    expect(appended.flat().toSorted((a, b) => a.seq - b.seq)).toEqual(all);
    expect(await streams.read("j2")).toEqual([{ seq: 1, event: "metadata", data: '{"run_id":"j2"}' }]);
    expect(await streams.append("j1", [])).toEqual([]);
  });

  it("reads on after an entry, so many at a time", async () => {
    const { jobs, streams } = await open();
    await jobs.add([job("j1")]);
    await streams.append(
      "j1",
      ["a", "b", "c", "d"].map((data) => ({ event: "custom", data })),
    );
    const read = async (options: Parameters<typeof streams.read>[1]): Promise<string> => (await streams.read("j1", options)).map(({ data }) => data).join("");
    expect(await read({ after: 1, limit: 2 })).toBe("bc");
    expect(await read({ after: 3 })).toBe("d");
    expect(await read({ after: 4 })).toBe("");
    expect(await read({ limit: 1 })).toBe("a");
  });

  it("leaves out what stands in the stream already, also within one append", async () => {
    const { jobs, streams } = await open();
    await jobs.add([job("j1"), job("j2")]);
    const entry = (data: string, key?: string) => ({ event: "values", data, ...(key === undefined ? {} : { key }) });
    await streams.append("j1", [entry("a", "k1"), entry("b"), entry("a again", "k1")]);
    expect(await streams.append("j1", [entry("b"), entry("a later", "k1"), entry("c", "k2")])).toEqual([
      { seq: 3, ...entry("b") },
      { seq: 4, ...entry("c") },
    ]);
    expect(await streams.append("j2", [entry("a", "k1")])).toHaveLength(1); // another job's stream
    expect((await streams.read("j1")).map(({ data }) => data)).toEqual(["a", "b", "b", "c"]);
  });

  it("keeps nothing of a job that is gone", async () => {
    const { jobs, streams } = await open();
    expect(await streams.append("j1", [{ event: "values", data: "{}" }])).toEqual([]);
    await jobs.add([job("j1")]);
    expect(await streams.read("j1")).toEqual([]);
  });
}
