import { describe, expect, test } from "vitest";
import { check } from "../testing/example.ts";
import { data, followed, input, plan, planning, planOf, story, supervised, synthesis, task, toolWorker, worker } from "../testing/supervised.ts";
import { type Does, recorded, trial } from "../testing/trial.ts";

describe("a result", () => {
  const accepting = (
    accept: string,
    ann: Parameters<typeof supervised>[0]["replies"][string],
    boss = "replans: 0",
    more: Parameters<typeof supervised>[0]["replies"] = {},
  ) =>
    supervised({
      boss,
      workers: { ann: [`{ accept: { ${accept} } }`, worker()], bob: ["{}", worker()] },
      replies: { boss: planning(task("a", "ann"), task("b", "bob", { after: ["a"] })), ann, bob: [{ text: "{{ task.previous[0].output }}" }], ...more },
    });

  test("is sent back with what is wrong with it until it is accepted; only then does it count", async () => {
    const example = accepting("rules: [{ require: size(value) > 8, feedback: 'Say more than {{ value }}.' }], rounds: 2", [
      { when: "size(task.feedback) == 0", text: "short" },
      { when: "task.feedback == ['Say more than short.']", text: "longer" },
      { when: "task.feedback == ['Say more than longer.']", text: "long enough" },
    ]);
    const { models, sent } = recorded(example);
    const run = trial(example, {}, { models });
    const { result, events } = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
    expect(result).toMatchObject({ status: "done", output: { notes: ["long enough", "long enough"] } });
    expect(story(events).filter((line) => line.includes(" a"))).toEqual([
      "plan.made a b",
      ...[1, 2, 3].flatMap((attempt) => [`started a ${attempt}`, "brief a -> ann"]),
      "done a",
    ]);
    expect(sent.flat().filter((text) => text.includes("# What was wrong with your last result\n- Say more than short."))).toHaveLength(1);
    expect((await planOf(run.engine))?.tasks[0]).toMatchObject({ attempts: 3, rounds: 2 });
  });

  test("that is never good enough fails its task with what was wrong, and writes nothing", async () => {
    const example = accepting("rules: [{ require: size(value) > 80, feedback: Say more. }], rounds: 1", [{ text: "short" }]);
    const run = trial(example);
    const { result, events } = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
    expect(result).toMatchObject({ outcome: "desk", output: { problem: ["ann", "a", "The result of task a was not accepted: Say more."], notes: [] } });
    expect(story(events).slice(-2)).toEqual(["failed a result_refused", "escalated"]);
    expect((await planOf(run.engine))?.tasks.map(({ status }) => status)).toEqual(["failed", "waiting"]);
  });

  test("is judged by a model where criteria are given, which sees it and its task alone", async () => {
    const example = accepting(
      "criteria: [It is a greeting.], threshold: 0.8, rounds: 1",
      [{ when: "size(task.feedback) == 0", text: "Go away." }, { text: "Hello." }],
      "replans: 0",
      {
        "ann.accept": [
          { when: "value == 'Hello.'", output: { c1: { reason: "'Yes.'", score: 1 } } },
          { output: { c1: { reason: "'It is rude.'", score: 0.1 } } },
        ],
      },
    );
    expect(check(example)).toEqual([]);
    const { models, sent } = recorded(example);
    const run = trial(example, {}, { models });
    expect(await run.engine.run({ thread: "t1", input })).toMatchObject({ status: "done", output: { notes: ["Hello.", "Hello."] } });
    const judge = sent.filter((messages) => messages.some((text) => text.includes("It is a greeting.")));
    expect(judge).toHaveLength(2);
    expect(JSON.stringify(judge)).not.toContain("Nobody may know");
    expect(sent.flat().some((text) => text.includes("It is a greeting: It is rude."))).toBe(true);
  });

  test("goes back as often in a new plan as in the first", async () => {
    const example = supervised({
      boss: "replans: 1",
      workers: { ann: ["{ accept: { rules: [{ require: value == 'good', feedback: Better. }], rounds: 1 } }", worker()], bob: ["{}", worker()] },
      replies: {
        boss: [{ when: "size(plan.tasks) == 0 || plan.tasks[0].status == 'failed'", output: plan(task("a", "ann")) }, synthesis],
        ann: [{ text: "bad" }],
      },
    });
    const run = trial(example);
    const { events } = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
    expect(story(events).filter((line) => line.startsWith("started"))).toEqual(["started a 1", "started a 2", "started a 3", "started a 4"]);
  });
});

describe("a task that fails", () => {
  const down: Does = () => {
    throw new Error("it is down");
  };
  const workers = { look: ["{}", toolWorker("look")], note: ["{}", toolWorker("note")] } as const;
  const failed = "plan.tasks.exists(t, t.status == 'failed')";

  test("comes back to the model with the reason: it plans anew, what is done stays, what is left out is dropped", async () => {
    const example = supervised({
      workers,
      replies: {
        boss: [
          {
            when: "size(plan.tasks) == 0",
            output: plan(
              task("a", "note", { input: { of: "a" } }),
              task("b", "look", { input: { of: "b" } }),
              task("c", "note", { input: { of: "c" }, after: ["b"] }),
            ),
          },
          { when: failed, output: plan(task("d", "note", { input: { of: "d" } })) },
          synthesis,
        ],
      },
    });
    const { models, sent } = recorded(example);
    const run = trial(example, { look: down, note: () => null }, { models });
    const { result, events } = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
    expect(result).toMatchObject({ status: "done", output: { out: "a d", notes: ["note a", "note d"] } });
    expect(story(events)).toEqual(expect.arrayContaining(["failed b tool_failed", "plan.revised a d", "started d 1"]));
    const view = await planOf(run.engine);
    expect(view).toMatchObject({ revision: 2, revisions: [{ revision: 2, reason: expect.stringContaining("it is down") }] });
    expect(view?.tasks.map(({ id, status }) => `${id} ${status}`)).toEqual(["a done", "b dropped", "c dropped", "d done"]);
    expect(sent.flat().some((text) => text.includes('"reason": "') && text.includes("it is down"))).toBe(true);
  });

  test("may be tried again, given to another, and is escalated once no new plan is left", async () => {
    const example = supervised({
      boss: "replans: 2",
      workers,
      replies: {
        boss: [
          { when: "size(plan.tasks) == 0", output: plan(task("b", "look", { input: { of: "b" } })) },
          { when: failed, output: plan(task("b", "look", { input: { of: "b" } })) },
          synthesis,
        ],
      },
    });
    const run = trial(example, { look: down });
    const { result, events } = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
    expect(result).toMatchObject({ outcome: "desk", output: { problem: ["look", "b", expect.stringMatching(/it is down.* 2 new plans did not help\.$/)] } });
    expect(story(events).filter((line) => line.startsWith("started"))).toEqual(["started b 1", "started b 2", "started b 3"]);
  });

  test("is escalated by the model itself where it sees no way", async () => {
    const example = supervised({
      workers,
      replies: { boss: [{ when: failed, output: data({ escalate: { reason: "Nobody can do b." } }) }, ...planning(task("b", "look", { input: { of: "b" } }))] },
    });
    expect(await trial(example, { look: down }).engine.run({ thread: "t1", input })).toMatchObject({
      outcome: "desk",
      output: { problem: ["", "", "Nobody can do b."] },
    });
  });

  test("keeps what others wrote", async () => {
    const example = supervised({
      boss: "replans: 0",
      workers,
      replies: { boss: planning(task("a", "note", { input: { of: "a" } }), task("b", "look", { input: { of: "b" } })) },
    });
    expect(await trial(example, { look: down, note: () => null }).engine.run({ thread: "t1", input })).toMatchObject({
      outcome: "desk",
      output: { notes: ["note a"] },
    });
  });
});
