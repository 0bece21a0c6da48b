import type { Spend, Storage } from "@baton/runtime";
import * as fc from "fast-check";
import { expect, it } from "vitest";

const nothing = { steps: 0, modelCalls: 0, toolCalls: 0, tokens: 0, costUsd: 0, timeMs: 0, tools: {} };

/** Budgets, and leases. */
export function budgetConformance(open: () => Promise<Storage>): void {
  it("opens a budget once", async () => {
    const { budgets } = await open();
    await budgets.open("r1", { steps: 3, tools: { pay: 1 } });
    await budgets.open("r1", { steps: 99 });
    expect(await budgets.get("r1")).toEqual({ limits: { steps: 3, tools: { pay: 1 } }, usage: nothing });
    expect(await budgets.get("r2")).toBeUndefined();
  });

  it("allows n of a limit of n, names the one that would be passed, and then changes nothing", async () => {
    const { budgets } = await open();
    await budgets.open("r1", { steps: 2, toolCalls: 5, tools: { pay: 1 } });
    expect(await budgets.reserve("r1", { steps: 1 })).toMatchObject({ ok: true, usage: { steps: 1 } });
    expect(await budgets.reserve("r1", { steps: 1 })).toMatchObject({ ok: true, usage: { steps: 2 } });
    expect(await budgets.reserve("r1", { steps: 1, tokens: 9 })).toEqual({ ok: false, limit: "steps", max: 2, used: 2 });
    expect(await budgets.reserve("r1", { toolCalls: 1, tool: "pay" })).toMatchObject({ ok: true });
    expect(await budgets.reserve("r1", { toolCalls: 1, tool: "pay" })).toEqual({ ok: false, limit: "tools.pay", max: 1, used: 1 });
    expect((await budgets.get("r1"))?.usage).toEqual({ ...nothing, steps: 2, toolCalls: 1, tools: { pay: 1 } });
  });

  it("counts cents exactly", async () => {
    const { budgets } = await open();
    await budgets.open("r1", { costUsd: 0.3 });
    for (const ok of [true, true, true, false]) expect((await budgets.reserve("r1", { costUsd: 0.1 })).ok).toBe(ok);
  });

  it("settles what a call turned out to cost, up and down, past a limit too; then nothing more is allowed", async () => {
    const { budgets } = await open();
    await budgets.open("r1", { tokens: 100 });
    await budgets.reserve("r1", { tokens: 80, modelCalls: 1 });
    await budgets.settle("r1", { tokens: -30 });
    expect(await budgets.reserve("r1", { tokens: 50 })).toMatchObject({ ok: true });
    await budgets.settle("r1", { tokens: 1, timeMs: 12.5 });
    expect(await budgets.reserve("r1", { steps: 1 })).toEqual({ ok: false, limit: "tokens", max: 100, used: 101 });
    expect((await budgets.get("r1"))?.usage).toEqual({ ...nothing, modelCalls: 1, tokens: 101, timeMs: 12.5 });
  });

  it("raises limits key by key", async () => {
    const { budgets } = await open();
    await budgets.open("r1", { steps: 1, tokens: 5, tools: { pay: 1, mail: 2 } });
    await budgets.raise("r1", { steps: 3, tools: { pay: 4 } });
    expect((await budgets.get("r1"))?.limits).toEqual({ steps: 3, tokens: 5, tools: { pay: 4, mail: 2 } });
  });

  it("knows no budget of a run that has none", async () => {
    const { budgets } = await open();
    await expect(budgets.reserve("r1", { steps: 1 })).rejects.toMatchObject({ code: "budget_missing" });
    await expect(budgets.raise("r1", { steps: 1 })).rejects.toMatchObject({ code: "budget_missing" });
    await budgets.settle("r1", { steps: 1 });
    expect(await budgets.get("r1")).toBeUndefined();
  });

  it("never overspends, however many reserve at once", async () => {
    const { budgets } = await open();
    let run = 0;
    const spend = fc.record({ steps: fc.nat(3), tokens: fc.nat(50), tool: fc.constantFrom("pay", "mail", "constructor") }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(fc.array(spend, { maxLength: 30 }), async (spends: Spend[]) => {
        const id = `r${run++}`;
        await budgets.open(id, { steps: 10, tokens: 200, tools: { pay: 2, constructor: 1 } });
        const granted = (await Promise.all(spends.map((each) => budgets.reserve(id, each)))).map((reservation) => reservation.ok);
        const sum = (amount: (each: Spend) => number): number => spends.reduce((total, each, index) => total + (granted[index] ? amount(each) : 0), 0);
        const usage = (await budgets.get(id))?.usage;
        expect(usage?.steps).toBe(sum((each) => each.steps ?? 0));
        expect(usage?.tokens).toBe(sum((each) => each.tokens ?? 0));
        expect(usage?.steps).toBeLessThanOrEqual(10);
        expect(usage?.tokens).toBeLessThanOrEqual(200);
        expect(sum((each) => (each.tool === "pay" ? 1 : 0))).toBeLessThanOrEqual(2);
        expect(sum((each) => (each.tool === "constructor" ? 1 : 0))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });
}

/** Leases themselves; what they guard is tested with the checkpoints. */
export function leaseConformance(open: () => Promise<Storage>): void {
  it("gives a thread to one of many, the same holder included, and says who has it", async () => {
    const { leases } = await open();
    const taken = await Promise.all(["a", "b", "a", "c"].map((holder) => leases.acquire("t1", holder, 100, 1000)));
    const held = taken.filter((each) => each.type === "held");
    expect(held).toHaveLength(1);
    expect(held[0]?.lease).toMatchObject({ thread: "t1", token: 1, until: 1100 });
    for (const each of taken) expect(each.lease).toEqual(held[0]?.lease);
    expect(await leases.acquire("t2", "b", 100, 1000)).toMatchObject({ type: "held" });
  });

  it("lets a lease that ran out be taken over with a higher token; the old one is lost", async () => {
    const { leases } = await open();
    const { lease } = await leases.acquire("t1", "a", 100, 1000);
    expect(await leases.acquire("t1", "b", 100, 1099)).toMatchObject({ type: "taken", lease });
    expect(await leases.acquire("t1", "b", 100, 1100)).toMatchObject({ type: "held", lease: { holder: "b", token: 2 } });
    expect(await leases.renew(lease, 100, 1100)).toBe(false);
    await leases.release(lease);
    expect(await leases.acquire("t1", "c", 100, 1150)).toMatchObject({ type: "taken", lease: { holder: "b" } });
  });

  it("extends a lease, also one that ran out and that nobody took", async () => {
    const { leases } = await open();
    const { lease } = await leases.acquire("t1", "a", 100, 1000);
    expect(await leases.renew(lease, 100, 1050)).toBe(true);
    expect(await leases.acquire("t1", "b", 100, 1149)).toMatchObject({ type: "taken", lease: { until: 1150 } });
    expect(await leases.renew(lease, 100, 1200)).toBe(true);
    expect(await leases.acquire("t1", "b", 100, 1250)).toMatchObject({ type: "taken" });
  });

  it("frees a released lease at once, for good, and goes on counting", async () => {
    const { leases, threads } = await open();
    const { lease } = await leases.acquire("t1", "a", 100, 1000);
    await leases.release(lease);
    expect(await leases.renew(lease, 100, 1001)).toBe(false);
    expect(await leases.acquire("t1", "b", 100, 1001)).toMatchObject({ type: "held", lease: { token: 2 } });
    await threads.delete("t1");
    expect(await leases.acquire("t1", "c", 100, 2000)).toMatchObject({ type: "held", lease: { token: 3 } });
  });
}
