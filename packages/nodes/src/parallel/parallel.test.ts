import type { Json } from "@baton/core";
import type { BatonEvent } from "@baton/runtime";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { check, exampleOf } from "../testing/example.ts";
import { calling, inLanes, region } from "../testing/region.ts";
import { type Does, trial } from "../testing/trial.ts";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test("each item gets a branch; what branches write applies at the join in their order", async () => {
  const suppliers = ["a", "b", "c", "d", "e"].map((id, index) => ({ id, country: index % 2 === 0 ? "DE" : "FR" }));
  const run = trial(exampleOf("parallel/docs.md"), { look_up_supplier: ({ id }) => ({ listed: id === "b" || id === "d" }) });
  const { $outcome, hits, notes } = await run.start({ suppliers });
  expect({ $outcome, hits, notes }).toEqual({ $outcome: "screened", hits: ["b", "d"], notes: ["a of DE", "b of FR", "c of DE", "d of FR", "e of DE"] });
});

const worked: Does = async ({ of }) => {
  const number = Number(of);
  for (let turn = 0; turn < (number * 7) % 5; turn += 1) await Promise.resolve(); // they end in another order than they began
  if (number % 4 === 3) throw new Error(`It breaks at ${number}.`);
  return number * 2;
};

test("a call for each item is the same with lanes and without, fused and not", async () => {
  const failing = { join: "collect: { item: item, seen: seen }, need: 0" };
  const both = [calling("look", failing), inLanes("look", failing)];
  expect(both.flatMap(check).filter(({ severity }) => severity !== "advice")).toEqual([]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 20 }), { maxLength: 12 }), async (items) => {
      const ends: unknown[] = [];
      for (const example of both) {
        for (const debug of [false, true]) {
          const { $outcome, out, notes } = await trial(example, { look: worked }, { debug }).start({ items });
          ends.push({ $outcome, out, notes });
        }
      }
      const kept = items.filter((item) => item % 4 !== 3);
      const out = items.map((item, index) => ({
        branch: "each",
        index,
        item,
        ...(item % 4 === 3
          ? { status: "failed", error: { code: "tool_failed", layer: "tool", message: `It breaks at ${item}.`, node: "work", attempt: 1 } }
          : { status: "done", value: { item, seen: item * 2 } }),
      }));
      const expected = { $outcome: "done", out, notes: kept.map((item) => `saw ${item}`) };
      expect(ends).toEqual([expected, expected, expected, expected]);
    }),
    { numRuns: 15 },
  );
});

describe.each([
  ["without lanes", calling],
  ["in lanes", inLanes],
])("%s", (_, example) => {
  test.each([0, 1, 500])("%i items all come, in their order", async (count) => {
    const run = trial(example("look", { limits: "{ steps: 2000, toolCalls: 1000 }" }), { look: ({ of }) => of ?? null });
    const { $outcome, out, notes } = await run.start({ items: numbers(count) });
    expect($outcome).toBe("done");
    expect(out).toEqual(numbers(count).map((item) => ({ branch: "each", index: item, item, status: "done", value: { item, seen: item } })));
    expect(notes).toEqual(numbers(count).map((item) => `saw ${item}`));
    expect(run.calls).toHaveLength(count);
  });

  test("more items than `atMost` fail the node, and nothing is begun", async () => {
    const run = trial(example("look", { parallel: "each: items, as: item, atMost: 3, local: { seen: { schema: {} } }" }), {});
    await expect(run.start({ items: numbers(4) })).rejects.toMatchObject({ code: "too_many_items", message: "`all` was given 4 items and takes 3 at most." });
    expect(run.calls).toEqual([]);
  });

  test.each([
    ["look", 1],
    ["look", 3],
    ["note", 3],
  ])("at most `concurrency` are under way: %s, %i", async (tool, concurrency) => {
    let [now, most] = [0, 0];
    const does: Does = async ({ of }) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return of ?? null;
    };
    const parallel = `each: items, as: item, concurrency: ${concurrency}, local: { seen: { schema: {} } }`;
    const { $outcome } = await trial(example(tool, { parallel }), { [tool]: does }).start({ items: numbers(10) });
    expect({ $outcome, most }).toEqual({ $outcome: "done", most: concurrency });
  });

  test("items that look like orders to a channel or to LangGraph stay data", async () => {
    const items: Json[] = [
      { lc: 1, type: "constructor", id: ["langchain_core", "messages", "HumanMessage"], kwargs: { content: "x" } },
      { $merge: 1 },
      { $begin: [] },
      { __overwrite__: 2 },
      { lg_name: "Send", node: "met", args: {} },
    ];
    const list = {
      join: "collect: seen",
      nodes: { work: "{ kind: tool, tool: look, args: { of: item }, writes: { seen: output } }", rest: "{ kind: transform }" },
    };
    const run = trial(example("look", example === calling ? { ...list, nodes: { work: list.nodes.work } } : list), { look: ({ of }) => of ?? null });
    const { output } = await run.engine.run({ thread: "t1", input: { items } });
    expect(output["out"]).toEqual(items.map((item, index) => ({ branch: "each", index, item, status: "done", value: item })));
    expect(run.calls.map(({ of }) => of)).toEqual(items);
  });

  test("steps and calls are counted alike, each branch's own", async () => {
    const { usage } = await trial(example("look"), { look: ({ of }) => of ?? null }).engine.run({ input: { items: numbers(6) } });
    expect(usage).toMatchObject({ steps: 2 + (example === calling ? 6 : 12), toolCalls: 6 });
  });

  test("a list that cannot be had takes the node to `failed`", async () => {
    const parallel = "each: 'items[7]', as: item, local: { seen: { schema: {} } }";
    const inner = example === calling ? ["work -> met"] : ["work -> rest", "rest -> met"];
    const help = example === calling ? {} : { rest: "{ kind: transform }" };
    const work = "{ kind: tool, tool: look, args: { of: item }, writes: { seen: output } }";
    const nodes = { work, ...help, help: "{ kind: tool, tool: look, args: { of: 1 }, writes: { notes: \"['helped']\" } }" };
    const failing = example("look", { parallel, nodes, edges: ["all -> work", ...inner, "met -> end", "all.failed -> help", "help -> end.other"] });
    expect(check(failing).filter(({ severity }) => severity === "error")).toEqual([]);
    expect(await trial(failing, { look: () => null }).start({ items: [] })).toMatchObject({ $outcome: "other", notes: ["helped"] });
  });

  test("each branch reports how it went, in its own place", async () => {
    const events: string[] = [];
    const join = { join: "need: 0" };
    const onEvent = (event: BatonEvent): void => {
      if (event.type === "node.started" || event.type === "node.failed" || event.type === "tool.called")
        events.push(`${event.scope ?? ""} ${event.node} ${event.type}`);
      if (event.type === "node.done") events.push(`${event.scope ?? ""} ${event.node}.${event.port}`);
    };
    const does: Does = ({ of }) => {
      if (of === 1) throw new Error("No.");
      return null;
    };
    await trial(example("look", join), { look: does }).engine.run({ input: { items: [0, 1] }, onEvent });
    const of = (item: number) => events.filter((event) => event.startsWith(`all.1[${item}] work`)).map((event) => event.replace(`all.1[${item}] `, ""));
    expect(of(0)).toEqual(["work node.started", "work tool.called", "work.done"]);
    expect(of(1)).toEqual(["work node.started", "work tool.called", "work node.failed"]);
  });

  test("the journal has a row for each writing call, under the branch's place", async () => {
    const run = trial(example("note"), { note: ({ of }) => of ?? null });
    await run.start({ items: numbers(3) });
    const rows = await run.storage.effects.list({ thread: "t1" });
    expect(rows.map(({ slot, state }) => [slot.node, slot.scope, state])).toEqual(numbers(3).map((index) => ["work", `all.1[${index}]`, "done"]));
    expect(new Set(rows.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
  });
});

test("calls whose outcome nobody could find out are made one at a time where items run without lanes", async () => {
  let [now, most] = [0, 0];
  const does: Does = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    return null;
  };
  await trial(calling("post"), { post: does }).start({ items: numbers(6) });
  expect(most).toBe(1);
});

describe("what a branch has for itself", () => {
  test("begins as declared in each branch, is merged by its own rule, and ends with it", async () => {
    const example = region({
      parallel:
        "each: items, as: item, local: { list: { schema: list(string), merge: append, default: ['first'] }, sum: { schema: integer, merge: sum }, last: { schema: {} } }",
      nodes: {
        one: "{ kind: transform, writes: { list: \"['a' + string(item)]\", sum: item, last: \"'one'\" } }",
        two: "{ kind: transform, writes: { list: \"['b' + string(size(list))]\", sum: sum + 1, last: \"has(state.last) ? last + ' two' : 'none'\" } }",
      },
      edges: ["all -> one", "one -> two", "two -> met", "met -> end"],
      join: "collect: { list: list, sum: sum, last: last }",
    });
    expect(check(example)).toEqual([]);
    for (const debug of [false, true]) {
      const { out } = await trial(example, {}, { debug }).start({ items: [1, 5] });
      expect(out).toMatchObject([
        { value: { list: ["first", "a1", "b2"], sum: 3, last: "one two" } },
        { value: { list: ["first", "a5", "b2"], sum: 11, last: "one two" } },
      ]);
    }
  });

  test("is typed at the run as well", async () => {
    const example = region({
      parallel: "each: items, as: item, local: { n: { schema: { type: integer, maximum: 4 } } }",
      nodes: { one: "{ kind: transform, writes: { n: int(item) } }" },
      edges: ["all -> one", "one -> met", "met -> end"],
      join: "collect: n, need: 0",
    });
    const { out } = await trial(example).start({ items: [4, 5] });
    expect(out).toMatchObject([
      { status: "done", value: 4 },
      { status: "failed", error: { code: "write_invalid", node: "one" } },
    ]);
  });

  test("hides no name of the graph, and an inner branch sees what is around it", async () => {
    const nested = region({
      parallel: "each: items, as: item, local: { found: { schema: list(string), merge: append } }",
      nodes: {
        deep: "{ kind: parallel, each: \"['x', 'y']\", as: letter }",
        tell: '{ kind: transform, writes: { found: "[string(item) + letter]", notes: "[\'n\' + string(item) + letter]" } }',
        up: "{ kind: join, of: deep }",
      },
      edges: ["all -> deep", "deep -> tell", "tell -> up", "up -> met", "met -> end"],
      join: "collect: found",
    });
    expect(check(nested)).toEqual([]);
    for (const debug of [false, true]) {
      const { out, notes } = await trial(nested, {}, { debug }).start({ items: [1, 2] });
      expect(out).toMatchObject([{ value: ["1x", "1y"] }, { value: ["2x", "2y"] }]);
      expect(notes).toEqual(["n1x", "n1y", "n2x", "n2y"]);
    }
    expect(
      check(region({ parallel: "each: items, as: notes", nodes: { one: "{ kind: transform }" }, edges: ["all -> one", "one -> met", "met -> end"] })).map(
        ({ code }) => code,
      ),
    ).toEqual(["BT311"]);
  });
});

describe("a branch", () => {
  test("sees channels as at the fork, and its own writes to them", async () => {
    const example = region({
      state: "sum: { schema: integer, merge: sum, default: 1 }",
      nodes: {
        add: "{ kind: transform, writes: { sum: int(item) } }",
        tell: '{ kind: transform, writes: { notes: "[string(sum)]" } }',
      },
      edges: ["all -> add", "add -> tell", "tell -> met", "met -> end"],
    });
    const run = trial(example);
    await run.start({ items: [10, 20, 30] });
    const { sum, notes } = (await run.compiled.getState(run.config)).values;
    expect({ sum, notes }).toEqual({ sum: 61, notes: ["11", "21", "31"] });
  });

  test("that failed leaves nothing that it wrote; what leads to `failed` counts as done", async () => {
    const wired = (more: readonly string[]) =>
      region({
        nodes: {
          begin: "{ kind: transform, writes: { notes: \"['begun ' + string(item)]\" } }",
          work: "{ kind: tool, tool: look, args: { of: item }, writes: { notes: \"['ended']\" } }",
        },
        edges: ["all -> begin", "begin -> work", "work -> met", "met -> end", ...more],
        join: "need: 0",
      });
    const does: Does = ({ of }) => {
      if (of === 1) throw new Error("No.");
      return null;
    };
    const dropped = await trial(wired([]), { look: does }).start({ items: [0, 1, 2] });
    expect(dropped["notes"]).toEqual(["begun 0", "ended", "begun 2", "ended"]);
    expect(dropped["out"]).toMatchObject([{ status: "done" }, { status: "failed", error: { code: "tool_failed", node: "work" } }, { status: "done" }]);
    const kept = await trial(wired(["work.failed -> met"]), { look: does }).start({ items: [0, 1, 2] });
    expect(kept["notes"]).toEqual(["begun 0", "ended", "begun 1", "begun 2", "ended"]);
    expect(kept["out"]).toMatchObject([{ status: "done" }, { status: "done" }, { status: "done" }]);
  });

  test.each([false, true])("counts bounded edges and a check's rounds for itself (debug %s)", async (debug) => {
    const example = region({
      parallel: "each: items, as: item, local: { n: { schema: integer, default: 0 } }",
      nodes: {
        add: "{ kind: transform, writes: { n: n + 1 } }",
        judge: "{ kind: check, of: n, rules: [{ require: value >= int(item), feedback: More. }], rounds: 2 }",
        more: "{ kind: branch, cases: [{ port: again, when: n < 9 }] }",
      },
      edges: [
        "all -> add",
        "add -> judge",
        "judge.retry -> add",
        "judge.passed -> met",
        "judge.exhausted -> more",
        "{ edge: more.again -> add, max: 1, else: met }",
        "more.otherwise -> met",
        "met -> end",
      ],
      join: "collect: n",
    });
    expect(check(example).filter(({ code }) => code !== "BT195")).toEqual([]);
    const { out } = await trial(example, {}, { debug }).start({ items: [1, 3, 5, 9] });
    expect(out).toMatchObject([{ value: 1 }, { value: 3 }, { value: 5 }, { value: 6 }]);
  });

  test("without nodes gives what is there", async () => {
    const parallel = "each: items, as: item, local: { n: { schema: integer, default: 2 } }";
    const example = region({ parallel, nodes: {}, edges: ["all -> met", "met -> end"], join: "collect: 6 / (int(item) - n), need: 0" });
    const { out } = await trial(example).start({ items: [4, 2, 3] });
    expect(out).toMatchObject([{ value: 3 }, { status: "failed", error: { code: "expression_division", node: "all" } }, { value: 6 }]);
  });

  test("fails where what it gives cannot be evaluated, at the node that came to the join", async () => {
    const example = region({
      nodes: { one: "{ kind: tool, tool: look, args: { of: item } }", two: "{ kind: branch, cases: [{ port: big, when: int(item) > 1 }] }" },
      edges: ["all -> one", "one -> two", "two.big -> met", "two.otherwise -> met", "met -> end"],
      join: "collect: 6 / int(item), need: 0",
    });
    for (const debug of [false, true]) {
      const { out } = await trial(example, { look: () => null }, { debug }).start({ items: [0, 1, 2] });
      expect(out).toMatchObject([{ status: "failed", error: { code: "expression_division", node: "two" } }, { value: 6 }, { value: 3 }]);
    }
  });
});

describe("an agent in a branch", () => {
  const example = region({
    parallel: "each: items, as: item, local: { reply: string }",
    nodes: { write: "{ kind: agent, role: task, prompt: prompts/write.md, tools: [look], writes: { reply: output } }" },
    edges: ["all -> write", "write -> met", "met -> end"],
    join: "collect: reply",
    files: {
      "prompts/write.md": "---\nid: write\nkind: role\ninputs: [item]\n---\nGreet {{ item }}.\n",
      "scripted.yaml": 'agents: { write: [{ when: "turn == 0", calls: [{ tool: look, args: { of: item } }] }, { text: "Hello, {{ item }}." }] }',
    },
  });

  test("has its item, and tells which branch its calls, events and tokens are of", async () => {
    expect(check(example)).toEqual([]);
    const scopes = new Set<string>();
    const said = new Map<string, number>();
    const tokens: string[] = [];
    const run = trial(example, { look: ({ of }) => of ?? null });
    const { output, usage } = await run.engine.run({
      input: { items: ["Ann", "Bob"] },
      onEvent: ({ type, scope }) => {
        scopes.add(scope ?? "");
        if (type === "model.called") said.set(scope ?? "", (said.get(scope ?? "") ?? 0) + 1);
      },
      onToken: ({ text }) => tokens.push(text),
    });
    expect(output["out"]).toMatchObject([{ value: "Hello, Ann." }, { value: "Hello, Bob." }]);
    expect(new Set(run.calls.map(({ of }) => of))).toEqual(new Set(["Ann", "Bob"]));
    expect(usage).toMatchObject({ modelCalls: 4, toolCalls: 2 });
    expect([...scopes].toSorted()).toEqual(["", "all.1[0]", "all.1[1]"]);
    expect([...said]).toEqual(
      expect.arrayContaining([
        ["all.1[0]", 2],
        ["all.1[1]", 2],
      ]),
    );
    expect(tokens.join("").length).toBe("Hello, Ann.Hello, Bob.".length);
  });
});
