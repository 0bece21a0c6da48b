import type { Decisions } from "@baton/runtime";
import { describe, expect, test } from "vitest";
import { check } from "../testing/example.ts";
import { followed, input, planning, sorted, story, supervised, synthesis, task, toolWorker, worker } from "../testing/supervised.ts";
import { recorded, trial } from "../testing/trial.ts";

const approve: Decisions = [{ type: "approve" }];
const says = [{ text: "{{ task.instruction }} Done." }];
const does = { pay: () => null, note: () => null };

/** A supervisor whose worker is a supervisor. */
const nested = supervised({
  boss: "passes: [goal]",
  workers: {
    deputy: [
      "{ passes: [notes] }",
      '{ kind: supervisor, does: Manage., strategy: plan, prompt: prompts/worker.md, workers: { pay: { passes: [notes] }, ann: {} }, replans: 0, writes: { notes: "[output]" } }',
    ],
    bob: ["{}", worker()],
  },
  nodes: { pay: toolWorker("pay"), ann: worker() },
  policies: ["{ node: pay, tool: pay, when: secret == 'Nobody may know.', then: approve, by: lead }"],
  replies: {
    boss: planning(task("d", "deputy"), task("e", "deputy"), task("b", "bob")),
    deputy: planning(task("p", "pay", { input: { of: "x" } }), task("a", "ann", { after: ["p"] })),
    ann: says,
    bob: says,
  },
});

describe("a supervisor that works for another", () => {
  test("plans for itself; its tasks' reviews park both, and are answered one by one", async () => {
    expect(check(nested).filter(({ severity }) => severity === "error")).toEqual([]);
    const { models, sent } = recorded(nested);
    const run = trial(nested, does, { models });
    const first = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
    expect(sorted(first.result.interrupts.map(({ baton }) => baton.place?.path))).toEqual(["boss.1[d.1]/deputy.1[p.1]", "boss.1[e.1]/deputy.1[p.1]"]);
    expect(first.events.flatMap((event) => (event.type === "plan.made" ? [`${event.node} ${event.scope ?? ""}`.trim()] : [])).toSorted()).toEqual([
      "boss",
      "deputy boss.1[d.1]",
      "deputy boss.1[e.1]",
    ]);
    let { result } = first;
    for (let left = 2; left > 0; left -= 1) {
      expect(result.interrupts).toHaveLength(left);
      result = await run.engine.resume("t1", { answers: { [result.interrupts.at(-1)?.id ?? ""]: approve } });
    }
    expect(result).toMatchObject({ status: "done", output: { out: "d e b" } });
    // What a worker's workers write is the worker's to write: once it succeeded, in the plan's order.
    expect(result.output["notes"]).toEqual(["pay x", "Do a. Done.", "p a", "pay x", "Do a. Done.", "p a", "Do b. Done."]);
    const below = sent.filter((messages) => messages.some((text) => /You are `(?:deputy|ann)`/.test(text))).flat();
    expect(below.length).toBeGreaterThan(0);
    expect(below.join("\n")).not.toContain("Nobody may know");
  });

  test("that gives up fails its task with its reason", async () => {
    const files = new Map(nested.files);
    files.set("graph.yaml", (files.get("graph.yaml") ?? "").replace("passes: [goal],", "passes: [goal], replans: 0,"));
    files.set("scripted.yaml", (files.get("scripted.yaml") ?? "").replace('\\"pay\\"', '\\"nobody\\"'));
    const giving = { ...nested, files };
    const { result } = await followed(async (watch) => await trial(giving, does).engine.run({ thread: "t1", input, ...watch }));
    expect(result).toMatchObject({ outcome: "desk", output: { problem: ["deputy", "d", expect.stringContaining("there is no worker `nobody`")] } });
  });
});

describe("a supervisor in the branches of a region", () => {
  const branches = supervised({
    workers: {
      note: [
        "{ passes: [item, own] }",
        toolWorker("note", "")
          .replace("args: { of: task.input.of }, ", "args: { of: item + task.input.of }, ")
          .replace("writes: {", 'writes: { own: "[item + task.input.of]",'),
      ],
      pay: ["{ after: [note], passes: [own] }", toolWorker("pay").replace("args: { of: task.input.of }", "args: { of: size(own) }")],
    },
    boss: "replans: 0",
    writes: 'writes: { notes: "[output]" }',
    policies: ["{ node: pay, tool: pay, after: [note], then: approve, by: lead }"],
    nodes: {
      all: "{ kind: parallel, each: \"['l', 'r']\", as: item, local: { own: { schema: list(string), merge: append } } }",
      met: '{ kind: join, of: all, collect: own, need: 0, writes: { gathered: "output.map(r, r.value)" } }',
    },
    state: "gathered: { schema: {} }",
    gives: "gathered",
    edges: ["start -> all", "all -> boss", "boss -> met", "boss.escalated -> met", "boss.failed -> met", "met -> end.done"],
    replies: {
      boss: planning(
        task("n", "note", { input: { of: "1" } }),
        task("m", "note", { input: { of: "2" } }),
        task("p", "pay", { input: { of: "3" }, after: ["n", "m"] }),
      ),
    },
  });

  test("works in each, with the branch's own channels, and each of its reviews is answered for its branch", async () => {
    expect(check(branches).filter(({ severity }) => severity === "error")).toEqual([]);
    const run = trial(branches, does);
    let result = await run.engine.run({ thread: "t1", input });
    expect(sorted(result.interrupts.map(({ baton }) => baton.place?.path))).toEqual(["all.1[0]/boss.1[p.1]", "all.1[1]/boss.1[p.1]"]);
    expect(result.interrupts.map(({ actionRequests }) => actionRequests[0]?.args)).toEqual([{ of: 2 }, { of: 2 }]);
    for (const left of [2, 1]) {
      expect(result.interrupts).toHaveLength(left);
      result = await run.engine.resume("t1", { answers: { [result.interrupts[0]?.id ?? ""]: approve } });
    }
    expect(result).toMatchObject({
      status: "done",
      output: {
        gathered: [
          ["l1", "l2"],
          ["r1", "r2"],
        ],
      },
    });
    const own = ["note 1", "note 2", "pay 3", "n m p"];
    expect(result.output["notes"]).toEqual([...own, ...own]);
  });
});

describe("a subgraph as a worker", () => {
  test("is given its task's input, and its reviews stand where they are", async () => {
    const inner = `
baton: 1
id: paying
goal: Pay.
state: { of: string, receipt: string }
input: [of]
outcomes: { paid: [receipt] }
policies: [{ node: pay, tool: pay, then: approve, by: lead }]
nodes: { pay: { kind: tool, tool: pay, args: { of: of }, writes: { receipt: "'receipt ' + of" } } }
edges: [start -> pay, pay -> end.paid]
`;
    const example = supervised({
      workers: {
        payer: [
          "{}",
          '{ kind: subgraph, does: Pay., graph: paying, takes: { type: object, properties: { of: { type: string } }, required: [of] }, input: { of: task.input.of }, writes: { notes: "[output.receipt]" } }',
        ],
        bob: ["{}", worker()],
      },
      replies: { boss: planning(task("p", "payer", { input: { of: "x" } }), task("q", "payer", { input: { of: "y" } }), task("b", "bob")), bob: says },
      files: { "graphs/paying/graph.yaml": inner },
    });
    expect(check(example).filter(({ severity }) => severity === "error")).toEqual([]);
    const run = trial(example, does);
    let result = await run.engine.run({ thread: "t1", input });
    expect(sorted(result.interrupts.map(({ baton }) => baton.place?.path))).toEqual(["boss.1[p.1]/payer.1", "boss.1[q.1]/payer.1"]);
    for (const left of [2, 1]) {
      expect(result.interrupts).toHaveLength(left);
      result = await run.engine.resume("t1", { answers: { [result.interrupts[0]?.id ?? ""]: approve } });
    }
    expect(result).toMatchObject({ status: "done", output: { notes: ["receipt x", "receipt y", "Do b. Done."] } });
    expect(run.calls).toHaveLength(2);
  });
});

describe("limits", () => {
  const tasks = ["a", "b", "c", "d"];
  const limited = (limits: string, more = "") =>
    supervised({
      limits,
      workers: { ann: ["{}", worker(more)], note: ["{}", toolWorker("note")] },
      replies: { boss: planning(...tasks.map((id, index) => (index % 2 === 0 ? task(id, "ann") : task(id, "note", { input: { of: id } })))), ann: says },
    });

  test.each([
    ["modelCalls", 2],
    ["modelCalls", 3],
    ["toolCalls", 1],
    ["steps", 2],
    ["steps", 4],
  ])("of the run: %s %i stops a plan where it is, and once raised it goes on; nothing is done twice", async (limit, most) => {
    const { models, sent } = recorded(limited(`{ ${limit}: ${most} }`));
    const run = trial(limited(`{ ${limit}: ${most} }`), does, { models });
    const first = await run.engine.run({ thread: "t1", input });
    expect(first).toMatchObject({ status: "limit_reached", error: { message: expect.stringContaining(`${most} of ${most}`) } });
    const result = await run.engine.resume("t1", { raise: { [limit]: 100 } });
    expect(result).toMatchObject({
      status: "done",
      output: { out: "a b c d", notes: ["Do a. Done.", "note b", "Do c. Done.", "note d"] },
      usage: { modelCalls: 4, toolCalls: 2 },
    });
    expect(run.calls).toHaveLength(2);
    expect(sent).toHaveLength(4);
  });

  test("of a worker are for each of its tasks, and fail the task alone", async () => {
    const example = supervised({
      boss: "replans: 1",
      workers: { ann: ["{}", worker("limits: { toolCalls: 1 }, tools: [note]")], bob: ["{}", worker()] },
      replies: {
        boss: [
          { when: "plan.tasks.exists(t, t.status == 'failed')", output: { tasks: [], escalate: { reason: "plan.tasks[0].error" } } },
          ...planning(task("a", "ann"), task("b", "bob"), task("c", "ann", { after: ["b"] })),
          synthesis,
        ],
        ann: [
          { when: "turn == 0 && task.instruction == 'Do c.'", calls: [{ tool: "note", args: { of: "'c'" } }] },
          {
            when: "turn == 0",
            calls: [
              { tool: "note", args: { of: "1" } },
              { tool: "note", args: { of: "2" } },
            ],
          },
          ...says,
        ],
        bob: says,
      },
    });
    const run = trial(example, does);
    const { result, events } = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
    expect(result).toMatchObject({ outcome: "desk", output: { notes: ["Do b. Done.", "Do c. Done."] } });
    expect(story(events).filter((line) => line.startsWith("failed"))).toEqual(["failed a agent_limit"]);
  });
});

test("a run that is cancelled or drained in the middle of a plan goes on where it stood", async () => {
  for (const stop of ["signal", "drain"] as const) {
    const end = new AbortController();
    const example = supervised({
      boss: "concurrency: 2",
      workers: { note: ["{}", toolWorker("note")], ann: ["{}", worker()] },
      replies: { boss: planning(...["a", "b", "c", "d"].map((id) => task(id, "note", { input: { of: id } }))) },
    });
    const run = trial(example, {
      note: async ({ of }) => {
        if (of === "b") end.abort();
        await new Promise((resolve) => setImmediate(resolve));
        return null;
      },
    });
    const stopped = await run.engine.run({ thread: "t1", input, [stop]: end.signal });
    expect(stopped.status).toBe(stop === "signal" ? "cancelled" : "interrupted");
    expect(await run.engine.resume("t1")).toMatchObject({ status: "done", output: { notes: ["note a", "note b", "note c", "note d"] } });
    const rows = await run.storage.effects.list({ thread: "t1" });
    expect(rows.map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
  }
});
