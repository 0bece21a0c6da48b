import type { Json } from "@baton/core";
import type { Decisions } from "@baton/runtime";
import { describe, expect, test } from "vitest";
import { deskStory } from "../testing/desk.ts";
import { check } from "../testing/example.ts";
import { data, followed, input, type Reply, supervised, type SupervisedParts, toolWorker, worker } from "../testing/supervised.ts";
import { type Does, recorded, trial } from "../testing/trial.ts";

const approve: Decisions = [{ type: "approve" }];
const says: readonly Reply[] = [{ text: "{{ task.instruction }} Done." }];
const echo: Does = ({ of }) => of ?? null;

/** Chooses one worker after the other, then is done. */
function choosing(...steps: readonly (readonly [by: string, given?: Json])[]): readonly Reply[] {
  const chosen = steps.map(([by, given = {}], at): Reply => ({
    when: `size(done) == ${at}`,
    output: data({ next: { worker: by, instruction: `Step ${at + 1}.`, input: given, reason: "Because." } }),
  }));
  return [...chosen, { output: { done: { output: "'All done.'" } } }];
}

const routed = (parts: SupervisedParts) => supervised({ ...parts, boss: `strategy: route${parts.boss === undefined ? "" : `, ${parts.boss}`}` });

/** Runs it fused and with every node apart, which must come to the same. */
async function run(parts: SupervisedParts, tools: Readonly<Record<string, Does>> = {}) {
  const example = routed(parts);
  expect(check(example).filter(({ severity }) => severity === "error")).toEqual([]);
  const [fused, apart] = await Promise.all(
    [false, true].map(async (debug) => {
      const { result, events } = await followed(async (watch) => await trial(example, tools, { debug }).engine.run({ thread: "t1", input, ...watch }));
      return { status: result.status, outcome: result.outcome, output: result.output, steps: result.usage.steps, story: deskStory(events) };
    }),
  );
  expect(apart).toEqual(fused);
  if (fused === undefined) throw new Error("It did not run.");
  return fused;
}

const two = { ann: ["{}", worker()], bob: ["{}", worker()] } as const;

describe("a routing supervisor", () => {
  test("chooses one worker after the other, until it has its result; all of it is told in order", async () => {
    expect(await run({ workers: two, replies: { boss: choosing(["ann"], ["bob"]), ann: says, bob: says } })).toEqual({
      status: "done",
      outcome: "done",
      output: { out: "All done.", notes: ["Step 1. Done.", "Step 2. Done."] },
      steps: 3,
      story: [
        "asked boss",
        "decided worker ann",
        "brief ann",
        "asked ann",
        "ann.done",
        "asked boss",
        "decided worker bob",
        "brief bob",
        "asked bob",
        "bob.done",
        "asked boss",
        "decided done",
        "boss.done",
      ],
    });
  });

  test("is shown what came of it, and its worker what went before; nothing else reaches that", async () => {
    const example = routed({ workers: two, replies: { boss: choosing(["ann"], ["bob"]), ann: says, bob: says } });
    const { models, sent } = recorded(example);
    await trial(example, {}, { models }).engine.run({ thread: "t1", input });
    const [, toAnn, again, toBob] = sent.map((messages) => messages.join("\n"));
    expect(again).toContain('"done": [{"worker":"ann","instruction":"Step 1.","input":{},"output":"Step 1. Done."}]');
    expect(toBob).toContain('"previous":[{"task":"1","worker":"ann","output":"Step 1. Done."}]');
    for (const told of [toAnn, toBob]) expect(told).not.toMatch(/the goal|Nobody may know/);
  });

  test("sees in its own prompt what its workers wrote", async () => {
    const example = routed({
      workers: two,
      boss: "input: { goal: \"goal + ' ' + string(size(notes)) + ' notes'\" }",
      replies: { boss: choosing(["ann"], ["bob"]), ann: says, bob: says },
    });
    const { models, sent } = recorded(example);
    await trial(example, {}, { models }).engine.run({ thread: "t1", input });
    expect(sent.flatMap(([system = ""]) => /the goal \d notes/.exec(system)?.[0] ?? [])).toEqual(["the goal 0 notes", "the goal 1 notes", "the goal 2 notes"]);
  });

  test("has tools and people among its workers' work", async () => {
    const example = routed({
      workers: { pay: ["{}", toolWorker("pay")], ann: ["{}", worker("tools: [pay]")] },
      policies: ["{ node: [pay, ann], tool: pay, then: approve, by: lead }"],
      replies: {
        boss: choosing(["pay", { of: "a" }], ["ann"]),
        ann: [{ when: "turn == 0", calls: [{ tool: "pay", args: { of: "'b'" } }] }, { text: "Paid." }],
      },
    });
    const first = trial(example, { pay: echo });
    expect(await first.engine.run({ thread: "t1", input })).toMatchObject({ status: "interrupted", interrupts: [{ baton: { node: "pay" } }] });
    const second = trial(example, { pay: echo }, { storage: first.storage });
    expect(await second.engine.resume("t1", { decisions: approve })).toMatchObject({ status: "interrupted", interrupts: [{ baton: { node: "ann" } }] });
    const third = trial(example, { pay: echo }, { storage: first.storage });
    expect(await third.engine.resume("t1", { decisions: approve })).toMatchObject({ status: "done", output: { notes: ["pay a", "Paid."] } });
    expect([first.calls, second.calls, third.calls]).toEqual([[], [{ of: "a" }], [{ of: "b" }]]);
  });

  test("has another supervisor for a worker, whose writes count when it is done", async () => {
    const lead = `{ kind: supervisor, strategy: route, prompt: prompts/boss.md, passes: [notes], workers: [cid, dan], input: { goal: "''", secret: "''" } }`;
    const { output } = await run({
      workers: { lead: ["{ passes: [notes] }", lead], bob: ["{}", worker()] },
      nodes: { cid: worker(), dan: worker() },
      replies: {
        boss: choosing(["lead"], ["bob"]),
        lead: choosing(["cid"], ["dan"]),
        cid: says,
        dan: [{ text: "{{ size(state.notes) }} before." }],
        bob: says,
      },
    });
    expect(output).toEqual({ out: "All done.", notes: ["Step 1. Done.", "1 before.", "Step 2. Done."] });
  });
});

describe("what a routing supervisor may not choose comes back to its model once, as a problem", () => {
  const first: Reply = {
    when: "!message.content.contains('cannot be used') && turn == 0",
    output: data({ next: { worker: "bob", instruction: "Now.", input: {} } }),
  };
  const mended = (by: string): Reply => ({
    when: "message.content.contains('cannot be used')",
    output: data({ next: { worker: by, instruction: "Then.", input: {} } }),
  });
  const finish: Reply = { output: { done: { output: "'All done.'" } } };

  test.each([
    [
      "a worker that it does not have",
      { output: data({ next: { worker: "zoe", instruction: "Now.", input: {} } }) },
      "{}",
      "there is no worker `zoe`; take one of `ann`, `bob`",
    ],
    ["one before another that must have succeeded", first, "{ after: [ann] }", "`bob` works only after `ann` has succeeded"],
    ["input that it does not take", first, "{}", "next.input: ", "takes: { type: object, properties: { line: { type: integer } }, required: [line] }"],
    ["nothing", { output: {} }, "{}", "exactly one of `next`, `done` and `escalate`"],
    ["two things", { output: data({ done: { output: "x" }, escalate: { reason: "y" } }) }, "{}", "exactly one of `next`, `done` and `escalate`"],
  ])("%s", async (_, wrong: Reply, rules, problem, takes = "") => {
    const example = routed({
      workers: { ann: ["{}", worker()], bob: [rules, worker(takes)] },
      replies: { boss: [{ ...wrong, when: "turn == 0" }, mended("ann"), finish], ann: says, bob: says },
    });
    const { models, sent } = recorded(example);
    expect(await trial(example, {}, { models }).engine.run({ thread: "t1", input })).toMatchObject({
      status: "done",
      outcome: "done",
      output: { notes: ["Then. Done."] },
    });
    expect(sent[1]?.at(-1)).toContain(problem);
  });

  test("a result before a required worker succeeded; one that insists leaves by `escalated`", async () => {
    const { outcome, output, story } = await run({
      workers: { ann: ["{ required: true }", worker()], bob: ["{}", worker()] },
      replies: { boss: [finish], ann: says, bob: says },
    });
    expect({ outcome, output }).toEqual({
      outcome: "desk",
      output: { problem: ["", "", expect.stringContaining("there is no result before `ann` has succeeded")], notes: [] },
    });
    expect(story).toEqual(["asked boss", "asked boss", "escalated ", "boss.escalated"]);
  });

  test("more work for a worker than `max` says", async () => {
    const { output, story } = await run({
      workers: { ann: ["{ max: 1 }", worker()], bob: ["{}", worker()] },
      replies: { boss: choosing(["ann"], ["ann"]), ann: says, bob: says },
    });
    expect(story.filter((each) => each === "asked ann")).toHaveLength(1);
    expect(output).toMatchObject({ problem: ["", "", expect.stringContaining("`ann` was given its one task already")] });
  });
});

describe("a routing supervisor that comes to no end", () => {
  const again: Reply = { output: data({ next: { worker: "ann", instruction: "Go on.", input: {} } }) };

  test("gives the same work again with nothing new: escalated", async () => {
    const { outcome, output, story } = await run({ workers: two, replies: { boss: [again], ann: says, bob: says } });
    expect({ outcome, output }).toEqual({
      outcome: "desk",
      output: { problem: ["ann", "", "`ann` was given the very same task again, with nothing new: Go on."], notes: ["Go on. Done."] },
    });
    expect(story.filter((each) => each === "asked ann")).toHaveLength(1);
  });

  test("goes to and fro between two with nothing new: escalated", async () => {
    const swap = (by: string, when: string): Reply => ({ when, output: data({ next: { worker: by, instruction: "Go on.", input: {} } }) });
    const { story, output } = await run({
      workers: two,
      replies: { boss: [swap("ann", "turn % 2 == 0"), swap("bob", "turn % 2 == 1")], ann: says, bob: says },
    });
    expect(story.filter((each) => /^asked (ann|bob)/.test(each))).toEqual(["asked ann", "asked bob", "asked ann"]);
    expect(output).toMatchObject({ problem: ["bob", "", expect.stringContaining("nothing new")] });
  });

  test("may give the same work again where something new came", async () => {
    const example = routed({
      workers: { look: ["{}", toolWorker("look")], ann: ["{}", worker()] },
      replies: {
        boss: choosing(["look", { of: "a" }])
          .slice(0, 1)
          .concat(
            { when: "size(done) < 3", output: data({ next: { worker: "look", instruction: "Step 1.", input: { of: "a" } } }) },
            { output: { done: { output: "'Enough.'" } } },
          ),
      },
    });
    let number = 0;
    const run1 = trial(example, { look: () => (number += 1) });
    expect(await run1.engine.run({ thread: "t1", input })).toMatchObject({ output: { problem: ["look", "", expect.stringContaining("very same task")] } });
    expect(number).toBe(1);
  });

  test("uses up its turns: escalated", async () => {
    const more: Reply = { output: { next: { worker: "'ann'", instruction: "'Turn ' + string(turn) + '.'", input: {} } } };
    const { output, story } = await run({ boss: "turns: 3", workers: two, replies: { boss: [more], ann: says, bob: says } });
    expect(story.filter((each) => each === "asked ann")).toHaveLength(3);
    expect(output).toMatchObject({ problem: ["ann", "", "All 3 turns are used, and more was wanted of `ann`: Turn 3."] });
  });

  test("reaches its own limits, which count all its turns: failed", async () => {
    const more: Reply = { output: { next: { worker: "'ann'", instruction: "'Turn ' + string(turn) + '.'", input: {} } } };
    const { outcome, output } = await run({ boss: "limits: { modelCalls: 2 }", workers: two, replies: { boss: [more], ann: says, bob: says } });
    expect({ outcome, output }).toMatchObject({ outcome: "broken", output: { problem: ["agent_limit", expect.stringContaining("`boss`")] } });
  });

  test("gives up by itself: escalated, with its reason", async () => {
    const { output, story } = await run({ workers: two, replies: { boss: [{ output: data({ escalate: { reason: "I cannot." } }) }] } });
    expect(output).toMatchObject({ problem: ["", "", "I cannot."] });
    expect(story).toEqual(["asked boss", "decided escalate", "escalated ", "boss.escalated"]);
  });
});

describe("a worker of a routing supervisor", () => {
  test("that fails comes back with why, what it wrote is not written, and its work may be tried again, once", async () => {
    const failing: SupervisedParts = {
      workers: { ann: ["{}", worker("tools: [{ tool: note, writes: { notes: \"['lost']\" } }]")], bob: ["{}", worker()] },
      replies: {
        boss: [
          { when: "turn < 2", output: data({ next: { worker: "ann", instruction: "Try.", input: {} } }) },
          { output: data({ next: { worker: "ann", instruction: "Try.", input: {} } }) },
        ],
        ann: [{ when: "turn == 0", calls: [{ tool: "note", args: { of: "'a'" } }] }],
      },
    };
    const { output, story } = await run(failing, { note: echo });
    expect(story.filter((each) => each === "ann script_no_reply")).toHaveLength(2);
    expect(output).toEqual({ problem: ["ann", "", expect.stringContaining("very same task again")], notes: [] });
  });

  describe("that is accepted by rules", () => {
    const accept = "{ accept: { rules: [{ require: \"value.contains('good')\", feedback: It is not good. }], rounds: 1 } }";

    test("gets its result back with what is wrong with it, and only what is accepted is written", async () => {
      const { output, story } = await run({
        workers: { ann: [accept, worker()], bob: ["{}", worker()] },
        replies: { boss: choosing(["ann"]), ann: [{ when: "size(task.feedback) == 0", text: "bad" }, { text: "good, as told: {{ task.feedback }}" }] },
      });
      expect(output).toEqual({ out: "All done.", notes: ["good, as told: It is not good."] });
      expect(story.filter((each) => each.startsWith("brief"))).toEqual(["brief ann", "brief ann"]);
    });

    test("that is not accepted to the last has failed, and the supervisor is told", async () => {
      const { output } = await run({
        workers: { ann: [accept, worker()], bob: ["{}", worker()] },
        replies: {
          boss: [...choosing(["ann"]).slice(0, 1), { output: { escalate: { reason: "done[0].error" } } }],
          ann: [{ text: "bad" }],
        },
      });
      expect(output).toEqual({ problem: ["", "", "Not accepted: It is not good."], notes: [] });
    });
  });
});
