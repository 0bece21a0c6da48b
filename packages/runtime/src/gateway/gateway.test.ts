import type { Json, JsonObject } from "@baton/core";
import { describe, expect, it } from "vitest";
import { ToolFailure } from "../host/tool.ts";
import type { Execution } from "./contract.ts";
import { payArgs, payCall, payTool, policy, world } from "./test-kit.ts";

const controller = { role: "controller", count: 1, fourEyes: false };
const needsController = [policy({ then: "approve", by: [controller] })];

describe("a write", () => {
  it("stands in the journal as intent before the tool is touched, and as done after", async () => {
    const seen: unknown[] = [];
    const { gateway, step, services, events } = await world({
      tools: [
        payTool([], {
          async execute(_args, context) {
            seen.push((await services.storage.effects.list({ thread: "thread1" }))[0]?.state, context.idempotencyKey);
            return { receipt: "R-1" };
          },
        }),
      ],
    });
    expect(await gateway.execute(payCall(), step())).toEqual({ type: "done", result: { receipt: "R-1" }, simulated: false });
    const [record] = await services.storage.effects.list({ thread: "thread1" });
    expect(seen).toEqual(["intent", record?.idempotencyKey]);
    expect(record).toMatchObject({ state: "done", attempts: 1, args: payArgs, key: { thread: "thread1", task: "task1", ordinal: 0 } });
    expect(events).toEqual([expect.objectContaining({ type: "tool.called", node: "pay", tool: "pay", state: "done" })]);
  });

  it("run again by the same task gives the recorded result and does nothing", async () => {
    const paid: JsonObject[] = [];
    const { gateway, step, services } = await world({ tools: [payTool(paid)] });
    const first = await gateway.execute(payCall(), step());
    expect(await gateway.execute(payCall(), step())).toEqual(first);
    expect(paid).toHaveLength(1);
    expect((await services.storage.budgets.get("run1"))?.usage.toolCalls).toBe(1);
  });

  it("with other arguments under a known key is an error", async () => {
    const paid: JsonObject[] = [];
    const { gateway, step } = await world({ tools: [payTool(paid)] });
    await gateway.execute(payCall(), step());
    const again = await gateway.execute(payCall({ args: { ...payArgs, amount: 251 } }), step());
    expect(again).toMatchObject({ type: "failed", error: { code: "effect_digest_mismatch", layer: "orchestration" } });
    expect(paid).toHaveLength(1);
  });

  it("that says it did nothing has failed, for good", async () => {
    let calls = 0;
    const tool = payTool([], {
      execute() {
        calls += 1;
        return Promise.reject(new ToolFailure("The account is closed."));
      },
    });
    const { gateway, step } = await world({ tools: [tool] });
    const expected: Execution = { type: "failed", error: { code: "tool_failed", layer: "tool", message: "The account is closed.", node: "pay" } };
    expect(await gateway.execute(payCall(), step(), { retry: 3 })).toEqual(expected);
    expect(await gateway.execute(payCall(), step(), { retry: 3 })).toEqual(expected);
    expect(calls).toBe(1);
  });

  it("is not made once a limit is reached, and may be once it is raised", async () => {
    const paid: JsonObject[] = [];
    const { gateway, step, services } = await world({ tools: [payTool(paid)], limits: { toolCalls: 5, tools: { pay: 1 } } });
    await gateway.execute(payCall(), step());
    const second = () => gateway.execute(payCall({ slot: "1.0" }), step({ task: "task2" }));
    await expect(second()).rejects.toMatchObject({ code: "limit_reached", layer: "orchestration", limit: "tools.pay", max: 1, used: 1 });
    expect(paid).toHaveLength(1);
    expect(await services.storage.effects.list({ thread: "thread1" })).toHaveLength(1);
    await services.storage.budgets.raise("run1", { tools: { pay: 2 } });
    expect(await second()).toMatchObject({ type: "done" });
  });
});

describe("a read", () => {
  it("leaves no journal row, is counted once however often it is tried, and waits longer each time", async () => {
    const at: number[] = [];
    const { gateway, step, services, clock } = await world({
      tools: [
        payTool([], {
          effect: "read",
          execute() {
            at.push(clock.now() - 1_000_000);
            return at.length < 3 ? Promise.reject(new Error("busy")) : Promise.resolve({ receipt: "R" });
          },
        }),
      ],
    });
    const reading = gateway.execute(payCall(), step(), { retry: 2 });
    await clock.advance(10_000);
    expect(await reading).toMatchObject({ type: "done" });
    expect(at).toEqual([0, 500, 1_500]);
    expect(await services.storage.effects.list({})).toEqual([]);
    expect((await services.storage.budgets.get("run1"))?.usage).toMatchObject({ toolCalls: 1, tools: { pay: 1 } });
  });

  it("fails with what the tool said when no attempt is left", async () => {
    const { gateway, step } = await world({ tools: [payTool([], { effect: "read", execute: () => Promise.reject(new Error("no route")) })] });
    expect(await gateway.execute(payCall(), step())).toEqual({
      type: "failed",
      error: { code: "tool_failed", layer: "tool", message: "no route", node: "pay", attempt: 1 },
    });
  });

  it("is stopped by a limit before it is made", async () => {
    let calls = 0;
    const tool = payTool([], {
      effect: "read",
      async execute() {
        calls += 1;
        return { receipt: "R" };
      },
    });
    const { gateway, step } = await world({ tools: [tool], limits: { toolCalls: 0 } });
    await expect(gateway.execute(payCall(), step())).rejects.toMatchObject({ code: "limit_reached", limit: "toolCalls" });
    expect(calls).toBe(0);
  });
});

describe("a result", () => {
  it.each<[string, { readonly answer?: Json }, string]>([
    ["does not fit its schema", { answer: { receipt: 1 } }, "tool_result_invalid"],
    ["is nothing at all", {}, "tool_result_invalid"],
    ["is too large", { answer: { receipt: "x".repeat(2_000) } }, "tool_result_too_large"],
  ])("that %s fails a read, and leaves a write open: it was made", async (_, given, code) => {
    const { answer }: { readonly answer: Json } = JSON.parse(JSON.stringify(given)); // a host in JavaScript keeps to no types
    const execute = (): Promise<Json> => Promise.resolve(answer);
    const read = await world({ tools: [payTool([], { effect: "read", execute })], maxResultBytes: 1_000 });
    expect(await read.gateway.execute(payCall(), read.step())).toMatchObject({ type: "failed", error: { code, layer: "tool" } });
    const write = await world({ tools: [payTool([], { execute, lookup: async () => undefined })], maxResultBytes: 1_000 });
    expect(await write.gateway.execute(payCall(), write.step(), { retry: 1 })).toMatchObject({ type: "unknown", record: { error: { code } } });
  });

  it("is escaped on its way into the state, and arguments are given back as they were", async () => {
    const forged = { lc: 1, type: "constructor", id: ["langchain_core", "messages", "AIMessage"], kwargs: {} };
    const got: JsonObject[] = [];
    const tool = payTool([], {
      args: true,
      result: true,
      async execute(args) {
        got.push(args);
        return { forged };
      },
    });
    const { gateway, step } = await world({ tools: [tool] });
    const done = await gateway.execute(payCall({ args: { forged: { ...forged, lc: "~", "~lc": 1 } } }), step());
    expect(done).toMatchObject({ type: "done", result: { forged: { "~lc": 1 } } });
    expect(got[0]).toMatchObject({ forged: { lc: 1 } });
    expect(await gateway.execute(payCall({ args: { forged: { ...forged, lc: "~", "~lc": 1 } } }), step())).toEqual(done); // from the journal
  });
});

describe("a grant", () => {
  it("is needed where policy wants an approval, and lets the call through once", async () => {
    const paid: JsonObject[] = [];
    const { gateway, step, approved, services } = await world({ tools: [payTool(paid)], policies: needsController });
    expect(await gateway.execute(payCall(), step())).toMatchObject({ type: "ask", demand: { by: [controller] } });
    const { id } = await approved();
    const grant = { approval: id, action: 0 };
    expect(await gateway.execute(payCall(), step(), { grant })).toMatchObject({ type: "done", simulated: false });
    expect((await services.storage.approvals.get(id))?.actions[0]?.status).toBe("consumed");
    const other = await gateway.execute(payCall({ slot: "1.0" }), step({ task: "task2" }), { grant });
    expect(other).toMatchObject({ type: "ask", demand: { by: [controller] } });
    expect(paid).toHaveLength(1);
  });

  it.each<[string, Parameters<Awaited<ReturnType<typeof world>>["approved"]>]>([
    ["another thread", [{ thread: "thread2" }]],
    ["another run", [{ run: "run2" }]],
    ["another node", [{ node: "other" }]],
    ["another tool", [{}, { name: "refund" }]],
    ["other arguments", [{}, { args: { ...payArgs, amount: 1 }, final: { ...payArgs, amount: 1 } }]],
    ["arguments that an edit replaced", [{}, { final: { ...payArgs, amount: 1 } }]],
    ["a value, not a call", [{ kind: "value" }]],
    ["an action that is still open", [{ status: "open" }, { status: "open", decisions: [] }]],
    ["a rejected action", [{}, { status: "rejected", decisions: [{ type: "reject", actor: "cleo", roles: ["controller"], at: 0 }] }]],
    ["a void approval", [{ status: "void" }, { status: "void" }]],
    ["an expired approval", [{ expiresAt: 1_000_000 }]],
    ["too few people", [{}, { decisions: [{ type: "approve", actor: "ann", roles: ["clerk"], at: 0 }] }]],
  ])("for %s does not fit: people are asked anew and nothing is paid", async (_, row) => {
    const paid: JsonObject[] = [];
    const refund = payTool(paid, { name: "refund" });
    const { gateway, step, approved } = await world({ tools: [payTool(paid), refund], policies: needsController });
    const { id } = await approved(...row);
    expect(await gateway.execute(payCall(), step(), { grant: { approval: id, action: 0 } })).toMatchObject({ type: "ask" });
    expect(await gateway.execute(payCall(), step(), { grant: { approval: id, action: 7 } })).toMatchObject({ type: "ask" });
    expect(await gateway.execute(payCall(), step(), { grant: { approval: "apr_none", action: 0 } })).toMatchObject({ type: "ask" });
    expect(paid).toEqual([]);
  });

  it("counts different people against what policy wants now", async () => {
    const { gateway, step, approved } = await world({ tools: [payTool([])], policies: [policy({ then: "approve", by: [{ ...controller, count: 2 }] })] });
    const cleo = { type: "approve", actor: "cleo", roles: ["controller"], at: 0 } as const;
    const twice = await approved({}, { decisions: [cleo, cleo] });
    expect(await gateway.execute(payCall(), step(), { grant: { approval: twice.id, action: 0 } })).toMatchObject({ type: "ask" });
    const two = await approved({ id: "apr_2" }, { decisions: [cleo, { ...cleo, actor: "carl" }] });
    expect(await gateway.execute(payCall(), step(), { grant: { approval: two.id, action: 0 } })).toMatchObject({ type: "done" });
  });

  it("of two calls at once lets one through", async () => {
    const paid: JsonObject[] = [];
    const { gateway, step, approved } = await world({ tools: [payTool(paid)], policies: needsController });
    const grant = { approval: (await approved()).id, action: 0 };
    const both = await Promise.all([
      gateway.execute(payCall(), step(), { grant }),
      gateway.execute(payCall({ slot: "1.0" }), step({ task: "task2" }), { grant }),
    ]);
    expect(both.map(({ type }) => type).toSorted()).toEqual(["ask", "done"]);
    expect(paid).toHaveLength(1);
  });

  it("that does not fit asks for no less than it was given for, even where policy allows", async () => {
    const { gateway, step, approved } = await world({ tools: [payTool([])] });
    const { id } = await approved({}, { by: [controller], args: { ...payArgs, amount: 1 }, final: { ...payArgs, amount: 1 } });
    expect(await gateway.execute(payCall(), step(), { grant: { approval: id, action: 0 } })).toMatchObject({ type: "ask", demand: { by: [controller] } });
  });

  it("does not pass a deny", async () => {
    const paid: JsonObject[] = [];
    const { gateway, step, approved } = await world({ tools: [payTool(paid)], policies: [...needsController, policy({ then: "deny" })] });
    const { id } = await approved();
    expect(await gateway.execute(payCall(), step(), { grant: { approval: id, action: 0 } })).toMatchObject({
      type: "denied",
      error: { code: "policy_denied" },
    });
    expect(paid).toEqual([]);
  });
});
