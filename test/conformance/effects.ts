import type { BeginRequest, EffectRecord, Storage } from "@baton/runtime";
import { describe, expect, it } from "vitest";
import { action, approval, approved, effect, payment } from "./samples.ts";

function request(record: EffectRecord, change: Partial<BeginRequest> = {}): BeginRequest {
  return { record, consume: undefined, again: false, reserve: undefined, ...change };
}

const consume = { id: "a1", action: 0, finalDigest: "sha256-pay" };
const elsewhereSlot = { run: "r2", node: "pay", scope: "", visit: 1, call: "0.0" };

/** The effects journal: what may begin, once. */
export function effectConformance(open: () => Promise<Storage>): void {
  it("begins a call once, however many try: the others learn of it", async () => {
    const { effects } = await open();
    const began = await Promise.all(Array.from({ length: 8 }, () => effects.begin(request(effect("x")))));
    expect(began.filter((result) => result.type === "started")).toEqual([{ type: "started", record: effect("x") }]);
    expect(began.filter((result) => result.type === "known")).toHaveLength(7);
    expect(await effects.get(effect("x").key)).toEqual(effect("x"));
    expect(await effects.list({})).toHaveLength(1);
  });

  it("begins nothing for who lost the thread's lease, or has none while it is held", async () => {
    const { effects, leases } = await open();
    const now = Date.now();
    const first = await leases.acquire("t1", "a", 1, now - 1_000);
    const second = await leases.acquire("t1", "b", 60_000, now);
    if (first.type !== "held" || second.type !== "held") throw new Error("the second takes over");
    await expect(effects.begin(request(effect("x"), { lease: first.lease.token }))).rejects.toMatchObject({ code: "lease_lost" });
    await expect(effects.begin(request(effect("x")))).rejects.toMatchObject({ code: "lease_lost" });
    expect(await effects.list({ thread: "t1" })).toEqual([]);
    expect(await effects.begin(request(effect("x"), { lease: second.lease.token }))).toMatchObject({ type: "started" });
  });

  it("gives back every part of a record", async () => {
    const { effects } = await open();
    const record = effect("x", { once: "I-1", approval: { id: "a1", action: 2 }, args: { deep: [{ a: null }, 1.5, "ü"] } });
    await effects.begin(request(record));
    const error = { code: "refused", layer: "tool", message: "no" } as const;
    expect(await effects.finish(record.key, { state: "failed", error, at: 20, attempts: 3 })).toBe(true);
    expect(await effects.get(record.key)).toEqual({ ...record, state: "failed", error, endedAt: 20, attempts: 3 });
    expect(await effects.get({ ...record.key, ordinal: 1 })).toBeUndefined();
  });

  it("ends an intent once, with a result that may be null", async () => {
    const { effects } = await open();
    await effects.begin(request(effect("x")));
    const ends = await Promise.all([1, 2, 3].map((at) => effects.finish(effect("x").key, { state: "done", result: null, at })));
    expect(ends.filter(Boolean)).toHaveLength(1);
    expect(await effects.get(effect("x").key)).toMatchObject({ state: "done", result: null, attempts: 1 });
    expect(await effects.finish(effect("unknown").key, { state: "done", at: 1 })).toBe(false);
  });

  it("settles an unknown effect as done, or back to an intent; nothing else", async () => {
    const { effects } = await open();
    const { key } = effect("x");
    await effects.begin(request(effect("x")));
    expect(await effects.settleUnknown(key, { happened: true, at: 1 })).toBe(false);
    await effects.finish(key, { state: "unknown", at: 20, error: { code: "e", layer: "tool", message: "lost" } });
    expect(await effects.settleUnknown(key, { happened: false, at: 30 })).toBe(true);
    expect(await effects.get(key)).toEqual(effect("x"));
    await effects.finish(key, { state: "unknown", at: 40 });
    expect(await effects.settleUnknown(key, { happened: true, result: { receipt: 7 }, at: 50 })).toBe(true);
    expect(await effects.get(key)).toMatchObject({ state: "done", result: { receipt: 7 }, endedAt: 50 });
  });

  it("keeps the row of a replay that did nothing, once", async () => {
    const { effects } = await open();
    const record = effect("x", { state: "simulated", result: { receipt: 7 }, endedAt: 11 });
    expect(await effects.simulate(record)).toEqual(record);
    expect(await effects.simulate({ ...record, result: 8 })).toEqual(record);
    expect(await effects.begin(request(effect("x")))).toEqual({ type: "known", record });
    expect(await effects.begin(request(effect("y")))).toMatchObject({ type: "started" }); // it did nothing, so nothing is repeated
  });

  it("lists by thread, run and state, in the order in which they began", async () => {
    const { effects } = await open();
    await effects.begin(request(effect("b")));
    await effects.begin(request(effect("a", { slot: { ...effect("a").slot, visit: 2 } })));
    await effects.begin(request(effect("c", { key: { thread: "t2", task: "c", ordinal: 0 }, slot: elsewhereSlot })));
    await effects.finish(effect("a").key, { state: "done", at: 11 });
    const tasks = async (filter: Parameters<typeof effects.list>[0]): Promise<string[]> => (await effects.list(filter)).map((record) => record.key.task);
    expect(await tasks({})).toEqual(["b", "a", "c"]);
    expect(await tasks({ thread: "t1" })).toEqual(["b", "a"]);
    expect(await tasks({ run: "r2" })).toEqual(["c"]);
    expect(await tasks({ thread: "t1", state: "intent" })).toEqual(["b"]);
  });

  describe("what was done elsewhere", () => {
    it.each(["intent", "done", "unknown"] as const)("finds the original of a replay in state %s", async (state) => {
      const { effects } = await open();
      await effects.begin(request(effect("original")));
      if (state !== "intent") await effects.finish(effect("original").key, { state, at: 11 });
      expect(await effects.begin(request(effect("replay")))).toMatchObject({ type: "elsewhere", why: "slot", record: { key: { task: "original" }, state } });
      expect(await effects.begin(request(effect("other", { slot: { ...effect("x").slot, call: "0.1" } })))).toMatchObject({ type: "started" });
    });

    it("lets a call begin whose original failed: nothing was done", async () => {
      const { effects } = await open();
      await effects.begin(request(effect("original")));
      await effects.finish(effect("original").key, { state: "failed", at: 11 });
      expect(await effects.begin(request(effect("replay")))).toMatchObject({ type: "started" });
    });

    it("finds the `once` of the same tool in any thread, whoever begins first", async () => {
      const { effects } = await open();
      const calls = Array.from({ length: 5 }, (_, index) =>
        effect("x", { key: { thread: `t${index}`, task: "x", ordinal: 0 }, slot: { ...elsewhereSlot, run: `r${index}` }, once: "I-1" }),
      );
      const began = await Promise.all(calls.map((record) => effects.begin(request(record))));
      expect(began.filter((result) => result.type === "started")).toHaveLength(1);
      expect(began.filter((result) => result.type === "elsewhere" && result.why === "once")).toHaveLength(4);
      const other = effect("y", { slot: { ...elsewhereSlot, run: "r9" }, once: "I-1", tool: "mail" });
      expect(await effects.begin(request(other))).toMatchObject({ type: "started" });
    });

    it("repeats it only with an approval that is consumed with it and was decided after it", async () => {
      const { effects, approvals } = await open();
      await effects.begin(request(effect("original", { once: "I-1" })));
      const replay = effect("replay", { startedAt: 30, once: "I-1" });
      expect(await effects.begin(request(replay, { again: true }))).toMatchObject({ type: "elsewhere", why: "slot" });
      await approvals.open(approved("a1", {}, 9)); // decided before the original began
      expect(await effects.begin(request(replay, { again: true, consume }))).toMatchObject({ type: "elsewhere", why: "slot" });
      expect((await approvals.get("a1"))?.actions[0]?.status).toBe("approved");
      await approvals.open(approved("a2", {}, 20));
      expect(await effects.begin(request(replay, { consume: { ...consume, id: "a2" } }))).toMatchObject({ type: "elsewhere" });
      expect(await effects.begin(request(replay, { again: true, consume: { ...consume, id: "a2" } }))).toMatchObject({ type: "started" });
    });
  });

  describe("approvals", () => {
    it("consumes an approved action once, however many calls want it", async () => {
      const { effects, approvals } = await open();
      await approvals.open(approved("a1"));
      const calls = [1, 2, 3, 4].map((visit) => effect(`x${visit}`, { slot: { ...effect("x").slot, visit } }));
      const began = await Promise.all(calls.map((record) => effects.begin(request(record, { consume }))));
      expect(began.filter((result) => result.type === "started")).toHaveLength(1);
      expect(began.filter((result) => result.type === "refused" && result.reason === "consumed")).toHaveLength(3);
      expect(await effects.list({})).toHaveLength(1);
      expect(await approvals.get("a1")).toMatchObject({ version: 2, actions: [{ status: "consumed" }] });
      expect(await approvals.replace(approved("a1", { version: 2 }))).toBe(false); // a decision that came from before the consumption
    });

    it("consumes the edited arguments where they were edited, whatever the order of their keys", async () => {
      const { effects, approvals } = await open();
      const final = { amount: 900, invoice: "I-1" };
      await approvals.open(approval("a1", { actions: [action(), action({ status: "approved", final })], status: "resolved" }));
      const second = { id: "a1", action: 1, finalDigest: "sha256-edited" };
      const record = effect("x", { args: { invoice: "I-1", amount: 900 }, digest: "sha256-edited" });
      expect(await effects.begin(request(record, { consume: second }))).toMatchObject({ type: "started" });
      expect((await approvals.get("a1"))?.actions.map((each) => each.status)).toEqual(["open", "consumed"]);
    });

    it.each([
      ["missing", "no such approval", undefined, {}, consume],
      ["missing", "no such action", approved("a1"), {}, { ...consume, action: 1 }],
      ["foreign", "another thread's", approved("a1", { thread: "t2" }), {}, consume],
      ["foreign", "another run's", approved("a1", { run: "r2" }), {}, consume],
      ["foreign", "another node's", approved("a1", { node: "refund" }), {}, consume],
      ["foreign", "another tool's", approved("a1"), { tool: "refund" }, consume],
      ["foreign", "of a value, not a call", approved("a1", { kind: "value" }), {}, consume],
      ["not-approved", "still open", approval("a1"), {}, consume],
      ["not-approved", "rejected", approval("a1", { actions: [action({ status: "rejected" })] }), {}, consume],
      ["not-approved", "void", approved("a1", { status: "void" }), {}, consume],
      ["expired", "at its last moment", approved("a1", { expiresAt: 10 }), {}, consume],
      ["digest", "for other arguments", approved("a1"), { args: { ...payment, amount: 1201 } }, consume],
      ["digest", "under another digest", approved("a1"), { digest: "sha256-else" }, consume],
    ] as const)("refuses as %s what is %s", async (reason, _, row, change, wanted) => {
      const { effects, approvals } = await open();
      if (row) await approvals.open(row);
      expect(await effects.begin(request(effect("x", change), { consume: wanted }))).toEqual({ type: "refused", reason });
      expect(await effects.list({})).toEqual([]);
      expect(await approvals.get("a1")).toEqual(row);
    });

    it("takes an approval up to the moment in which it expires", async () => {
      const { effects, approvals } = await open();
      await approvals.open(approved("a1", { expiresAt: 11 }));
      expect(await effects.begin(request(effect("x"), { consume }))).toMatchObject({ type: "started" });
    });
  });

  describe("budget", () => {
    const reserve = { run: "r1", tool: "pay" };

    it("takes one call of the tool with the intent, and none for a known call", async () => {
      const { effects, budgets } = await open();
      await budgets.open("r1", { toolCalls: 5 });
      await effects.begin(request(effect("x"), { reserve }));
      await effects.begin(request(effect("x"), { reserve }));
      expect((await budgets.get("r1"))?.usage).toMatchObject({ toolCalls: 1, tools: { pay: 1 } });
    });

    it("refuses where a limit would be passed, and consumes nothing", async () => {
      const { effects, budgets, approvals } = await open();
      await budgets.open("r1", { tools: { pay: 0 } });
      await approvals.open(approved("a1"));
      expect(await effects.begin(request(effect("x"), { consume, reserve }))).toEqual({ type: "limit", limit: "tools.pay", max: 0, used: 0 });
      expect(await approvals.get("a1")).toEqual(approved("a1"));
      expect(await effects.list({})).toEqual([]);
      expect((await budgets.get("r1"))?.usage.toolCalls).toBe(0);
    });

    it("spends nothing where the approval is refused, or the run has no budget", async () => {
      const { effects, budgets, approvals } = await open();
      await budgets.open("r1", {});
      expect(await effects.begin(request(effect("x"), { consume, reserve }))).toMatchObject({ type: "refused" });
      expect((await budgets.get("r1"))?.usage.toolCalls).toBe(0);
      await approvals.open(approved("a1"));
      await expect(effects.begin(request(effect("x"), { consume, reserve: { run: "r2", tool: "pay" } }))).rejects.toMatchObject({ code: "budget_missing" });
      expect(await approvals.get("a1")).toEqual(approved("a1"));
    });
  });
}
