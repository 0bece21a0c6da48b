import type { JsonObject } from "@baton/core";
import { Annotation, Command, END, isInterrupted, START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { decideApproval } from "../approval/decide.ts";
import { policyContext } from "../approval/edit-check.ts";
import type { Tool } from "../host/tool.ts";
import type { EffectKey } from "../ports/effects.ts";
import { approveCalls, type CallOutcome } from "./call-steps.ts";
import type { Execution, Grant, ToolCall } from "./contract.ts";
import { payArgs, payTool, policy, world } from "./test-kit.ts";

interface Item {
  readonly call: ToolCall;
  readonly grant?: Grant | undefined;
  readonly unknown?: EffectKey | undefined;
  readonly outcome?: Exclude<CallOutcome, { type: "free" | "granted" | "later" }> | Extract<Execution, { type: "done" | "failed" | "denied" }> | undefined;
}

const State = Annotation.Root({ items: Annotation<readonly Item[]> });
const config = { configurable: { thread_id: "thread1" } };
const controller = { role: "controller", count: 1, fourEyes: false };
const needsController = [policy({ then: "approve", tools: ["pay"], by: [controller] }), policy({ then: "allow" })];
const call = (amount: number, index = 0, tool = "pay"): ToolCall => ({
  tool,
  args: { ...payArgs, amount },
  ordinal: index,
  slot: `0.${index}`,
  author: "model",
});

function edit(amount: number) {
  return [{ type: "edit", editedAction: { name: "pay", args: { ...payArgs, amount } } }];
}

/** A node as tool nodes and agents are lowered: `x` calls, `x.approve` asks, and `x` calls again. */
async function machine(options: Parameters<typeof world>[0], fork = 0) {
  const w = await world(options);
  const run = { ...w.step().run, fork };
  const graph = new StateGraph(State)
    .addNode(
      "x",
      async ({ items }, { configurable }) => {
        const step = w.step({ run, task: String(configurable?.["__pregel_task_id"]) });
        const next = await Promise.all(
          items.map(async (item: Item): Promise<Item> => {
            if (item.outcome !== undefined) return item;
            const done = await w.gateway.execute(item.call, step, { grant: item.grant });
            if (done.type === "ask") return item;
            return done.type === "unknown" ? { ...item, unknown: done.record.key } : { ...item, outcome: done };
          }),
        );
        const open = next.some(({ outcome }) => outcome === undefined);
        return new Command({ update: { items: next }, goto: open ? "x.approve" : END });
      },
      { ends: ["x.approve", END] },
    )
    .addNode("x.approve", async ({ items }, { configurable }) => {
      const open = items.filter(({ outcome }: Item) => outcome === undefined);
      const outcomes = await approveCalls(w.step({ run, task: String(configurable?.["__pregel_task_id"]) }), open);
      return {
        items: items.map((item: Item): Item => {
          const outcome = outcomes[open.indexOf(item)];
          if (outcome === undefined || outcome.type === "free" || outcome.type === "later") return item;
          if (outcome.type === "granted") return { call: { ...item.call, args: outcome.args }, grant: outcome.grant };
          return { call: item.call, outcome };
        }),
      };
    })
    .addEdge(START, "x")
    .addEdge("x.approve", "x")
    .compile({ checkpointer: w.services.storage.checkpointer });
  const invoke = async (items: readonly Item[] | null): Promise<readonly Item["outcome"][] | "interrupted"> => {
    const result = await graph.invoke(items === null ? null : { items }, { ...config, durability: "sync" });
    return isInterrupted(result) ? "interrupted" : result.items.map(({ outcome }: Item) => outcome);
  };
  const open = async () => {
    const rows = (await w.services.storage.approvals.list({})).filter(({ status }) => status === "open");
    const [row] = rows;
    if (row === undefined || rows.length > 1) throw new Error(`${rows.length} approvals are open`);
    return row;
  };
  const decide = async (decisions: unknown, roles: readonly string[] = ["controller"]) => {
    const row = await open();
    const result = decideApproval(row, decisions, { id: `${roles.join()}-person`, roles }, w.clock.now(), policyContext(row, w.gateway, w.step()));
    if (!result.ok) throw result.error;
    await w.services.storage.approvals.replace(result.approval);
  };
  return { w, invoke, open, decide };
}

function counting(change: Partial<Tool> = {}): { readonly tool: Tool; readonly paid: JsonObject[] } {
  const paid: JsonObject[] = [];
  return { tool: payTool(paid, change), paid };
}

describe("the calls of a turn", () => {
  it("that need people are one question, each answered for itself; the others are made at once", async () => {
    const { tool, paid } = counting();
    const note = counting({ name: "note", effect: "write" });
    const { invoke, open, decide } = await machine({ tools: [tool, note.tool], policies: needsController });
    expect(await invoke([{ call: call(1) }, { call: call(2, 1, "note") }, { call: call(3, 2) }, { call: call(4, 3) }])).toBe("interrupted");
    expect(note.paid).toHaveLength(1);
    expect((await open()).actions.map(({ args }) => args["amount"])).toEqual([1, 3, 4]);
    await decide([
      { type: "approve" },
      { type: "reject", message: "too much" },
      { type: "edit", editedAction: { name: "pay", args: { ...payArgs, amount: 40 } } },
    ]);
    expect(await invoke(null)).toMatchObject([
      { type: "done" },
      { type: "done" },
      { type: "rejected", message: "too much", by: "controller-person" },
      { type: "done" },
    ]);
    expect(paid.map(({ amount }) => amount)).toEqual([1, 40]);
    expect(note.paid).toHaveLength(1);
  });

  it("that nobody decides in time are expired, and not made", async () => {
    const { tool, paid } = counting();
    const { w, invoke } = await machine({ tools: [tool], policies: [policy({ then: "approve", by: [controller], expires: "1h" })] });
    await invoke([{ call: call(1) }]);
    await w.clock.advance(3_600_000);
    expect(await invoke(null)).toEqual([{ type: "expired" }]);
    expect(paid).toEqual([]);
  });

  it("that were approved in time but are made too late are asked about again", async () => {
    const { tool, paid } = counting();
    const { w, invoke, decide } = await machine({ tools: [tool], policies: [policy({ then: "approve", by: [controller], expires: "1h" })] });
    await invoke([{ call: call(1) }]);
    await decide([{ type: "approve" }]);
    await w.clock.advance(3_600_000);
    expect(await invoke(null)).toBe("interrupted");
    expect(paid).toEqual([]);
    await decide([{ type: "approve" }]);
    expect(await invoke(null)).toMatchObject([{ type: "done" }]);
    expect(paid).toHaveLength(1);
  });

  it("edited into what needs more people wait for them", async () => {
    const { tool, paid } = counting();
    const legal = policy({ then: "approve", when: "args.amount > 1000", by: [{ ...controller, role: "legal" }] });
    const { invoke, decide } = await machine({ tools: [tool], policies: [...needsController, legal, policy({ then: "deny", when: "args.amount > 5000" })] });
    await invoke([{ call: call(1) }]);
    await expect(decide(edit(9_000))).rejects.toMatchObject({ code: "decision_invalid" });
    await decide(edit(2_000));
    expect(await invoke(null)).toBe("interrupted");
    await decide([{ type: "approve" }], ["legal"]);
    expect(await invoke(null)).toMatchObject([{ type: "done" }]);
    expect(paid.map(({ amount }) => amount)).toEqual([2_000]);
  });

  it("are asked about in a fork, and made once approved", async () => {
    const { tool, paid } = counting();
    const { invoke, open, decide } = await machine({ tools: [tool] }, 1);
    expect(await invoke([{ call: call(1) }])).toBe("interrupted");
    expect((await open()).reasons).toEqual([expect.stringContaining("fork")]);
    await decide([{ type: "approve" }]);
    expect(await invoke(null)).toMatchObject([{ type: "done", simulated: false }]);
    expect(paid).toHaveLength(1);
  });
});

/** Puts a call through an approval step of its own, in a run where the node has paid once already. */
async function replayed(change: Partial<Parameters<typeof approveCalls>[1][number]>, policies = [policy({ then: "approve" })]) {
  const w = await world({ tools: [payTool([])], policies });
  const { id } = await w.approved({}, { by: [controller] });
  await w.gateway.execute(call(payArgs.amount), w.step(), { grant: { approval: id, action: 0 } });
  await w.clock.advance(1_000);
  const graph = new StateGraph(State)
    .addNode("x.approve", async (_state, { configurable }) => {
      const task = String(configurable?.["__pregel_task_id"]);
      return { items: await approveCalls(w.step({ task }), [{ call: call(payArgs.amount), ...change }]) };
    })
    .addEdge(START, "x.approve")
    .compile({ checkpointer: w.services.storage.checkpointer });
  const result: unknown = await graph.invoke({}, { ...config, durability: "sync" });
  const asked = (await w.services.storage.approvals.list({ status: "open" }))[0];
  return { result, asked };
}

describe("a call that comes to the approval step", () => {
  it("in a replay of what was done is not asked about: its result is repeated", async () => {
    expect(await replayed({})).toMatchObject({ result: { items: [{ type: "free" }] }, asked: undefined });
  });

  it("in a replay with other arguments is asked about, even where policy allows, and shows what was done", async () => {
    const { asked } = await replayed({ call: call(7) }, [policy({ then: "allow" })]);
    expect(asked?.reasons).toEqual([expect.stringContaining("before")]);
    expect(asked?.shows).toMatchObject([{ value: { state: "done", args: payArgs } }]);
  });

  it("with a grant that did not fit asks the people of that grant again, even where policy allows", async () => {
    const elsewhere = { ...call(7), slot: "5.0" };
    const { asked } = await replayed({ call: elsewhere, grant: { approval: "apr_1", action: 0 } }, [policy({ then: "allow" })]);
    expect(asked?.actions).toMatchObject([{ args: { amount: 7 }, by: [controller] }]);
  });

  it("and is denied by policy is not asked about", async () => {
    const { result, asked } = await replayed({}, [policy({ then: "approve" }), policy({ then: "deny", when: "args.amount == 250" })]);
    expect(result).toMatchObject({ items: [{ type: "denied", error: { code: "policy_denied" } }] });
    expect(asked).toBeUndefined();
  });
});

describe("a call of unknown outcome", () => {
  const breaks = { execute: () => Promise.reject(new Error("reset")) };

  it("is a question of its own; a person who says that it happened gives its result", async () => {
    const { tool } = counting(breaks);
    const { w, invoke, open, decide } = await machine({ tools: [tool] });
    expect(await invoke([{ call: call(1) }])).toBe("interrupted");
    expect(await open()).toMatchObject({ kind: "unknown-effect", actions: [{ name: "pay", args: { amount: 1 }, allowed: ["respond"] }] });
    await expect(decide([{ type: "respond", value: { happened: true } }])).rejects.toMatchObject({ code: "decision_invalid" }); // its schema wants a receipt
    await expect(decide([{ type: "respond", value: { happened: true, result: { receipt: 5 } } }])).rejects.toMatchObject({ code: "decision_invalid" });
    await expect(decide([{ type: "approve" }])).rejects.toMatchObject({ code: "decision_invalid" });
    await decide([{ type: "respond", message: '{"happened":true,"result":{"receipt":"R-7"}}' }]);
    expect(await invoke(null)).toEqual([{ type: "done", result: { receipt: "R-7" } }]);
    expect(await w.services.storage.effects.list({})).toMatchObject([{ state: "done", result: { receipt: "R-7" } }]);
  });

  it("that did not happen has failed in the journal, and may be made anew", async () => {
    const { tool } = counting(breaks);
    const { w, invoke, decide } = await machine({ tools: [tool] });
    await invoke([{ call: call(1) }]);
    await decide([{ type: "respond", value: { happened: false } }]);
    expect(await invoke(null)).toMatchObject([
      { type: "not-done", error: { code: "effect_not_done", layer: "human", message: expect.stringContaining("controller-person") } },
    ]);
    expect(await w.services.storage.effects.list({})).toMatchObject([{ state: "failed" }]);
    expect(await w.gateway.execute(call(1), w.step({ task: "later" }))).toMatchObject({ type: "unknown" }); // the tool was called again
  });

  it("is asked about before calls that only need an approval", async () => {
    const { tool } = counting(breaks);
    const note = counting({ name: "note", effect: "write" });
    const policies = [policy({ then: "approve", tools: ["note"], by: [controller] }), policy({ then: "allow" })];
    const { invoke, open, decide } = await machine({ tools: [tool, note.tool], policies });
    await invoke([{ call: call(1) }, { call: call(2, 1, "note") }]);
    expect((await open()).kind).toBe("unknown-effect");
    await decide([{ type: "respond", value: { happened: false } }]);
    expect(await invoke(null)).toBe("interrupted");
    expect((await open()).kind).toBe("call");
    await decide([{ type: "approve" }]);
    expect(await invoke(null)).toMatchObject([{ type: "not-done" }, { type: "done" }]);
    expect(note.paid).toHaveLength(1);
  });
});
