import type { Json, JsonObject } from "@baton/core";
import type { Decisions, OpenInterrupt, RunResult } from "@baton/runtime";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check, exampleFrom } from "../testing/example.ts";
import { calling, inLanes, region } from "../testing/region.ts";
import { type Does, trial } from "../testing/trial.ts";

const approve: Decisions = [{ type: "approve" }];
const reject: Decisions = [{ type: "reject", message: "No." }];
const turns = (count: number): Promise<void> =>
  count === 0 ? Promise.resolve() : new Promise((resolve) => setImmediate(() => void turns(count - 1).then(resolve)));

/** The open question about an argument. */
function about({ interrupts }: Pick<RunResult, "interrupts">, of: Json): OpenInterrupt {
  const found = interrupts.find(({ actionRequests }) => Object.values(actionRequests[0]?.args ?? {}).includes(of));
  if (found === undefined) throw new Error(`Nothing is asked about ${JSON.stringify(of)}.`);
  return found;
}

const asked = ({ interrupts }: Pick<RunResult, "interrupts">): readonly Json[] =>
  interrupts.flatMap(({ actionRequests }) => Object.values(actionRequests[0]?.args ?? {}).slice(0, 1)).toSorted(byText);

/** Arguments that a tool was called with, whatever their order. */
const called = ({ calls }: { readonly calls: readonly JsonObject[] }, name: string): readonly string[] =>
  calls.map((args) => text(args[name])).toSorted(byText);

const text = (value: Json | undefined): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));
const byText = (a: Json, b: Json): number => (text(a) < text(b) ? -1 : 1);

const nested = exampleFrom(
  `
baton: 1
id: nested
goal: Pay every supplier its invoices.
state:
  suppliers: { schema: { type: array, items: { type: object, properties: { id: { type: string }, invoices: { type: array, items: { type: string } } }, required: [id, invoices] } } }
  paid: { schema: list(string), merge: append }
  log: { schema: list(string), merge: append }
  summary: { schema: {} }
input: [suppliers]
outcomes: { done: [paid, log, summary] }
policies:
  - { node: pay, tool: pay, when: "args.id.endsWith('!')", then: approve, by: clerk }
  - { node: pay, tool: pay, then: allow }
nodes:
  all: { kind: parallel, each: suppliers, as: supplier, concurrency: 3, local: { total: { schema: integer, default: 0 } } }
  begin: { kind: transform, writes: { log: "['begin ' + supplier.id]" } }
  each_invoice: { kind: parallel, each: supplier.invoices, as: invoice }
  pay: { kind: tool, tool: pay, args: { id: invoice }, writes: { paid: "[output.receipt]" } }
  settled: { kind: join, of: each_invoice, collect: invoice, need: 0, writes: { total: "size(output.filter(r, r.status == 'done'))", log: "['settled ' + supplier.id + ' ' + string(size(output))]" } }
  gathered: { kind: join, of: all, collect: { id: supplier.id, total: total }, writes: { summary: output } }
edges:
  - start -> all
  - all -> begin
  - begin -> each_invoice
  - each_invoice -> pay
  - pay -> settled
  - settled -> gathered
  - gathered -> end
`,
  {
    roles: ["clerk"],
    tools: {
      pay: {
        description: "Pays.",
        effect: "sensitive",
        trust: "trusted",
        idempotent: true,
        args: { type: "object", properties: { id: { type: "string" } }, required: ["id"], additionalProperties: false },
        result: { type: "object", properties: { receipt: { type: "string" } }, required: ["receipt"] },
      },
    },
  },
);

const suppliers = [
  { id: "a", invoices: ["a1", "a2!"] },
  { id: "b", invoices: [] },
  { id: "c", invoices: ["c1!", "c2", "c3!"] },
  { id: "d", invoices: ["d1"] },
];

test("reviews in lanes within lanes are all open at once, and are answered in any order", async () => {
  expect(check(nested)).toEqual([]);
  const order = fc.shuffledSubarray(["a2!", "c1!", "c3!"], { minLength: 3 });
  await fc.assert(
    fc.asyncProperty(order, fc.boolean(), fc.boolean(), async (answers, rejects, debug) => {
      const run = trial(nested, { pay: ({ id }) => ({ receipt: `paid ${text(id)}` }) }, { debug });
      let result = await run.engine.run({ thread: "t1", input: { suppliers } });
      expect(asked(result)).toEqual(["a2!", "c1!", "c3!"]);
      for (const [index, id] of answers.entries()) {
        expect(asked(result)).toEqual(answers.slice(index).toSorted());
        const decisions = rejects && index === 2 ? reject : approve;
        result = await run.engine.resume("t1", { answers: { [about(result, id).id]: decisions } });
      }
      const rejected = rejects ? answers[2] : undefined;
      const paid = ["a1", "a2!", "c1!", "c2", "c3!", "d1"].filter((id) => id !== rejected);
      expect(result).toMatchObject({ status: "done", output: { paid: paid.map((id) => `paid ${id}`) } });
      expect(called(run, "id")).toEqual(paid);
      expect(result.output["log"]).toEqual(["begin a", "settled a 2", "begin b", "settled b 0", "begin c", "settled c 3", "begin d", "settled d 1"]);
    }),
    { numRuns: 12 },
  );
});

test("several are answered in one go", async () => {
  const run = trial(nested, { pay: ({ id }) => ({ receipt: `paid ${text(id)}` }) });
  const first = await run.engine.run({ thread: "t1", input: { suppliers } });
  const answers = Object.fromEntries(first.interrupts.map(({ id }) => [id, approve]));
  expect(await run.engine.resume("t1", { answers })).toMatchObject({ status: "done" });
  expect(run.calls).toHaveLength(6);
});

/** A review in each branch, and the call that it approves. */
const reviewed = (more: { readonly expires?: string; readonly join?: string } = {}) =>
  region({
    policies: ["{ node: pay, tool: pay, then: approve, by: boss }"],
    nodes: {
      look: "{ kind: tool, tool: look, args: { of: item } }",
      ask: `{ kind: review, approves: pay, decisions: [approve, edit, reject]${more.expires === undefined ? "" : `, expires: ${more.expires}`}, writesOn: { rejected: { notes: "['refused ' + string(item)]" }, expired: { notes: "['late ' + string(item)]" } } }`,
      pay: "{ kind: tool, tool: pay, args: { of: item }, writes: { notes: \"['paid ' + string(item)]\" } }",
    },
    edges: ["all -> look", "look -> ask", "ask.approved -> pay", "ask.rejected -> met", "ask.expired -> met", "pay -> met", "met -> end"],
    ...more,
  });

describe("a review in a branch", () => {
  test("approves the call of its own branch, edited or not; each call is made once", async () => {
    const example = reviewed();
    expect(check(example)).toEqual([]);
    const run = trial(example, { look: () => null, pay: () => null });
    let result = await run.engine.run({ thread: "t1", input: { items: [1, 2, 3] } });
    expect(asked(result)).toEqual([1, 2, 3]);
    expect(result.interrupts.map(({ baton }) => baton.place?.path)).toEqual(["all.1[0]", "all.1[1]", "all.1[2]"]);
    result = await run.engine.resume("t1", { answers: { [about(result, 2).id]: [{ type: "edit", editedAction: { name: "pay", args: { of: 22 } } }] } });
    result = await run.engine.resume("t1", { answers: { [about(result, 3).id]: reject } });
    expect(asked(result)).toEqual([1]);
    result = await run.engine.resume("t1", { answers: { [about(result, 1).id]: approve } });
    expect(result).toMatchObject({ status: "done", output: { notes: ["paid 1", "paid 2", "refused 3"] } });
    expect(run.calls.map(({ of }) => of)).toEqual([1, 2, 3, 22, 1]);
    expect(result.usage.toolCalls).toBe(5);
  });

  test("that expires lets its branch go on, and the others wait", async () => {
    const run = trial(reviewed({ expires: "1h" }), { look: () => null, pay: () => null });
    let result = await run.engine.run({ thread: "t1", input: { items: [1, 2] } });
    await run.clock.advance(1_800_000);
    result = await run.engine.resume("t1", { answers: { [about(result, 2).id]: approve } });
    expect(asked(result)).toEqual([1]);
    await run.clock.advance(1_800_000);
    expect(await run.engine.due()).toEqual(["t1"]);
    expect(await run.engine.resume("t1")).toMatchObject({ status: "done", output: { notes: ["late 1", "paid 2"] } });
  });

  test("nobody answers keeps the thread where it is, however often it is resumed", async () => {
    const run = trial(reviewed(), { look: () => null, pay: () => null });
    const first = await run.engine.run({ thread: "t1", input: { items: [1, 2] } });
    expect(await run.engine.resume("t1")).toEqual(first);
    expect(await run.engine.resume("t1")).toEqual(first);
    expect(run.calls).toHaveLength(2);
  });

  test("is asked about at the call itself where no review stands before it", async () => {
    const run = trial(
      inLanes("pay", { policies: ["{ node: work, tool: pay, when: args.of > 1, then: approve, by: boss }", "{ node: work, tool: pay, then: allow }"] }),
      { pay: () => null },
    );
    let result = await run.engine.run({ thread: "t1", input: { items: [1, 2, 3] } });
    expect(run.calls).toEqual([{ of: 1 }]);
    expect(asked(result)).toEqual([2, 3]);
    result = await run.engine.resume("t1", { answers: { [about(result, 3).id]: approve } });
    expect(run.calls).toEqual([{ of: 1 }, { of: 3 }]);
    expect(await run.engine.resume("t1", { answers: { [about(result, 2).id]: approve } })).toMatchObject({
      status: "done",
      output: { notes: ["saw 1", "saw 2", "saw 3"] },
    });
  });
});

test("a review in a graph that branches contain is answered where it stands; what the graph did before is not done again", async () => {
  const inner = `
baton: 1
id: paying
goal: Look, and pay.
state: { of: string, receipt: string }
input: [of]
outcomes: { paid: [receipt] }
policies: [{ node: pay, tool: pay, then: approve, by: boss }, { node: note, tool: note, then: allow }]
nodes:
  note: { kind: tool, tool: note, args: { of: of } }
  pay: { kind: tool, tool: pay, args: { of: of }, writes: { receipt: "'paid ' + of" } }
edges: [start -> note, note -> pay, pay -> end.paid]
`;
  const example = region({
    nodes: { payer: '{ kind: subgraph, graph: paying, input: { of: string(item) }, writes: { notes: "[output.receipt]" } }' },
    edges: ["all -> payer", "payer -> met", "met -> end"],
    files: { "graphs/paying/graph.yaml": inner },
  });
  expect(check(example)).toEqual([]);
  const run = trial(example, { note: () => null, pay: () => null });
  let result = await run.engine.run({ thread: "t1", input: { items: ["x", "y"] } });
  result = await run.engine.resume("t1", { answers: { [about(result, "y").id]: approve } });
  expect(asked(result)).toEqual(["x"]);
  result = await run.engine.resume("t1", { answers: { [about(result, "x").id]: approve } });
  expect(result).toMatchObject({ status: "done", output: { notes: ["paid x", "paid y"] } });
  expect(run.calls.map(({ of }) => of)).toEqual(["x", "y", "y", "x"]);
});

test("waits in branches end each by its own event", async () => {
  const example = region({
    nodes: {
      hold: "{ kind: wait, event: arrived, match: { id: string(item) }, expires: 1h, writes: { notes: \"['got ' + output.id]\" }, writesOn: { expired: { notes: \"['none ' + string(item)]\" } } }",
    },
    edges: ["all -> hold", "hold -> met", "hold.expired -> met", "met -> end"],
  });
  expect(check(example)).toEqual([]);
  const run = trial(example);
  const first = await run.engine.run({ thread: "t1", input: { items: ["x", "y"] } });
  expect(first).toMatchObject({ status: "interrupted" });
  expect(first.waits).toHaveLength(2);
  await run.engine.send({ name: "arrived", payload: { id: "y" } });
  const second = await run.engine.resume("t1");
  expect(second.waits).toHaveLength(1);
  await run.clock.advance(3_600_000);
  expect(await run.engine.resume("t1")).toMatchObject({ status: "done", output: { notes: ["none x", "got y"] } });
});

describe.each([
  ["without lanes", calling],
  ["in lanes", inLanes],
])("stopped in the middle, %s", (_, example) => {
  const items = [0, 1, 2, 3, 4, 5];
  const expected = items.map((item) => `saw ${item}`);
  const note: Does = async ({ of }) => {
    await turns(2 + (Number(of) % 3));
    return of ?? null;
  };

  test.each([1, 2, 4])("a drain lets the calls under way end; the rest is made after it (concurrency %i)", async (concurrency) => {
    const drain = new AbortController();
    const does: Does = async (args) => {
      if (args["of"] === 2) drain.abort();
      return await note(args);
    };
    const run = trial(example("note", { parallel: `each: items, as: item, concurrency: ${concurrency}, local: { seen: { schema: {} } }` }), { note: does });
    const drained = await run.engine.run({ thread: "t1", input: { items }, drain: drain.signal });
    const made = run.calls.length;
    expect(drained).toMatchObject({ status: "interrupted", drained: true });
    expect(made).toBeLessThanOrEqual(example === inLanes ? 2 + concurrency : items.length);
    const result = await run.engine.resume("t1");
    expect(result).toMatchObject({ status: "done", output: { notes: expected } });
    expect(called(run, "of")).toEqual(items.map(String));
    expect(result.usage.toolCalls).toBe(items.length);
  });

  test("a cancel leaves what was done done", async () => {
    const cancel = new AbortController();
    const does: Does = async (args) => {
      if (args["of"] === 3) cancel.abort();
      return await note(args);
    };
    const run = trial(example("note", { parallel: "each: items, as: item, concurrency: 2, local: { seen: { schema: {} } }" }), { note: does });
    expect(await run.engine.run({ thread: "t1", input: { items }, signal: cancel.signal })).toMatchObject({ status: "cancelled" });
    const before = (await run.storage.effects.list({ thread: "t1", state: "done" })).map(({ args }) => args["of"]);
    const result = await run.engine.resume("t1");
    expect(result).toMatchObject({ status: "done", output: { notes: expected } });
    for (const item of before) expect(run.calls.filter(({ of }) => of === item)).toHaveLength(1);
    expect((await run.storage.effects.list({ thread: "t1" })).map(({ state }) => state)).toEqual(items.map(() => "done"));
  });

  test.each<[string, JsonObject, (limit: number) => JsonObject]>([
    ["steps", { steps: 100 }, (steps) => ({ steps })],
    ["toolCalls", { toolCalls: 100 }, (toolCalls) => ({ toolCalls })],
    ["tools.note", { tools: { note: 100 } }, (most) => ({ tools: { note: most } })],
  ])("a limit of %s stops it, and once raised it goes on; nothing is done twice", async (limit, raise, within) => {
    for (const most of [2, 4, 5]) {
      const run = trial(example("note", { limits: JSON.stringify(within(most)) }), { note });
      const first = await run.engine.run({ thread: "t1", input: { items } });
      expect(first).toMatchObject({ status: "limit_reached", error: { message: expect.stringContaining(`${most} of ${most}`) } });
      expect(run.calls.length).toBeLessThanOrEqual(most);
      const result = await run.engine.resume("t1", { raise });
      expect(result).toMatchObject({ status: "done", output: { notes: expected } });
      expect(called(run, "of")).toEqual(items.map(String));
      const { usage } = await trial(example("note"), { note }).engine.run({ input: { items } });
      expect({ limit, ...result.usage, timeMs: 0 }).toEqual({ limit, ...usage, timeMs: 0 });
    }
  });
});

test("a limit of model calls is met within a branch", async () => {
  const example = region({
    parallel: "each: items, as: item, concurrency: 1, local: { reply: string }",
    limits: "{ modelCalls: 2 }",
    nodes: { write: "{ kind: agent, role: task, prompt: prompts/write.md, writes: { reply: output } }" },
    edges: ["all -> write", "write -> met", "met -> end"],
    join: "collect: reply",
    files: {
      "prompts/write.md": "---\nid: write\nkind: role\ninputs: [item]\n---\nGreet {{ item }}.\n",
      "scripted.yaml": 'agents: { write: [{ text: "Hello, {{ item }}." }] }',
    },
  });
  const run = trial(example);
  const first = await run.engine.run({ thread: "t1", input: { items: ["a", "b", "c"] } });
  expect(first).toMatchObject({ status: "limit_reached", usage: { modelCalls: 2 } });
  const result = await run.engine.resume("t1", { raise: { modelCalls: 9 } });
  expect(result).toMatchObject({ status: "done", usage: { modelCalls: 3 } });
  expect(result.output["out"]).toMatchObject([{ value: "Hello, a." }, { value: "Hello, b." }, { value: "Hello, c." }]);
});
