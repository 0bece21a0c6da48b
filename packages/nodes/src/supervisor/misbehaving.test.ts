import type { Json } from "@baton/core";
import { describe, expect, test } from "vitest";
import { data, followed, input, plan, planning, planOf, type Reply, story, supervised, synthesis, task, toolWorker, worker } from "../testing/supervised.ts";
import { recorded, trial } from "../testing/trial.ts";

const workers = { ann: ["{ max: 6 }", worker()], bob: ["{ after: [ann] }", worker()], cat: ["{ required: true }", worker()] } as const;
const says: readonly Reply[] = [{ text: "{{ task.instruction }} Done." }];
const replies = { ann: says, bob: says, cat: says };
const many = Array.from({ length: 1_000 }, (_, index) => task(`t${index}`, "ann"));

const ended = async (boss: readonly Reply[], config = "") => {
  const example = supervised({ boss: config, workers, replies: { ...replies, boss } });
  const { models, sent } = recorded(example);
  const run = trial(example, {}, { models });
  const { result, events } = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
  return { result, events, sent, run };
};

describe("a plan that cannot be followed is sent back once with everything that is wrong with it, and then escalated", () => {
  test.each<[string, Json, RegExp]>([
    ["an unknown worker", plan(task("a", "ann"), task("b", "anne"), task("c", "cat")), /task `b`: there is no worker `anne`; did you mean `ann`\?/],
    [
      "tasks that wait for each other",
      plan(task("a", "ann", { after: ["b"] }), task("b", "ann", { after: ["a"] }), task("c", "cat")),
      /`a` waits for `b` waits for `a`: tasks cannot wait for each other/,
    ],
    ["a task that waits for itself", plan(task("a", "ann", { after: ["a"] }), task("c", "cat")), /task `a` waits for itself/],
    ["1,000 tasks", data({ tasks: many }), /the plan has 1000 tasks, and at most 10 are allowed/],
    ["no task", plan(), /the plan has no task; give at least one, or escalate/],
    ["two tasks of one id", plan(task("a", "ann"), task("a", "ann"), task("c", "cat")), /two tasks are called `a`/],
    ["without a required worker", plan(task("a", "ann")), /`cat` must have a task/],
    ["a worker used too often", plan(...many.slice(0, 7), task("c", "cat")), /`ann` gets 7 tasks, and at most 6 are allowed/],
    ["a worker without the one before it", plan(task("b", "bob"), task("c", "cat")), /`bob` works only after `ann`; add a task for `ann`/],
    ["something that is no plan", data({ steps: ["first"] }), /the plan has no task/],
  ])("%s", async (_, wrong, reason) => {
    const { result, events, sent } = await ended([{ output: wrong }]);
    expect(result).toMatchObject({ status: "done", outcome: "desk", output: { problem: ["", "", expect.stringMatching(reason)] }, usage: { modelCalls: 2 } });
    expect(story(events)).toEqual(["escalated"]);
    expect(sent.flat().some((text) => text.includes("Your answer cannot be used:") && reason.test(text))).toBe(true);
    const mended = await ended([{ when: "turn == 0", output: wrong }, ...planning(task("a", "ann"), task("c", "cat"))]);
    expect(mended.result).toMatchObject({ outcome: "done", output: { out: "a c" } });
  });
});

test("a model that plans anew again and again is stopped by `replans`", async () => {
  const { result, events } = await ended(
    [{ output: plan(task("c", "cat"), task("x", "bob", { after: ["c"] }), task("a", "ann", { after: ["x"] })) }],
    "replans: 3",
  );
  expect(result).toMatchObject({ outcome: "desk" });
  expect(story(events)).toEqual(["escalated"]);
  const failing = supervised({
    boss: "replans: 3, tasks: 4",
    workers: { look: ["{}", toolWorker("look")], note: ["{}", toolWorker("note")] },
    replies: { boss: ["a", "b", "c", "d", "e"].map((id, turn) => ({ when: `turn == ${turn}`, output: plan(task(id, "look", { input: { of: id } })) })) },
  });
  const run = trial(failing, {
    look: () => {
      throw new Error("no");
    },
  });
  const again = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
  expect(story(again.events).filter((line) => line.startsWith("plan."))).toEqual(["plan.made a", "plan.revised b", "plan.revised c", "plan.revised d"]);
  expect(again.result).toMatchObject({
    outcome: "desk",
    output: { problem: ["look", "d", expect.stringMatching(/no.* 3 new plans did not help\./)] },
    usage: { modelCalls: 4 },
  });
});

test("tasks of new plans count with those begun before", async () => {
  const failing = supervised({
    boss: "replans: 3, tasks: 2",
    workers: { look: ["{}", toolWorker("look")], note: ["{}", toolWorker("note")] },
    replies: { boss: ["a", "b", "c", "c"].map((id, turn) => ({ when: `turn == ${turn}`, output: plan(task(id, "look", { input: { of: id } })) })) },
  });
  const run = trial(failing, {
    look: () => {
      throw new Error("no");
    },
  });
  expect(await run.engine.run({ thread: "t1", input })).toMatchObject({
    outcome: "desk",
    output: { problem: ["", "", expect.stringContaining("the plan has 3 tasks, those begun before included")] },
  });
});

test("what is done cannot be planned away or changed", async () => {
  const example = supervised({
    boss: "replans: 1",
    workers: { look: ["{}", toolWorker("look")], note: ["{}", toolWorker("note")] },
    replies: {
      boss: [
        { when: "turn == 0", output: plan(task("a", "note", { input: { of: "a" } }), task("b", "look", { input: { of: "b" } })) },
        { when: "turn == 1", output: plan(task("a", "note", { input: { of: "other" } })) },
        { when: "turn == 2", output: plan(task("c", "note", { input: { of: "c" } })) },
        synthesis,
      ],
    },
  });
  const run = trial(example, {
    look: () => {
      throw new Error("no");
    },
  });
  expect(await run.engine.run({ thread: "t1", input })).toMatchObject({ outcome: "done", output: { notes: ["note a", "note c"] } });
  expect(run.calls.map(({ of }) => of)).toEqual(["a", "b", "c"]);
});

test("a worker that ignores its output schema fails its task with the reason", async () => {
  const example = supervised({
    boss: "replans: 0",
    workers: {
      ann: ["{}", worker("output: { type: object, properties: { sum: { type: integer } }, required: [sum] }").replace("[output]", "[string(output.sum)]")],
      bob: ["{}", worker()],
    },
    replies: { boss: planning(task("a", "ann"), task("b", "bob")), ann: [{ output: data({ total: "much" }) }], bob: says },
  });
  const run = trial(example);
  expect(await run.engine.run({ thread: "t1", input })).toMatchObject({
    outcome: "desk",
    output: { problem: ["ann", "a", expect.stringContaining("sum")], notes: ["Do b. Done."] },
  });
  expect((await planOf(run.engine))?.tasks[0]).toMatchObject({ status: "failed", error: { code: "output_invalid", layer: "model", node: "ann" } });
});

describe("a synthesis", () => {
  const wrong = (sources: Json, output: Json = "'all'"): readonly Reply[] => [
    ...planning(task("a", "ann"), task("c", "cat")).slice(0, 1),
    { output: { output, sources } },
  ];

  test.each<[string, Json, RegExp]>([
    ["an invented task", data([{ part: "x", tasks: ["zzz"] }]), /part `x` comes from task `zzz`, which does not exist/],
    ["no source", [], /no part names its source/],
    ["a part without a task", data([{ part: "x", tasks: [] }]), /part `x` names no task/],
  ])("that names %s is sent back once, and then escalated", async (_, sources, reason) => {
    const { result, run } = await ended(wrong(sources));
    expect(result).toMatchObject({ outcome: "desk", output: { problem: ["", "", expect.stringMatching(reason)], notes: ["Do a. Done.", "Do c. Done."] } });
    expect((await planOf(run.engine))?.sources).toBeUndefined();
  });

  test("that has not the shape of the output is sent back once, and then escalated", async () => {
    const { result } = await ended(wrong(data([{ part: "x", tasks: ["a"] }]), 7));
    expect(result).toMatchObject({ outcome: "desk", output: { problem: ["", "", expect.stringContaining("output")] } });
  });

  test("that is mended counts", async () => {
    const first = wrong(data([{ part: "x", tasks: ["zzz"] }])).map((each, index) => (index === 1 ? { ...each, when: "turn == 1" } : each));
    expect((await ended([...first, synthesis])).result).toMatchObject({ outcome: "done", output: { out: "a c" } });
  });
});

test("a model that asks for tools which it does not have is given up", async () => {
  const { result } = await ended([{ calls: [{ tool: "pay", args: { of: "'x'" } }] }]);
  expect(result).toMatchObject({ outcome: "broken", output: { problem: ["calls_invalid", expect.stringContaining("there is no tool `pay`")] } });
});

test("marks of a serialiser in a task's input come to its worker as they were, and revive nothing", async () => {
  const mark = { lc: 1, type: "constructor", id: ["langchain_core", "messages", "HumanMessage"], kwargs: { content: "x" } };
  const example = supervised({
    workers: {
      note: ["{}", toolWorker("note").replace("{ of: { type: string } }", "{ of: { type: object } }").replace("'note ' + task.input.of", "'noted'")],
      ann: ["{}", worker()],
    },
    replies: { boss: planning(task("a", "note", { input: { of: mark } })) },
  });
  const run = trial(example);
  expect(await run.engine.run({ thread: "t1", input })).toMatchObject({ outcome: "done" });
  expect(run.calls).toEqual([{ of: mark }]);
  expect((await planOf(run.engine))?.tasks[0]?.input).toEqual({ of: mark });
});
