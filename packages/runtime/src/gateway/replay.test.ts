import type { JsonObject } from "@baton/core";
import { describe, expect, it } from "vitest";
import type { Tool } from "../host/tool.ts";
import { payArgs, payCall, payTool, policy, type World, world } from "./test-kit.ts";

const otherArgs = { ...payArgs, amount: 251 };
const needsApproval = [policy({ then: "approve" })];

async function paidOnce(
  change: Partial<Tool> = {},
  policies?: Parameters<typeof world>[0]["policies"],
): Promise<{ readonly w: World; readonly paid: JsonObject[] }> {
  const paid: JsonObject[] = [];
  const w = await world({ tools: [payTool(paid, change)], ...(policies === undefined ? {} : { policies }) });
  const grant = policies === undefined ? undefined : { approval: (await w.approved()).id, action: 0 };
  expect(await w.gateway.execute(payCall(), w.step(), { grant })).toMatchObject({ type: "done", simulated: false });
  await w.clock.advance(1_000);
  return { w, paid };
}

function forked(w: World, change: Parameters<World["step"]>[0] = {}) {
  return w.step({ task: "task2", run: { ...w.step().run, fork: 1 }, ...change });
}

function byInvoice(args: JsonObject): string {
  return JSON.stringify(args["invoice"]);
}

function elsewhere(w: World) {
  return w.step({ task: "task9", run: { ...w.step().run, id: "run2", thread: "thread2" } });
}

describe("a replay", () => {
  it("repeats the recorded result of the same write and does nothing", async () => {
    const { w, paid } = await paidOnce();
    const replay = () => w.gateway.execute(payCall(), w.step({ task: "task2" }));
    expect(await replay()).toEqual({ type: "done", result: { receipt: "R-1" }, simulated: true });
    expect(await replay()).toEqual({ type: "done", result: { receipt: "R-1" }, simulated: true });
    expect(paid).toHaveLength(1);
    expect((await w.services.storage.effects.list({})).map(({ state }) => state).toSorted()).toEqual(["done", "simulated"]);
    expect(w.events.at(-1)).toMatchObject({ state: "simulated" });
    expect((await w.services.storage.budgets.get("run1"))?.usage.toolCalls).toBe(1);
  });

  it("does so too where policy wants an approval, with the used grant or without one", async () => {
    const { w, paid } = await paidOnce({}, needsApproval);
    expect(await w.gateway.execute(payCall(), w.step({ task: "task2" }))).toMatchObject({ type: "done", simulated: true });
    const used = { approval: "apr_1", action: 0 };
    expect(await w.gateway.execute(payCall(), w.step({ task: "task3" }), { grant: used })).toMatchObject({ type: "done", simulated: true });
    expect(paid).toHaveLength(1);
  });

  it("asks people, showing the earlier effect, where the arguments differ", async () => {
    const { w, paid } = await paidOnce();
    const asked = await w.gateway.execute(payCall({ args: otherArgs }), w.step({ task: "task2" }));
    expect(asked).toMatchObject({ type: "ask", earlier: { args: payArgs, state: "done" } });
    expect(paid).toHaveLength(1);
  });

  it("asks people where nobody knows how the original ended", async () => {
    const w = await world({ tools: [payTool([], { execute: () => Promise.reject(new Error("reset")) })] });
    await w.gateway.execute(payCall(), w.step());
    expect(await w.gateway.execute(payCall(), w.step({ task: "task2" }))).toMatchObject({ type: "ask", earlier: { state: "unknown" } });
  });

  it("makes the call again, with another key, once people approved it after the original", async () => {
    const keys: string[] = [];
    const paid: JsonObject[] = [];
    const tool = payTool(paid, {
      once: byInvoice,
      async execute(args, { idempotencyKey }) {
        keys.push(idempotencyKey);
        paid.push(args);
        return { receipt: `R-${paid.length}` };
      },
    });
    const w = await world({ tools: [tool] });
    await w.gateway.execute(payCall(), w.step());
    await w.clock.advance(1_000);
    const grant = { approval: (await w.approved({ id: "apr_2" })).id, action: 0 };
    expect(await w.gateway.execute(payCall(), w.step({ task: "task2" }), { grant })).toEqual({ type: "done", result: { receipt: "R-2" }, simulated: false });
    expect(new Set(keys).size).toBe(2);
    // That approval is used up: another replay repeats the newer result.
    expect(await w.gateway.execute(payCall(), w.step({ task: "task3" }), { grant })).toEqual({ type: "done", result: { receipt: "R-2" }, simulated: true });
  });

  it("does not take an approval that is older than the original", async () => {
    const paid: JsonObject[] = [];
    const w = await world({ tools: [payTool(paid)] });
    const old = { approval: (await w.approved()).id, action: 0 };
    await w.clock.advance(1_000);
    await w.gateway.execute(payCall(), w.step());
    expect(await w.gateway.execute(payCall(), w.step({ task: "task2" }), { grant: old })).toMatchObject({ type: "done", simulated: true });
    expect(paid).toHaveLength(1);
  });

  it("reads anew", async () => {
    const { w, paid } = await paidOnce({ effect: "read" });
    expect(await w.gateway.execute(payCall(), w.step({ task: "task2" }))).toMatchObject({ type: "done", result: { receipt: "R-2" }, simulated: false });
    expect(paid).toHaveLength(2);
  });
});

describe("a fork", () => {
  it("asks people before it writes, even where policy allows, and writes once they approve", async () => {
    const paid: JsonObject[] = [];
    const w = await world({ tools: [payTool(paid)] });
    expect(await w.gateway.execute(payCall(), forked(w))).toMatchObject({ type: "ask", demand: { reasons: [expect.stringContaining("fork")] } });
    expect(paid).toEqual([]);
    const grant = { approval: (await w.approved({ fork: 1 })).id, action: 0 };
    expect(await w.gateway.execute(payCall(), forked(w), { grant })).toMatchObject({ type: "done", simulated: false });
    expect(paid).toHaveLength(1);
  });

  it("repeats what the original did without asking", async () => {
    const { w, paid } = await paidOnce();
    expect(await w.gateway.execute(payCall(), forked(w))).toMatchObject({ type: "done", simulated: true });
    expect(paid).toHaveLength(1);
  });

  it("reads without asking", async () => {
    const w = await world({ tools: [payTool([], { effect: "read" })] });
    expect(await w.gateway.execute(payCall(), forked(w))).toMatchObject({ type: "done" });
  });
});

describe("a tool with a `once` key", () => {
  it("gives another thread the recorded result of the same call", async () => {
    const { w, paid } = await paidOnce({ once: byInvoice });
    await w.services.storage.budgets.open("run2", {});
    expect(await w.gateway.execute(payCall(), elsewhere(w))).toEqual({ type: "done", result: { receipt: "R-1" }, simulated: true });
    expect(paid).toHaveLength(1);
  });

  it("refuses the same key with other arguments, naming the thread that has it, approved or not", async () => {
    const { w, paid } = await paidOnce({ once: byInvoice });
    await w.services.storage.budgets.open("run2", {});
    const call = payCall({ args: otherArgs });
    const refused = { type: "failed", error: { code: "effect_once", message: expect.stringContaining("thread1") } };
    expect(await w.gateway.execute(call, elsewhere(w))).toMatchObject(refused);
    const { id } = await w.approved({ id: "apr_2", run: "run2", thread: "thread2" }, { args: otherArgs, final: otherArgs });
    expect(await w.gateway.execute(call, elsewhere(w), { grant: { approval: id, action: 0 } })).toMatchObject(refused);
    expect(paid).toHaveLength(1);
  });

  it("refuses while the first outcome is open", async () => {
    const w = await world({ tools: [payTool([], { once: byInvoice, execute: () => Promise.reject(new Error("reset")) })] });
    await w.gateway.execute(payCall(), w.step());
    expect(await w.gateway.execute(payCall({ slot: "1.0" }), w.step({ task: "task2" }))).toMatchObject({ type: "failed", error: { code: "effect_once" } });
  });

  it("fails, with nothing done, where the key cannot be made", async () => {
    const paid: JsonObject[] = [];
    const w = await world({
      tools: [
        payTool(paid, {
          once() {
            throw new Error("no key");
          },
        }),
      ],
    });
    expect(await w.gateway.execute(payCall(), w.step())).toMatchObject({ type: "failed", error: { code: "tool_once_failed", message: "no key" } });
    expect(paid).toEqual([]);
  });
});
