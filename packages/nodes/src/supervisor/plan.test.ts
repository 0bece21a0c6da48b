import { describe, expect, test } from "vitest";
import { check, exampleOf } from "../testing/example.ts";
import { followed, input, planning, planOf, story, supervised, task, toolWorker, worker } from "../testing/supervised.ts";
import { type Does, recorded, trial } from "../testing/trial.ts";

const turns = (count: number): Promise<void> =>
  count === 0 ? Promise.resolve() : new Promise((resolve) => setImmediate(() => void turns(count - 1).then(resolve)));
const says = [{ text: "{{ task.instruction }} Done." }];

test("the page's example checks and runs", async () => {
  const example = exampleOf("supervisor/docs.md");
  expect(check(example)).toEqual([]);
  const run = trial(example, { find_order: ({ order_id }) => ({ id: order_id ?? "", paid_minor: 1200 }) });
  expect(await run.start({ complaint: "It came broken." })).toMatchObject({
    $outcome: "answered",
    answer: "We refund order A7 by clause 1.",
    order: { id: "A7" },
  });
});

describe("a plan", () => {
  const example = supervised({
    boss: "concurrency: 2",
    workers: { ann: ["{}", worker()], bob: ["{}", worker()] },
    replies: {
      boss: planning(task("a", "ann"), task("b", "bob", { after: ["a"] }), task("c", "bob"), task("d", "ann", { after: ["b", "c"] })),
      ann: says,
      bob: says,
    },
  });

  test("is worked off in the order of its `after`, side by side where it can be; all of it is told in order", async () => {
    expect(check(example)).toEqual([]);
    const run = trial(example);
    const { result, events } = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
    expect(result).toMatchObject({ status: "done", output: { out: "a b c d", notes: ["Do a. Done.", "Do b. Done.", "Do c. Done.", "Do d. Done."] } });
    expect(story(events)).toEqual([
      "plan.made a b c d",
      ...["a", "c"].flatMap((id) => [`started ${id} 1`, `brief ${id} -> ${id === "a" ? "ann" : "bob"}`]),
      "done a",
      "started b 1",
      "brief b -> bob",
      "done c",
      "done b",
      "started d 1",
      "brief d -> ann",
      "done d",
      "synthesis.done",
    ]);
  });

  test("stands in the state with each task's status, output and attempts, and with what its result comes from", async () => {
    const run = trial(example);
    await run.engine.run({ thread: "t1", input });
    expect(await planOf(run.engine)).toMatchObject({
      revision: 1,
      tasks: ["a", "b", "c", "d"].map((id) => ({ id, status: "done", attempts: 1, output: `Do ${id}. Done.` })),
      sources: [{ part: "all", tasks: ["a", "b", "c", "d"] }],
    });
  });

  test("is in streams of values as it goes, and nothing of Baton's own besides", async () => {
    const run = trial(example);
    const seen: unknown[] = [];
    for await (const values of await run.compiled.stream(input, { ...run.config, streamMode: "values" })) seen.push(values);
    expect(seen.map((values) => Object.keys(values ?? {}).filter((key) => key.startsWith("$"))).at(-1)).toEqual(["$outcome", "$plans"]);
    const statuses = seen.map((values) => /"status":"(\w+)"/.exec(JSON.stringify(values))?.[1]);
    expect([...new Set(statuses)]).toEqual([undefined, "waiting", "done"]);
  });

  test("runs at most `concurrency` tasks at once", async () => {
    let [now, most] = [0, 0];
    const note: Does = async ({ of }) => {
      now += 1;
      most = Math.max(most, now);
      await turns(3);
      now -= 1;
      return of ?? null;
    };
    for (const concurrency of [1, 3]) {
      [now, most] = [0, 0];
      const many = supervised({
        boss: `concurrency: ${concurrency}`,
        workers: { note: ["{}", toolWorker("note")], other: ["{}", worker()] },
        replies: { boss: planning(...["a", "b", "c", "d", "e", "f"].map((id) => task(id, "note", { input: { of: id } }))) },
      });
      const run = trial(many, { note });
      expect(await run.engine.run({ thread: "t1", input })).toMatchObject({
        status: "done",
        output: { notes: ["a", "b", "c", "d", "e", "f"].map((id) => `note ${id}`) },
      });
      expect(most).toBe(concurrency);
    }
  });

  test("names agent and task with every token", async () => {
    const run = trial(example);
    const tokens: { agent: string; task: string }[] = [];
    await run.engine.run({ thread: "t1", input, onToken: ({ agent, task: of }) => void tokens.push({ agent, task: of }) });
    const named = new Set(tokens.filter(({ agent }) => agent !== "boss").map(({ agent, task: of }) => `${of} ${agent}`));
    expect([...named].toSorted()).toEqual(["a ann", "b bob", "c bob", "d ann"]);
  });

  test("comes to the same in a debug compile", async () => {
    const run = trial(example, {}, { debug: true });
    expect(await run.engine.run({ thread: "t1", input })).toMatchObject({ status: "done", output: { out: "a b c d" } });
  });
});

describe("a worker", () => {
  const parts = {
    workers: {
      ann: ["{ passes: [extra] }", worker("success: [It is short.], escalateWhen: [It is unclear.], tools: [{ tool: pay }]")],
      bob: ["{}", worker()],
    },
    boss: "rules: [Promise nothing.]",
    state: "extra: { schema: string, default: more }",
    policies: ["{ node: ann, tool: pay, then: approve, by: lead, reason: It costs money }"],
    replies: { boss: planning(task("a", "bob"), task("b", "ann", { after: ["a"], input: { line: 3 }, success: ["It names line 3."] })), ann: says, bob: says },
  } as const;

  test("is sent its brief, and nothing outside of what it is passed", async () => {
    const example = supervised(parts);
    expect(check(example).filter(({ severity }) => severity === "error")).toEqual([]);
    const { models, sent } = recorded(example);
    await trial(example, {}, { models }).engine.run({ thread: "t1", input });
    const ann = sent.find((messages) => messages.some((text) => text.includes("You are `ann`")))?.join("\n") ?? "";
    for (const told of [
      "Goal of the workflow: Get it done.",
      "Your responsibility: Work.",
      "# Your task (b)\nDo b.",
      "- Promise nothing.",
      "- Each call of `pay` must be approved by a lead: It costs money.",
      "- It is short.",
      "- It names line 3.",
      "- It is unclear.",
      '"extra": "more"',
      '"input":{"line":3}',
      '"previous":[{"task":"a","worker":"bob","output":"Do a. Done."}]',
    ])
      expect(ann).toContain(told);
    for (const hidden of ["Nobody may know", "the goal", "notes"]) expect(ann).not.toContain(hidden);
    const bob = sent.find((messages) => messages.some((text) => text.includes("You are `bob`")))?.join("\n") ?? "";
    expect(bob).not.toContain("extra");
  });

  test("is told in a designer's words where there are any; a brief that these cannot say fails its task", async () => {
    const brief = (text: string) => ({ "prompts/brief.md": `---\nid: brief\nkind: handoff\ninputs: [task, state]\n---\n${text}\n` });
    const worded = supervised({ ...parts, boss: "brief: prompts/brief.md", files: brief("Please: {{ task.instruction }}") });
    const { models, sent } = recorded(worded);
    await trial(worded, {}, { models }).engine.run({ thread: "t1", input });
    expect(sent.flat().filter((text) => text.startsWith("Please: Do b.\n"))).toHaveLength(1);
    const broken = supervised({ ...parts, boss: "replans: 0, brief: prompts/brief.md", files: brief("{{ state.extra }}") });
    const result = await trial(broken).engine.run({ thread: "t1", input });
    expect(result).toMatchObject({ outcome: "desk", output: { problem: ["bob", "a", expect.stringContaining("extra")] } });
  });

  test("sees what was written by those its task waits for, and not by others that were faster", async () => {
    const example = supervised({
      workers: {
        note: ["{ passes: [notes] }", toolWorker("note")],
        count: ["{ passes: [notes] }", '{ kind: tool, does: Count., tool: look, args: { of: size(notes) }, writes: { sizes: "[output]" } }'],
      },
      state: "sizes: { schema: list(integer), merge: append }",
      gives: "sizes",
      boss: "concurrency: 2",
      replies: {
        boss: planning(
          task("a", "note", { input: { of: "a" } }),
          task("b", "note", { input: { of: "b" } }),
          task("c", "count", { after: ["a"] }),
          task("d", "count"),
          task("e", "count", { after: ["c", "b"] }),
        ),
      },
    });
    const run = trial(example, { look: ({ of }) => of ?? null, note: () => null });
    expect(await run.start(input)).toMatchObject({ sizes: [1, 0, 2] });
  });

  test("that a policy is about is judged by the whole state and by what was left before it, whatever it sees itself", async () => {
    const policies = [
      "{ node: pay, tool: pay, after: [note], when: \"secret == 'Nobody may know.' && size(notes) == 1\", then: allow }",
      "{ node: pay, tool: pay, then: approve, by: lead }",
    ];
    const workers = { note: ["{}", toolWorker("note")], pay: ["{}", toolWorker("pay")] } as const;
    const after = (...before: readonly string[]) =>
      supervised({
        workers,
        policies,
        replies: { boss: planning(task("n", "note", { input: { of: "x" } }), task("p", "pay", { input: { of: "y" }, after: before })) },
      });
    const asks = await trial(after(), { note: () => null, pay: () => null }).engine.run({ thread: "t1", input });
    expect(asks.interrupts.map(({ actionRequests }) => actionRequests[0]?.args["of"])).toEqual(["y"]);
    const allow = policies.slice(0, 1);
    const free = supervised({
      workers,
      policies: allow,
      replies: { boss: planning(task("n", "note", { input: { of: "x" } }), task("p", "pay", { input: { of: "y" }, after: ["n"] })) },
    });
    expect(await trial(free, { note: () => null, pay: () => null }).engine.run({ thread: "t1", input })).toMatchObject({
      status: "done",
      output: { notes: ["note x", "pay y"] },
    });
  });

  test("whose tasks write one channel that holds one value never works on two at once", async () => {
    let [now, most] = [0, 0];
    const look: Does = async ({ of }) => {
      most = Math.max(most, (now += 1));
      await turns(3);
      now -= 1;
      return of ?? null;
    };
    const example = supervised({
      workers: {
        look: ["{}", toolWorker("look").replace("writes: {", "writes: { last: task.input.of,")],
        other: ["{}", worker()],
      },
      state: "last: string",
      gives: "last?",
      replies: { boss: planning(...["a", "b", "c"].map((id) => task(id, "look", { input: { of: id } }))) },
    });
    expect(check(example)).toEqual([]);
    const run = trial(example, { look });
    expect(await run.start(input)).toMatchObject({ last: "c" });
    expect(most).toBe(1);
  });
});
