import type { Decisions, OpenInterrupt, RunResult } from "@baton/runtime";
import { describe, expect, test } from "vitest";
import { followed, input, planning, planOf, sorted, story, supervised, task, toolWorker, worker } from "../testing/supervised.ts";
import { trial } from "../testing/trial.ts";

const approve: Decisions = [{ type: "approve" }];
const reject: Decisions = [{ type: "reject", message: "No." }];
const says = [{ text: "{{ task.instruction }} Done." }];

/** The open question about an argument. */
function about({ interrupts }: Pick<RunResult, "interrupts">, of: string): OpenInterrupt {
  const found = interrupts.find(({ actionRequests }) => actionRequests[0]?.args["of"] === of);
  if (found === undefined) throw new Error(`Nothing is asked about ${of}.`);
  return found;
}

const asked = ({ interrupts }: Pick<RunResult, "interrupts">): readonly string[] =>
  sorted(interrupts.map(({ actionRequests }) => actionRequests[0]?.args["of"]));

describe("reviews inside tasks", () => {
  const example = supervised({
    policies: ["{ node: pay, tool: pay, then: approve, by: lead }"],
    workers: { pay: ["{}", toolWorker("pay")], note: ["{ passes: [notes] }", toolWorker("note")] },
    replies: {
      boss: planning(
        task("p1", "pay", { input: { of: "p1" } }),
        task("p2", "pay", { input: { of: "p2" } }),
        task("n1", "note", { input: { of: "n1" } }),
        task("n2", "note", { input: { of: "n2" }, after: ["p1"] }),
      ),
    },
  });
  const does = { pay: () => null, note: () => null };

  test("let the others go on, and are answered in any order, each to its own action", async () => {
    for (const order of [
      ["p1", "p2"],
      ["p2", "p1"],
    ]) {
      const run = trial(example, does);
      const began = await followed(async (watch) => await run.engine.run({ thread: "t1", input, ...watch }));
      expect(asked(began.result)).toEqual(["p1", "p2"]);
      expect(run.calls).toEqual([{ of: "n1" }]);
      expect((await planOf(run.engine))?.tasks.map(({ id, status }) => `${id} ${status}`)).toEqual(["p1 parked", "p2 parked", "n1 done", "n2 waiting"]);
      expect(sorted(began.result.interrupts.map(({ baton }) => baton.place?.path))).toEqual(["boss.1[p1.1]", "boss.1[p2.1]"]);
      let { result } = began;
      const later: string[] = [];
      for (const id of order) {
        const next = await followed(async (watch) => await run.engine.resume("t1", { answers: { [about(result, id).id]: approve }, ...watch }));
        result = next.result;
        later.push(...story(next.events));
      }
      expect(result).toMatchObject({ status: "done", output: { out: "p1 p2 n1 n2", notes: ["pay p1", "pay p2", "note n1", "note n2"] } });
      expect(sorted(run.calls.map(({ of }) => of))).toEqual(["n1", "n2", "p1", "p2"]);
      // Told once: what waited on is not told again.
      expect(later.toSorted()).toEqual(["brief n2 -> note", "done n2", "done p1", "done p2", "started n2 1", "synthesis.done"]);
    }
  });

  test("that are rejected fail their task alone", async () => {
    const run = trial(supervisedAgain(), does);
    let result = await run.engine.run({ thread: "t1", input });
    result = await run.engine.resume("t1", { answers: { [about(result, "p1").id]: reject } });
    expect(asked(result)).toEqual(["p2"]);
    result = await run.engine.resume("t1", { answers: { [about(result, "p2").id]: approve } });
    expect(result).toMatchObject({ outcome: "desk", output: { problem: ["pay", "p1", expect.stringContaining("No.")], notes: ["pay p2", "note n1"] } });
  });

  /** The same without new plans. */
  function supervisedAgain() {
    const text = example.files.get("graph.yaml") ?? "";
    return { ...example, files: new Map([...example.files, ["graph.yaml", text.replace("strategy: plan,", "strategy: plan, replans: 0,")]]) };
  }

  test("of one agent's turn keep partial answers", async () => {
    const paying = supervised({
      policies: ["{ node: ann, tool: pay, then: approve, by: lead }"],
      workers: { ann: ["{}", worker("tools: [pay]")], bob: ["{}", worker()] },
      replies: {
        boss: planning(task("a", "ann"), task("b", "bob")),
        ann: [
          {
            when: "turn == 0",
            calls: [
              { tool: "pay", args: { of: "'x'" } },
              { tool: "pay", args: { of: "'y'" } },
            ],
          },
          { text: "paid" },
        ],
        bob: says,
      },
    });
    const run = trial(paying, does);
    let result = await run.engine.run({ thread: "t1", input });
    const id = result.interrupts[0]?.id ?? "";
    result = await run.engine.resume("t1", { answers: { [id]: [{ type: "approve" }, null] } });
    expect(result).toMatchObject({ status: "interrupted" });
    expect(run.calls).toEqual([]);
    result = await run.engine.resume("t1", { answers: { [result.interrupts[0]?.id ?? ""]: [null, { type: "approve" }] } });
    expect(result).toMatchObject({ status: "done", output: { notes: ["paid", "Do b. Done."] } });
    expect(sorted(run.calls.map(({ of }) => of))).toEqual(["x", "y"]);
  });
});
