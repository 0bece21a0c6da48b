import type { Json } from "@baton/core";
import type { Decisions } from "@baton/runtime";
import { describe, expect, test } from "vitest";
import { check } from "../testing/example.ts";
import { followed, input, type Reply, story, supervised, toolWorker, worker } from "../testing/supervised.ts";
import { type Does, recorded, trial } from "../testing/trial.ts";

const approve: Decisions = [{ type: "approve" }];
const give = (to: string, instruction: string, of: Json = {}) => ({ tool: to, args: { instruction: JSON.stringify(instruction), input: of } });
const says: readonly Reply[] = [{ text: "{{ task.instruction }} Done." }];
const workers = { ann: ["{ max: 2 }", worker()], bob: ["{ after: [ann] }", worker()], note: ["{}", toolWorker("note")] } as const;
const strategy = "strategy: delegate";
const delegating = (boss: readonly Reply[], more: Partial<Parameters<typeof supervised>[0]> = {}) =>
  supervised({ boss: strategy, workers, replies: { boss, ann: says, bob: says }, ...more });

describe("a supervisor that has workers as tools", () => {
  test("gives several tasks in one turn, which run side by side, and sees what came of each", async () => {
    const example = delegating([
      { when: "turn == 0", calls: [give("ann", "First."), give("note", "Second.", { of: "'x'" }), give("ann", "Third.")] },
      { when: "turn == 1", calls: [give("bob", "Fourth.")] },
      { text: "{{ results.bob }}" },
    ]);
    expect(check(example)).toEqual([]);
    const { models, sent } = recorded(example);
    const run = trial(example, { note: () => null }, { models });
    const { result, events } = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
    expect(result).toMatchObject({
      status: "done",
      outcome: "done",
      output: { out: "Fourth. Done.", notes: ["First. Done.", "note x", "Third. Done.", "Fourth. Done."] },
    });
    const decided = events.flatMap((event) => (event.type === "supervisor.decided" ? [`${event.choice} ${event.worker ?? ""} ${event.reason}`.trim()] : []));
    expect(decided).toEqual(["worker ann First.", "worker note Second.", "worker ann Third.", "worker bob Fourth.", "done"]);
    expect(story(events).filter((line) => line.startsWith("brief"))).toHaveLength(4);
    const told = sent
      .filter((messages) => messages.some((text) => text.includes("You are `ann`")))
      .flat()
      .join("\n");
    for (const hidden of ["Nobody may know", "the goal", "Second."]) expect(told).not.toContain(hidden);
  });

  test("is told why a call was not made: unknown, too early, too often, with wrong input; and why one failed", async () => {
    const down: Does = () => {
      throw new Error("it is down");
    };
    const example = delegating(
      [
        {
          when: "turn == 0",
          calls: [give("bob", "Early."), give("ann", "One."), give("ann", "Two."), give("ann", "Three."), give("look", "No input."), give("zoe", "Who?")],
        },
        { when: "turn == 1", calls: [give("look", "Look.", { of: "'x'" })] },
        { text: "enough" },
      ],
      { workers: { ...workers, look: ["{}", toolWorker("look")] } },
    );
    const { models, sent } = recorded(example);
    const run = trial(example, { look: down }, { models });
    expect(await run.engine.run({ thread: "t1", input })).toMatchObject({ outcome: "done", output: { out: "enough", notes: ["One. Done.", "Two. Done."] } });
    const all = sent.flat().join("\n");
    for (const why of ["`bob` works only after `ann` has succeeded", "`ann` was given its 2 tasks already", "input", "there is no tool `zoe`", "it is down"])
      expect(all).toContain(why);
  });

  test("sends a result back to its worker until it is accepted, and writes only then", async () => {
    const example = delegating([{ when: "turn == 0", calls: [give("ann", "Greet.")] }, { text: "{{ has(results.ann) ? results.ann : 'nothing' }}" }], {
      workers: { ...workers, ann: ["{ accept: { rules: [{ require: value == 'Hello.', feedback: Greet. }], rounds: 1 } }", worker()] },
      replies: {
        boss: [{ when: "turn == 0", calls: [give("ann", "Greet.")] }, { text: "{{ results.ann }}" }],
        ann: [{ when: "size(task.feedback) == 0", text: "Go." }, { text: "Hello." }],
      },
    });
    expect(await trial(example).engine.run({ thread: "t1", input })).toMatchObject({ outcome: "done", output: { out: "Hello.", notes: ["Hello."] } });
    const never = {
      ...example,
      files: new Map([
        ...example.files,
        ["scripted.yaml", (example.files.get("scripted.yaml") ?? "").replace("Hello.", "Never.").replace("{{ results.ann }}", "{{ size(results) }}")],
      ]),
    };
    const { models, sent } = recorded(never);
    expect(await trial(never, {}, { models }).engine.run({ thread: "t1", input })).toMatchObject({ outcome: "done", output: { out: "0", notes: [] } });
    expect(sent.flat().join("\n")).toContain("was not accepted: Greet.");
  });

  test("is not done before a required worker has succeeded: it is told once, then it is escalated", async () => {
    const required = { ...workers, ann: ["{ required: true }", worker()] } as const;
    const stubborn = delegating([{ text: "I am done." }], { workers: required });
    expect(await trial(stubborn).engine.run({ thread: "t1", input })).toMatchObject({
      outcome: "desk",
      output: { problem: ["ann", "", expect.stringContaining("`ann` must have succeeded before you are done")] },
      usage: { modelCalls: 2 },
    });
    const mended = delegating([{ when: "turn == 0 || has(results.ann)", text: "I am done." }, { calls: [give("ann", "Go.")] }], { workers: required });
    expect(await trial(mended).engine.run({ thread: "t1", input })).toMatchObject({ outcome: "done", output: { out: "I am done.", notes: ["Go. Done."] } });
  });

  test("that never finishes is escalated once its turns are used", async () => {
    const endless = delegating([{ calls: [give("note", "Again.", { of: "string(turn)" })] }], { boss: `${strategy}, turns: 3` });
    const run = trial(endless, { note: () => null });
    expect(await run.engine.run({ thread: "t1", input })).toMatchObject({
      outcome: "desk",
      output: { problem: ["", "", "All 3 turns are used, and no result was given."], notes: ["note 0", "note 1", "note 2"] },
      usage: { modelCalls: 3 },
    });
  });

  test("never has two tasks at once that write one channel of one value", async () => {
    let [now, most] = [0, 0];
    const note: Does = async ({ of }) => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return of ?? null;
    };
    const example = delegating([{ when: "turn == 0", calls: ["a", "b"].map((of) => give("note", of, { of: `'${of}'` })) }, { text: "ok" }], {
      workers: { ...workers, note: ["{}", toolWorker("note").replace("writes: {", "writes: { last: task.input.of,")] },
      state: "last: string",
      gives: "last?",
    });
    expect(await trial(example, { note }).start(input)).toMatchObject({ last: "b" });
    expect(most).toBe(1);
  });

  test.each([false, true])("goes on with other calls while one waits for a person; nothing is told twice (debug: %s)", async (debug) => {
    const example = delegating(
      [{ when: "turn == 0", calls: [give("pay", "Pay.", { of: "'p1'" }), give("ann", "Write."), give("pay", "Pay again.", { of: "'p2'" })] }, { text: "paid" }],
      { workers: { ...workers, pay: ["{}", toolWorker("pay")] }, policies: ["{ node: pay, tool: pay, then: approve, by: lead }"] },
    );
    const run = trial(example, { pay: () => null }, { debug });
    const first = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
    expect(first.result.interrupts).toHaveLength(2);
    expect(story(first.events).filter((line) => line.startsWith("done"))).toHaveLength(1);
    const [one, two] = first.result.interrupts;
    const second = await followed(async (watch) => await run.engine.resume("t1", { answers: { [two?.id ?? ""]: approve }, ...watch }));
    expect(second.result).toMatchObject({ status: "interrupted" });
    expect(second.events.filter(({ type }) => type === "brief.sent" || type === "supervisor.decided" || type === "task.parked")).toEqual([]);
    const third = await run.engine.resume("t1", { answers: { [one?.id ?? ""]: approve } });
    expect(third).toMatchObject({ status: "done", output: { out: "paid", notes: ["pay p1", "Write. Done.", "pay p2"] } });
    expect(run.calls).toHaveLength(2);
  });
});
