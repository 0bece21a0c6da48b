import type { Json, JsonObject } from "@baton/core";
import { describe, expect, it } from "vitest";
import { type Tool, ToolFailure } from "../host/tool.ts";
import type { EffectRecord } from "../ports/effects.ts";
import { callDigest, effectKey, effectSlot, idempotencyKey } from "./identity.ts";
import { payArgs, payCall, payTool, type World, world } from "./test-kit.ts";

const receipt = { receipt: "R-9" };

/** Leaves the journal as a process that was killed inside the tool leaves it. */
async function killedInside({ services, step, clock }: World): Promise<EffectRecord> {
  const key = effectKey(payCall(), step());
  const record: EffectRecord = {
    key,
    slot: effectSlot(payCall(), step()),
    tool: "pay",
    effect: "sensitive",
    args: payArgs,
    digest: callDigest("pay", payArgs),
    idempotencyKey: idempotencyKey(key, undefined, undefined),
    once: undefined,
    approval: undefined,
    state: "intent",
    attempts: 1,
    result: undefined,
    error: undefined,
    startedAt: clock.now(),
    endedAt: undefined,
  };
  await services.storage.effects.begin({ record, consume: undefined, again: false, reserve: undefined });
  return record;
}

/** A tool that keeps the keys it was called with, and does as told at each call. */
function scripted(doings: readonly (() => Promise<Json>)[], change: Partial<Tool> = {}): { readonly tool: Tool; readonly keys: string[] } {
  const keys: string[] = [];
  const tool = payTool([], {
    execute(_args: JsonObject, { idempotencyKey: key }) {
      keys.push(key);
      return (doings[keys.length - 1] ?? (() => Promise.reject(new Error("called too often"))))();
    },
    ...change,
  });
  return { tool, keys };
}

const pays = (): Promise<Json> => Promise.resolve(receipt);
const breaks = (): Promise<Json> => Promise.reject(new Error("connection reset"));
const hangs = (): Promise<Json> => new Promise(() => undefined);

describe("after a crash inside the tool", () => {
  it("an idempotent tool is called again with the same key, and not paid for again", async () => {
    const { tool, keys } = scripted([pays], { idempotent: true });
    const w = await world({ tools: [tool], limits: { toolCalls: 0 } });
    const record = await killedInside(w);
    expect(await w.gateway.execute(payCall(), w.step())).toEqual({ type: "done", result: receipt, simulated: false });
    expect(keys).toEqual([record.idempotencyKey]);
    expect(await w.services.storage.effects.get(record.key)).toMatchObject({ state: "done", attempts: 2 });
  });

  it("a lookup that finds the call gives its result without a second one", async () => {
    const { tool, keys } = scripted([], { lookup: async () => receipt });
    const w = await world({ tools: [tool] });
    await killedInside(w);
    expect(await w.gateway.execute(payCall(), w.step())).toEqual({ type: "done", result: receipt, simulated: false });
    expect(keys).toEqual([]);
  });

  it("a lookup that finds nothing lets the call be made", async () => {
    const { tool, keys } = scripted([pays], { lookup: async () => undefined });
    const w = await world({ tools: [tool] });
    const record = await killedInside(w);
    expect(await w.gateway.execute(payCall(), w.step())).toMatchObject({ type: "done" });
    expect(keys).toEqual([record.idempotencyKey]);
  });

  it.each([
    ["without a lookup", undefined],
    ["with a lookup that fails", () => Promise.reject(new Error("down"))],
    ["with a lookup whose answer does not fit", () => Promise.resolve({ receipt: 5 })],
  ])("a tool %s is not called, and stays unknown until a person says", async (_, lookup) => {
    const { tool, keys } = scripted([], { lookup });
    const w = await world({ tools: [tool] });
    const record = await killedInside(w);
    for (let time = 0; time < 2; time += 1)
      expect(await w.gateway.execute(payCall(), w.step())).toMatchObject({ type: "unknown", record: { key: record.key } });
    expect(keys).toEqual([]);
    expect(w.events).toContainEqual(expect.objectContaining({ type: "tool.called", state: "unknown" }));
    await w.services.storage.effects.settleUnknown(record.key, { happened: true, result: receipt, at: 1 });
    expect(await w.gateway.execute(payCall(), w.step())).toEqual({ type: "done", result: receipt, simulated: false });
  });
});

describe("a write that throws, without saying that it did nothing", () => {
  it("is tried again with the same key where it is idempotent", async () => {
    const { tool, keys } = scripted([breaks, breaks, pays], { idempotent: true });
    const w = await world({ tools: [tool] });
    const paying = w.gateway.execute(payCall(), w.step(), { retry: 2 });
    await w.clock.advance(10_000);
    expect(await paying).toEqual({ type: "done", result: receipt, simulated: false });
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(3);
    expect((await w.services.storage.effects.list({}))[0]).toMatchObject({ attempts: 3 });
  });

  it("is tried twice more where it is idempotent though no retries are asked for, each time after a longer pause", async () => {
    const { tool, keys } = scripted([breaks, breaks, pays], { idempotent: true });
    const w = await world({ tools: [tool] });
    const paying = w.gateway.execute(payCall(), w.step(), { retry: 0 });
    await w.clock.advance(499);
    expect(keys).toHaveLength(1);
    await w.clock.advance(1);
    expect(keys).toHaveLength(2);
    await w.clock.advance(999);
    expect(keys).toHaveLength(2);
    await w.clock.advance(1);
    expect(await paying).toEqual({ type: "done", result: receipt, simulated: false });
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it.each([
    ["its lookup", { lookup: async () => receipt }, { type: "done", result: receipt }],
    ["people, where it has none", {}, { type: "unknown", record: { attempts: 3, error: { message: "connection reset" } } }],
  ])("goes to %s when the attempts of an idempotent tool are used up", async (_, change, expected) => {
    const { tool, keys } = scripted([breaks, breaks, breaks, pays], { idempotent: true, ...change });
    const w = await world({ tools: [tool] });
    const paying = w.gateway.execute(payCall(), w.step());
    await w.clock.advance(10_000);
    expect(await paying).toMatchObject(expected);
    expect(keys).toHaveLength(3);
  });

  it("is not tried again where it is not, and becomes unknown", async () => {
    const { tool, keys } = scripted([breaks, pays]);
    const w = await world({ tools: [tool] });
    expect(await w.gateway.execute(payCall(), w.step(), { retry: 5 })).toMatchObject({ type: "unknown", record: { error: { message: "connection reset" } } });
    expect(keys).toHaveLength(1);
  });

  it("is settled by its lookup: done where it happened, tried again where it did not", async () => {
    const happened = scripted([breaks], { lookup: async () => receipt });
    const one = await world({ tools: [happened.tool] });
    expect(await one.gateway.execute(payCall(), one.step())).toMatchObject({ type: "done", result: receipt });

    const not = scripted([breaks, pays], { lookup: async () => undefined });
    const two = await world({ tools: [not.tool] });
    const paying = two.gateway.execute(payCall(), two.step(), { retry: 1 });
    await two.clock.advance(1_000);
    expect(await paying).toMatchObject({ type: "done" });

    const never = scripted([breaks], { lookup: async () => undefined });
    const three = await world({ tools: [never.tool] });
    expect(await three.gateway.execute(payCall(), three.step())).toMatchObject({ type: "failed", error: { message: "connection reset" } });
  });

  it("fails for good as soon as it says that it did nothing", async () => {
    const { tool, keys } = scripted([breaks, () => Promise.reject(new ToolFailure("no funds"))], { idempotent: true });
    const w = await world({ tools: [tool] });
    const paying = w.gateway.execute(payCall(), w.step(), { retry: 5 });
    await w.clock.advance(60_000);
    expect(await paying).toMatchObject({ type: "failed", error: { message: "no funds" } });
    expect(keys).toHaveLength(2);
  });
});

describe("a tool that does not answer", () => {
  it("is given up after the timeout, though it ignores its signal, and is unknown even if its lookup finds nothing yet", async () => {
    const { tool } = scripted([hangs], { lookup: async () => undefined });
    const w = await world({ tools: [tool] });
    const paying = w.gateway.execute(payCall(), w.step(), { timeoutMs: 2_000, retry: 3 });
    await w.clock.advance(1_999);
    expect(w.events).toEqual([]);
    await w.clock.advance(1);
    expect(await paying).toMatchObject({ type: "unknown", record: { error: { code: "tool_timeout" } } });
  });

  it("is tried again, each attempt with its own time, where it reads", async () => {
    const { tool, keys } = scripted([hangs, hangs, pays], { effect: "read" });
    const w = await world({ tools: [tool] });
    const reading = w.gateway.execute(payCall(), w.step(), { timeoutMs: 1_000, retry: 2 });
    await w.clock.advance(3_500); // two seconds of hanging, and half a second and a whole one between
    expect(await reading).toMatchObject({ type: "done" });
    expect(keys).toHaveLength(3);
    expect(w.clock.sleepers()).toBe(0); // no timer is left behind
  });

  it("sees its signal abort", async () => {
    const signals: AbortSignal[] = [];
    const tool = payTool([], {
      effect: "read",
      execute(_args, { signal }) {
        signals.push(signal);
        return hangs();
      },
    });
    const w = await world({ tools: [tool] });
    const reading = w.gateway.execute(payCall(), w.step(), { timeoutMs: 1_000 });
    await w.clock.advance(1_000);
    expect(await reading).toMatchObject({ type: "failed", error: { code: "tool_timeout", layer: "tool" } });
    expect(signals[0]?.aborted).toBe(true);
  });
});

/** A call whose run is cancelled while the tool is at work; called once more, the tool pays. */
async function cancelled(change: Partial<Tool>): Promise<{ readonly w: World; readonly keys: string[] }> {
  const { tool, keys } = scripted([hangs, pays], change);
  const w = await world({ tools: [tool] });
  const stop = new AbortController();
  const paying = w.gateway.execute(payCall(), w.step({ signal: stop.signal }), { retry: 3 });
  await w.clock.advance(0);
  stop.abort(new Error("cancelled"));
  await expect(paying).rejects.toThrow("cancelled");
  return { w, keys };
}

describe("a run that is cancelled", () => {
  it("leaves a write that cannot be settled unknown", async () => {
    const { w, keys } = await cancelled({});
    expect((await w.services.storage.effects.list({}))[0]?.state).toBe("unknown");
    expect(await w.gateway.execute(payCall(), w.step())).toMatchObject({ type: "unknown" });
    expect(keys).toHaveLength(1);
  });

  it("leaves an idempotent one to the resume, which calls it with the same key", async () => {
    const { w, keys } = await cancelled({ idempotent: true });
    expect((await w.services.storage.effects.list({}))[0]?.state).toBe("intent");
    expect(await w.gateway.execute(payCall(), w.step())).toMatchObject({ type: "done" });
    expect(new Set(keys).size).toBe(1);
  });

  it("before a call makes none", async () => {
    const { tool, keys } = scripted([pays]);
    const w = await world({ tools: [tool] });
    await expect(w.gateway.execute(payCall(), w.step({ signal: AbortSignal.abort(new Error("cancelled")) }))).rejects.toThrow("cancelled");
    expect(keys).toEqual([]);
  });
});
