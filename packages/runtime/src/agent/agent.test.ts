import type { Policy } from "@baton/core";
import { AIMessage, BaseMessage } from "@langchain/core/messages";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineTool, ToolFailure } from "../host/tool.ts";
import { agentWorld } from "./test-agent.ts";

const rates = { DK: 25, SE: 25, DE: 19 } as const;
const rate = (calls: unknown[] = []) =>
  defineTool({
    name: "rate",
    description: "VAT rate of a country.",
    args: z.object({ country: z.enum(["DK", "SE", "DE"]) }),
    result: z.object({ percent: z.number() }),
    effect: "read",
    trust: "trusted",
    execute: (args) => {
      calls.push(args);
      return { percent: rates[args.country] };
    },
  });
const pay = (paid: unknown[]) =>
  defineTool({
    name: "pay",
    description: "Pays.",
    args: z.object({ amount: z.int(), account: z.string().optional() }),
    result: z.object({ receipt: z.string() }),
    effect: "sensitive",
    execute: (args) => {
      paid.push(args);
      return { receipt: `R${paid.length}` };
    },
  });
const decision = { type: "object", properties: { percent: { type: "integer" } }, required: ["percent"], additionalProperties: false };
const rule = (own: Partial<Policy>): Policy => ({ nodes: "*", tools: "*", then: "allow", by: [], path: ["policies", 0], ...own });

describe("an agent", () => {
  test("gives its final text", async () => {
    const world = agentWorld({ script: "agents: { tax: [{ text: 'You asked {{ question }}' }] }" });
    expect(await world.run("why")).toMatchObject({ answer: "You asked why" });
  });

  test("uses tools and gives a typed output from their results", async () => {
    const calls: unknown[] = [];
    const world = agentWorld({
      tools: [rate(calls)],
      spec: { output: decision },
      script: `
agents:
  tax:
    - { when: turn == 0, calls: [{ tool: rate, args: { country: "'DE'" } }] }
    - output: { percent: results.rate.percent }
`,
    });
    expect(await world.run()).toMatchObject({ answer: { percent: 19 } });
    expect(calls).toEqual([{ country: "DE" }]);
    expect(world.events.filter(({ type }) => type === "model.called" || type === "tool.called")).toMatchObject([
      { type: "model.called", agent: "tax", model: "scripted", turn: 0, costUsd: 0 },
      { type: "tool.called", tool: "rate" },
      { type: "model.called", turn: 1 },
    ]);
  });

  test("goes x, x.tools, x: one model call in a superstep", async () => {
    const world = agentWorld({
      tools: [rate()],
      script: "agents: { tax: [{ when: turn == 0, calls: [{ tool: rate, args: { country: \"'DK'\" } }] }, { text: done }] }",
    });
    await world.run();
    const next: string[] = [];
    for await (const state of world.graph.getStateHistory({ configurable: { thread_id: "t" } })) next.unshift(...state.next);
    expect(next.filter((name) => name.startsWith("tax"))).toEqual(["tax", "tax.tools", "tax"]);
  });

  test("is told once what is wrong with its output", async () => {
    const world = agentWorld({
      spec: { output: decision },
      script: `agents: { tax: [{ when: turn == 0, output: { percent: "'many'", extra: "1" } }, { when: "message.content.contains('/percent')", output: { percent: "7" } }] }`,
    });
    expect(await world.run()).toMatchObject({ answer: { percent: 7 } });
  });

  test("fails with layer model when its output is wrong again", async () => {
    const world = agentWorld({ spec: { output: decision }, script: "agents: { tax: [{ text: I would say ten. }] }" });
    expect(await world.run()).toMatchObject({ problem: { code: "output_invalid", layer: "model", node: "tax", message: expect.stringContaining("not JSON") } });
    expect(world.events.filter(({ type }) => type === "model.called")).toHaveLength(2);
  });

  test("sees calls that cannot be made as answers, and goes on", async () => {
    const calls: unknown[] = [];
    const world = agentWorld({
      tools: [rate(calls)],
      script: `
agents:
  tax:
    - when: turn == 0
      calls:
        - { tool: nonsense }
        - { tool: rate, args: { country: "'XX'" } }
        - { tool: rate, args: { country: "'DK'" } }
        - { tool: rate, args: { country: "'DK'" } }
    - text: "{{ results.rate.percent }}; {{ message.content }}"
`,
    });
    const { answer } = await world.run();
    expect(calls).toEqual([{ country: "DK" }]);
    expect(answer).toMatch(/^25; .*same call.*call_0_2/);
  });

  test("answers calls of unknown tools without a tools step when nothing else is asked", async () => {
    const world = agentWorld({ script: "agents: { tax: [{ when: turn == 0, calls: [{ tool: nonsense }] }, { text: '{{ message.content }}' }] }" });
    expect((await world.run())["answer"]).toMatch(/no tool `nonsense`/);
  });

  test("may not answer beside calls whose results it has not seen", async () => {
    const world = agentWorld({
      tools: [rate()],
      spec: { output: decision },
      script: `
agents:
  tax:
    - { when: turn == 0, calls: [{ tool: rate, args: { country: "'SE'" } }, { tool: answer, args: { percent: "99" } }] }
    - { output: { percent: results.rate.percent } }
`,
    });
    expect(await world.run()).toMatchObject({ answer: { percent: 25 } });
  });

  test("does not choose pinned arguments", async () => {
    const paid: unknown[] = [];
    const world = agentWorld({
      tools: [pay(paid)],
      pinned: { pay: { account: "DK-1" } },
      script: `agents: { tax: [{ when: turn == 0, calls: [{ tool: pay, args: { amount: "5", account: "'thief'" } }] }, { text: done }] }`,
    });
    await world.run();
    expect(paid).toEqual([{ amount: 5, account: "DK-1" }]);
  });

  test("lets tool results go straight to channels, in the order of the calls", async () => {
    const world = agentWorld({
      tools: [rate()],
      writes: (_, tool, result) => ({ log: [{ tool, result }] }),
      script: `agents: { tax: [{ when: turn == 0, calls: [{ tool: rate, args: { country: "'DE'" } }, { tool: rate, args: { country: "'DK'" } }] }, { text: done }] }`,
    });
    expect(await world.run()).toMatchObject({
      log: [
        { tool: "rate", result: { percent: 19 } },
        { tool: "rate", result: { percent: 25 } },
      ],
    });
  });

  test("a denied call is told to it and not made", async () => {
    const paid: unknown[] = [];
    const world = agentWorld({
      tools: [pay(paid)],
      policies: [rule({ then: "deny", reason: "No payments today" })],
      script: `agents: { tax: [{ when: turn == 0, calls: [{ tool: pay, args: { amount: "5" } }] }, { text: "{{ message.content }}" }] }`,
    });
    expect((await world.run())["answer"]).toMatch(/"denied".*No payments today/);
    expect(paid).toEqual([]);
  });
});

describe("calls that people must approve", () => {
  const script = `
agents:
  tax:
    - { when: turn == 0, calls: [{ tool: pay, args: { amount: "5" } }, { tool: rate, args: { country: "'DK'" } }, { tool: pay, args: { amount: "7" } }] }
    - text: "{{ message.content }}"
`;
  const policies = [rule({ tools: ["pay"], then: "approve", by: [{ role: "controller", count: 1, fourEyes: false }] }), rule({ effect: "read" })];

  test("are one question a turn; each is decided for itself", async () => {
    const paid: unknown[] = [];
    const world = agentWorld({ tools: [pay(paid), rate()], policies, script });
    await world.run();
    const [open, ...others] = await world.storage.approvals.list({ thread: "t", status: "open" });
    expect(others).toEqual([]);
    expect(open?.actions.map(({ name, args }) => [name, args])).toEqual([
      ["pay", { amount: 5 }],
      ["pay", { amount: 7 }],
    ]);
    expect(paid).toEqual([]);
    await world.decide([{ type: "approve" }, { type: "reject", message: "too much" }]);
    const { answer } = await world.resume();
    expect(paid).toEqual([{ amount: 5 }]);
    expect(answer).toMatch(/"rejected".*too much/);
  });

  test("run as edited", async () => {
    const paid: unknown[] = [];
    const world = agentWorld({ tools: [pay(paid), rate()], policies, script });
    await world.run();
    await world.decide([{ type: "edit", editedAction: { name: "pay", args: { amount: 4 } } }, { type: "approve" }]);
    await world.resume();
    expect(paid).toEqual([{ amount: 4 }, { amount: 7 }]);
  });

  const edited = `
agents:
  tax:
    - { when: turn == 0, text: Let me., calls: [{ tool: pay, args: { amount: "5", account: "'thief'" } }, { tool: pay, args: { amount: "6" } }] }
    - text: "{{ results.pay }}"
`;

  test("and were edited stand in the agent's memory as made, without pinned arguments, and it is told", async () => {
    const paid: unknown[] = [];
    const world = agentWorld({ tools: [pay(paid)], pinned: { pay: { account: "DK-1" } }, policies, script: edited });
    await world.run();
    const asked = (await memoriesOf(world)).at(-1);
    await world.decide([{ type: "approve" }, { type: "edit", editedAction: { name: "pay", args: { amount: 7, account: "DK-1" } } }]);
    const { answer } = await world.resume();
    expect(paid).toEqual([
      { amount: 5, account: "DK-1" },
      { amount: 7, account: "DK-1" },
    ]);
    const [reply, first, second, ...others] = (await memoriesOf(world)).at(-1) ?? [];
    expect(others).toEqual([]);
    expect(reply).toMatchObject({
      id: asked?.[0]?.id,
      content: "Let me.",
      tool_calls: [
        { id: "call_0_0", name: "pay", args: { amount: 5, account: "thief" } },
        { id: "call_0_1", name: "pay", args: { amount: 7 } },
      ],
    });
    expect(AIMessage.isInstance(reply) && reply.tool_calls?.[1]?.args).toEqual({ amount: 7 });
    expect(first?.text).toBe('{"receipt":"R1"}');
    expect(second?.text).toBe('{"note":"A person changed the arguments to {\\"amount\\":7}.","result":{"receipt":"R2"}}');
    expect(answer).toContain("R2");
    expect(answer).not.toContain("changed"); // a script sees the result alone
  });

  test("and were edited, then fail, are answered with both", async () => {
    const tool = { ...pay([]), execute: () => Promise.reject(new ToolFailure("no funds")) };
    const world = agentWorld({ tools: [tool, rate()], policies, script });
    await world.run();
    await world.decide([
      { type: "reject", message: "" },
      { type: "edit", editedAction: { name: "pay", args: { amount: 8 } } },
    ]);
    expect((await world.resume())["answer"]).toBe('{"error":{"type":"failed","message":"A person changed the arguments to {\\"amount\\":8}. no funds"}}');
  });

  test("are not made by a resume that nobody's decision stands behind, and the model is not asked again", async () => {
    const paid: unknown[] = [];
    const world = agentWorld({ tools: [pay(paid), rate()], policies, script });
    await world.run();
    await world.resume();
    expect(paid).toEqual([]);
    expect(world.events.filter(({ type }) => type === "model.called")).toHaveLength(1);
  });
});

describe("a call of unknown outcome", () => {
  const broken = defineTool({
    name: "pay",
    description: "Pays.",
    args: z.object({ amount: z.int() }),
    result: z.object({ receipt: z.string() }),
    effect: "sensitive",
    execute: () => {
      throw new Error("connection lost");
    },
  });
  const script = `agents: { tax: [{ when: turn == 0, calls: [{ tool: pay, args: { amount: "5" } }] }, { text: "{{ message.content }}" }] }`;

  test.each([
    [{ happened: true, result: { receipt: "R9" } }, /^\{"receipt":"R9"\}$/],
    [{ happened: false }, /"failed".*did not happen/],
  ])("is settled by a person, and its agent goes on: %o", async (said, answer) => {
    const world = agentWorld({ tools: [broken], script });
    await world.run();
    const open = await world.storage.approvals.list({ thread: "t", status: "open" });
    expect(open).toMatchObject([{ kind: "unknown-effect", actions: [{ name: "pay", args: { amount: 5 } }] }]);
    await world.decide([{ type: "respond", message: JSON.stringify(said) }]);
    expect((await world.resume())["answer"]).toMatch(answer);
  });
});

describe("limits", () => {
  const loop = `agents: { tax: [{ calls: [{ tool: rate, args: { country: "'DK'" } }] }] }`;

  test.each([
    [{ modelCalls: 2 }, "2 model calls"],
    [{ toolCalls: 3 }, "3 tool calls"],
    [{ tokens: 5 }, "5 tokens"],
    [{ tools: { rate: 1 } }, "1 calls of rate"],
  ])("of the agent end it by failed: %o", async (limits, text) => {
    const world = agentWorld({ tools: [rate()], spec: { limits }, script: loop });
    expect(await world.run()).toMatchObject({ problem: { code: "agent_limit", layer: "orchestration", message: expect.stringContaining(text) } });
  });

  test("of the run stop it before the call, and raising them lets it go on", async () => {
    const script = `agents: { tax: [{ when: turn < 2, calls: [{ tool: rate, args: { country: "'DK'" } }] }, { text: done }] }`;
    const world = agentWorld({ tools: [rate()], limits: { modelCalls: 2 }, script });
    await expect(world.run()).rejects.toMatchObject({ code: "limit_reached", limit: "modelCalls", max: 2, used: 2 });

    expect((await budgetOf(world))?.usage.modelCalls).toBe(2);
    await world.storage.budgets.raise(await runOf(world), { modelCalls: 3 });
    expect(await world.resume()).toMatchObject({ answer: "done" });
  });

  test("tokens are settled with what the model used", async () => {
    const world = agentWorld({ script: "agents: { tax: [{ text: one two three }] }" });
    await world.run();
    const called = world.events.find((event) => event.type === "model.called");
    const used = called?.type === "model.called" ? called.inputTokens + called.outputTokens : 0;
    expect(used).toBeGreaterThan(0);
    expect((await budgetOf(world))?.usage).toMatchObject({ modelCalls: 1, tokens: used });
  });
});

/** What the agent remembered, oldest first, wherever it remembered anything. */
async function memoriesOf({ storage }: ReturnType<typeof agentWorld>): Promise<readonly (readonly BaseMessage[])[]> {
  const memory = z.object({ messages: z.array(z.custom<BaseMessage>((value) => BaseMessage.isInstance(value))) });
  const all: (readonly BaseMessage[])[] = [];
  for await (const { checkpoint } of storage.checkpointer.list({ configurable: { thread_id: "t" } })) {
    const { data } = memory.safeParse(checkpoint.channel_values["tax$"]);
    if (data !== undefined) all.unshift(data.messages);
  }
  return all;
}

async function runOf(world: ReturnType<typeof agentWorld>): Promise<string> {
  const tuple = await world.storage.checkpointer.getTuple({ configurable: { thread_id: "t" } });
  return z.object({ id: z.string() }).parse(tuple?.checkpoint.channel_values["$run"]).id;
}

async function budgetOf(world: ReturnType<typeof agentWorld>) {
  return world.storage.budgets.get(await runOf(world));
}
