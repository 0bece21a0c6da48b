import type { JsonObject } from "@baton/core";
import type { Approval, Storage } from "@baton/runtime";
import { expect, it } from "vitest";
import { action, approval, graphVersion, run, thread, wait } from "./samples.ts";

const needs = (...roles: string[]) => action({ by: roles.map((role) => ({ role, count: 1, fourEyes: false })) });

/** What lists for people look through: threads, runs and the inbox. */
export function searchConformance(open: () => Promise<Storage>): void {
  it("finds and counts threads by everything they have, in the order asked for", async () => {
    const { threads } = await open();
    await threads.create(thread("a", { createdAt: 3, updatedAt: 3 }));
    await threads.create(thread("b", { createdAt: 1, updatedAt: 9, status: "interrupted" }));
    await threads.create(thread("c", { createdAt: 2, owner: "bob", graph: "other" }));
    await threads.create(thread("d", { createdAt: 2, status: "failed" }));
    const ids = async (filter: Parameters<typeof threads.search>[0]): Promise<string> => {
      const found = await threads.search(filter);
      expect(await threads.count(filter)).toBe((await threads.search({ ...filter, limit: 99, offset: 0 })).length);
      return found.map(({ id }) => id).join("");
    };
    expect(await ids({})).toBe("adcb");
    expect(await ids({ order: "asc" })).toBe("bcda");
    expect(await ids({ sortBy: "updatedAt" })).toBe("badc");
    expect(await ids({ sortBy: "id", order: "asc" })).toBe("abcd");
    expect(await ids({ sortBy: "status", order: "asc" })).toBe("dacb");
    expect(await ids({ limit: 2, offset: 1 })).toBe("dc");
    expect(await ids({ limit: 0 })).toBe("");
    expect(await ids({ ids: ["d", "a", "unknown"] })).toBe("ad");
    expect(await ids({ ids: [] })).toBe("");
    expect(await ids({ owner: "ana", status: ["interrupted", "failed"] })).toBe("db");
    expect(await ids({ status: ["idle"], graph: "pay" })).toBe("a");
    expect(await threads.search({ ids: ["c"] })).toEqual([thread("c", { createdAt: 2, owner: "bob", graph: "other" })]);
  });

  it.each<readonly [string, JsonObject, JsonObject]>([
    ["a value alone", { n: 1 }, { n: 1 }],
    ["text with quotes and backslashes", { t: 'a "b" \\ \n é \u2028' }, { t: 'a "b" \\ \n é \u2028' }],
    ["null", { x: null }, { x: null }],
    ["a list", { list: [1, { a: 2, b: [] }] }, { list: [1, { b: [], a: 2 }] }],
    ["a field that is a condition in SQL", { "a' OR 1=1 --": 1 }, { "a' OR 1=1 --": 1 }],
    ["a field that is a path in JSON", { 'a.b"]': 1, "$.a": 2 }, { "$.a": 2, 'a.b"]': 1 }],
    ["a field that objects have from birth", { constructor: 1 }, { constructor: 1 }],
    ["nothing asked", { n: 1 }, {}],
  ])("finds a thread by its metadata: %s", async (_, metadata, wanted) => {
    const { threads } = await open();
    await threads.create(thread("has", { metadata: { ...metadata, more: true } }));
    if (Object.keys(wanted).length > 0) await threads.create(thread("not", { metadata: { other: { ...metadata } } }));
    expect((await threads.search({ metadata: wanted })).map(({ id }) => id)).toEqual(["has"]);
    expect(await threads.count({ metadata: wanted })).toBe(1);
  });

  it.each<readonly [string, JsonObject, JsonObject]>([
    ["a number that begins alike", { n: 12 }, { n: 1 }],
    ["text for a number", { n: "1" }, { n: 1 }],
    ["a value inside another", { a: { n: 1 } }, { n: 1 }],
    ["a part of an object", { a: { n: 1, m: 2 } }, { a: { n: 1 } }],
    ["null for what is not there", {}, { n: null }],
    ["a field that closes the text", { a: 1 }, { '"a': 1 }],
    ["a wildcard", { ab: 1 }, { "a%": 1 }],
    ["what is true of everything in SQL", { a: 1 }, { "' OR '1'='1": 1 }],
    ["what every object has from birth", {}, { toString: "x" }],
  ])("does not find a thread by what its metadata does not say: %s", async (_, metadata, wanted) => {
    const { threads } = await open();
    await threads.create(thread("t1", { metadata }));
    expect(await threads.search({ metadata: wanted })).toEqual([]);
    expect(await threads.count({ metadata: wanted })).toBe(0);
    expect(await threads.count({})).toBe(1);
  });

  it("pages through what metadata finds", async () => {
    const { threads } = await open();
    for (let at = 0; at < 9; at++) await threads.create(thread(`t${at}`, { createdAt: at, metadata: { even: at % 2 === 0 } }));
    const page = async (offset: number): Promise<string[]> =>
      (await threads.search({ metadata: { even: true }, order: "asc", limit: 2, offset })).map(({ id }) => id);
    expect([await page(0), await page(2), await page(4)]).toEqual([["t0", "t2"], ["t4", "t6"], ["t8"]]);
  });

  it("lets a thread change its graph", async () => {
    const { threads } = await open();
    await threads.create(thread("t1", { graph: "", graphHash: "" }));
    await threads.update("t1", { graph: "pay", graphHash: "h1" });
    expect(await threads.search({ graph: "pay" })).toMatchObject([{ graph: "pay", graphHash: "h1" }]);
  });

  it("finds runs of all threads, newest first, by the thread's owner, by graph and status", async () => {
    const { graphs, threads } = await open();
    await graphs.put(graphVersion("h-pay"));
    await threads.create(thread("t1", { graph: "later" }));
    await threads.create(thread("t2", { owner: "bob", graph: "code" }));
    await threads.putRun(run("a", "t1", { startedAt: 1, graphHash: "h-pay" }));
    await threads.putRun(run("b", "t2", { startedAt: 3, status: "failed" }));
    await threads.putRun(run("c", "t1", { startedAt: 2, status: "done", graphHash: "h-pay" }));
    await threads.putRun(run("d", "t1", { startedAt: 2, status: "interrupted" }));
    const ids = async (filter: Parameters<typeof threads.searchRuns>[0]): Promise<string> => (await threads.searchRuns(filter)).map(({ id }) => id).join("");
    expect(await ids({})).toBe("bdca");
    expect(await ids({ limit: 2, offset: 1 })).toBe("dc");
    expect(await ids({ owner: "ana" })).toBe("dca");
    expect(await ids({ graph: "pay" })).toBe("ca");
    expect(await ids({ graph: "code" })).toBe("b"); // a version that is not stored: its thread's graph
    expect(await ids({ graph: "later" })).toBe("d");
    expect(await ids({ status: ["failed", "interrupted"] })).toBe("bd");
    expect(await ids({ owner: "bob", status: ["done"] })).toBe("");
    expect(await threads.searchRuns({ owner: "bob" })).toEqual([run("b", "t2", { startedAt: 3, status: "failed" })]);
  });

  it("finds in the inbox what waits for a person: by role, as who started the run, or for anybody", async () => {
    const { approvals } = await open();
    const put = async (id: string, change: Partial<Approval>): Promise<unknown> => await approvals.open(approval(id, { escalate: [], ...change }));
    await put("a", { createdAt: 1, actions: [needs("controller"), needs("lead")] });
    await put("b", { createdAt: 2, actions: [needs()] });
    await put("c", { createdAt: 3, actions: [needs("requester")], requester: "bob" });
    await put("d", { createdAt: 4, actions: [needs("lead")], escalate: [{ at: 90, to: "cfo" }] });
    await put("e", { createdAt: 5, actions: [{ ...needs("controller"), status: "approved" }, needs("lead")] });
    await put("f", { createdAt: 6, actions: [needs("controller")], status: "resolved" });
    const ids = async (roles: readonly string[], more: { person?: string; now?: number; after?: string } = {}): Promise<string> => {
      const { now = 0, after, ...person } = more;
      const filter = { by: { roles, now, ...person } };
      const found = await approvals.list({ ...filter, ...(after === undefined ? {} : { after }) });
      expect(await approvals.count(filter)).toBe((await approvals.list(filter)).length);
      return found.map(({ id }) => id).join("");
    };
    expect(await ids([])).toBe("b");
    expect(await ids(["controller"])).toBe("ab");
    expect(await ids(["controller", "lead"])).toBe("abde");
    expect(await ids(["controller", "lead"], { after: "b" })).toBe("de");
    expect(await ids([], { person: "bob" })).toBe("bc");
    expect(await ids([], { person: "ana" })).toBe("b");
    expect(await ids(["requester"])).toBe("bc");
    expect(await ids(["cfo"], { now: 89 })).toBe("b");
    expect(await ids(["cfo"], { now: 90 })).toBe("bd");
    expect(await ids(["' OR 1=1 --", "role:lead", "anybody"])).toBe("b");
    await approvals.replace(
      approval("a", { createdAt: 1, escalate: [], actions: [needs("controller"), { ...needs("lead"), status: "approved" }], version: 2 }),
    );
    expect(await ids(["lead"])).toBe("bde");
    await approvals.voidOpen("t1");
    expect(await ids(["controller", "lead"], { person: "bob", now: 99 })).toBe("");
  });

  it("finds approvals by node and graph, and counts them", async () => {
    const { approvals, graphs, threads } = await open();
    await graphs.put(graphVersion("h-pay"));
    await threads.create(thread("t2", { graph: "code" }));
    await approvals.open(approval("a", { graphHash: "h-pay", node: "pay" }));
    await approvals.open(approval("b", { graphHash: "h-pay", node: "sign", asker: "pay" }));
    await approvals.open(approval("c", { thread: "t2", node: "pay" }));
    const ids = async (filter: Parameters<typeof approvals.list>[0]): Promise<string> => {
      const found = await approvals.list(filter);
      expect(await approvals.count(filter)).toBe(found.length);
      return found.map(({ id }) => id).join("");
    };
    expect(await ids({ node: "pay" })).toBe("ac");
    expect(await ids({ graph: "pay" })).toBe("ab");
    expect(await ids({ graph: "code" })).toBe("c"); // a version that is not stored: its thread's graph
    expect(await ids({ graph: "pay", node: "sign", thread: "t1", status: "open", by: { roles: ["controller"], now: 0 } })).toBe("b");
    expect(await ids({ graph: "none" })).toBe("");
  });

  it("says when the next thing happens by itself to an approval, and to which", async () => {
    const { approvals } = await open();
    expect(await approvals.next(0)).toBeUndefined();
    await approvals.open(approval("a", { escalate: [{ at: 20, to: "cfo" }], expiresAt: 50 }));
    await approvals.open(approval("b", { escalate: [], expiresAt: 30 }));
    await approvals.open(approval("c", { escalate: [], expiresAt: 10, status: "resolved" }));
    const due = async (after: number, until: number): Promise<string> => (await approvals.list({ due: { after, until } })).map(({ id }) => id).join("");
    expect([await approvals.next(0), await approvals.next(20), await approvals.next(30), await approvals.next(50)]).toEqual([20, 30, 50, undefined]);
    expect([await due(0, 19), await due(0, 20), await due(20, 30), await due(0, 99)]).toEqual(["", "a", "b", "ab"]);
    await approvals.replace(approval("b", { escalate: [], expiresAt: 30, status: "resolved", version: 2 }));
    expect(await approvals.next(20)).toBe(50);
    await approvals.voidOpen("t1");
    expect(await approvals.next(0)).toBeUndefined();
  });

  it("says when the next wait ends by itself", async () => {
    const { waits } = await open();
    expect(await waits.next(0)).toBeUndefined();
    await waits.open(wait("e"));
    expect(await waits.next(0)).toBeUndefined(); // an event has no time
    await waits.open(wait("a", { expiresAt: 40, wakeAt: 60, event: undefined }));
    await waits.open(wait("b", { wakeAt: 20, event: undefined }));
    expect([await waits.next(0), await waits.next(20), await waits.next(40)]).toEqual([20, 40, undefined]);
    await waits.take("b", 20);
    expect(await waits.next(0)).toBe(40);
    await waits.voidOpen("t1");
    expect(await waits.next(0)).toBeUndefined();
  });
}
