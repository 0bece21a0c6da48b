import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changed, check, type Example, exampleOf } from "../testing/example.ts";
import { recorded, trial } from "../testing/trial.ts";

const example = exampleOf("check/docs.md");
const codes = (from: string, to: string) => check(changed(example, from, to)).map((found) => found.code);
const watch = async (from: Example, complaint = "Broken") => await trial(from).watch({ complaint });

test("what a rule finds goes back with its feedback, and what is mended passes", async () => {
  const { values, ports, modelCalls } = await watch(example, `The thing that I bought is broken: ${"x".repeat(40)}`);
  expect(ports).toEqual(["write.done", "quality.retry", "write.done", "quality.passed"]);
  expect(values).toMatchObject({
    $outcome: "sent",
    feedback: ["It has 100 characters; keep it under 80.", "Guarantee nothing."],
    reply: "We are sorry; a new one is on its way.",
  });
  expect(modelCalls).toBe(3); // the model judges what the rules let pass, and nothing else
});

const withoutRules = changed(
  example,
  `    rules:
      - { require: size(value) <= 80, feedback: "It has {{ size(value) }} characters; keep it under 80." }
      - { require: "!value.contains('guarantee')", feedback: Guarantee nothing. }
`,
  "",
);

describe("criteria", () => {
  const scored = (...scores: readonly number[]): Example => {
    const output = Object.fromEntries(scores.map((score, index) => [`c${index + 1}`, { reason: `'Reason ${index + 1}.'`, score }]));
    const three = changed(withoutRules, "[Answers every point of the complaint., Is polite.]", "[Is true., Is short, Is polite.]");
    return { ...three, files: new Map([...three.files, ["scripted.yaml", JSON.stringify({ agents: { write: [{ text: "x" }], quality: [{ output }] } })]]) };
  };

  test("pass by their average", async () => {
    expect((await watch(scored(0.7, 0.8, 0.9))).ports).toEqual(["write.done", "quality.passed"]);
  });

  test("send back those that are under the threshold, each with the model's reason", async () => {
    const { values, ports } = await watch(
      changed(scored(0.5, 0.9, 0.79), "exhausted: { feedback:", "exhausted: { complaint: 'string(output.score)', feedback:"),
    );
    expect(ports.at(-1)).toBe("quality.exhausted");
    expect(values).toMatchObject({ feedback: ["Is true: Reason 1.", "Is polite: Reason 3."], complaint: "0.73" });
  });

  test("need a judgement each: one that is missing is asked for once, then the node fails", async () => {
    await expect(watch(scored(1, 1))).rejects.toMatchObject({ code: "output_invalid", message: expect.stringContaining("c3") });
  });

  test("are put to the model with the value and what else it is to see, as data", async () => {
    const { models, sent } = recorded(example);
    await trial(example, {}, { models }).start({ complaint: "sorry" });
    const [system = "", brief = ""] = sent.at(-1) ?? [];
    expect(system).toContain("- `c2`: Is polite.");
    expect(system).toContain("Written by outsiders: input `complaint`.");
    expect(brief).toContain('"value": "We are sorry; a new one is on its way."');
    expect(brief).toContain('"complaint": "sorry"');
  });
});

/** A check of `n` alone, in a loop that adds one. */
function counting(keys: string, type = "integer"): Example {
  const graph = `
baton: 1
id: count
goal: Count.
state: { n: ${type}, problems: { schema: list(string), default: [] }, round: { schema: integer, default: 0 } }
input: [n]
outcomes: { good: [n, round], bad: [n, problems, round] }
nodes:
  add: { kind: transform, writes: { n: n + 1 } }
  judge: { kind: check, of: n, ${keys}, writesOn: { retry: { problems: output.feedback, round: output.round }, exhausted: { problems: output.feedback, round: output.round } } }
edges: [start -> judge, add -> judge, judge.passed -> end.good, judge.retry -> add, judge.exhausted -> end.bad]
`;
  return { ...example, files: new Map([["graph.yaml", graph]]) };
}
const five = "rules: [{ require: value == 5, feedback: 'It is {{ value }}.' }]";

test("it sends back `rounds` times in a row, then it gives up; each judgement has its number", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.boolean(), async (rounds, n, debug) => {
      const { values, ports } = await trial(counting(`${five}, rounds: ${rounds}`), {}, { debug }).watch({ n });
      const needs = 5 - n;
      expect(ports.filter((port) => port === "judge.retry")).toHaveLength(Math.min(needs, rounds));
      const good = { $outcome: "good", n: 5, round: needs };
      expect(values).toMatchObject(needs <= rounds ? good : { $outcome: "bad", n: n + rounds, round: rounds + 1, problems: [`It is ${n + rounds}.`] });
    }),
    { numRuns: 40 },
  );
});

test("after it passed, in another run too, it counts anew", async () => {
  const again = changed(counting(`${five}, rounds: 3`), "judge.passed -> end.good", "{ edge: judge.passed -> back, max: 1, else: end.good }, back -> judge");
  const looped = changed(again, "  add:", "  back: { kind: transform, writes: { n: n - 3 } }\n  add:");
  expect(check(looped)).toEqual([]);
  const world = trial(looped);
  const ports = (await world.watch({ n: 2 })).ports.filter((port) => port.startsWith("judge"));
  const three = ["judge.retry", "judge.retry", "judge.retry", "judge.passed"];
  expect(ports).toEqual([...three, ...three]);
  expect((await world.watch({ n: 1 })).ports.at(-1)).toBe("judge.exhausted");
  expect((await world.watch({ n: 2 })).values).toMatchObject({ $outcome: "good" });
});

test("all problems come at once: the schema's with their places, then the rules' in order", async () => {
  const keys = `schema: { type: object, properties: { a: { type: integer, maximum: 3 }, b: { type: string } }, required: [a, b] }, rounds: 0,
    rules: [{ require: value.a < 2, feedback: "{{ value.a }} is too much." }, { require: size(value.b) > 1, feedback: Longer. }, { require: 7 / (value.a - 9) > 0, feedback: x }]`;
  const object = changed(counting(keys, "object"), "n: n + 1", "n: n");
  expect(check(object)).toEqual([]);
  expect((await trial(object).start({ n: { a: 9 } }))["problems"]).toEqual([
    "`b` is missing.",
    "/a: This should be at most 3, but is 9.",
    "9 is too much.",
    expect.stringMatching(/^Rule 2 could not be evaluated: The expression `size\(value\.b\) > 1` failed: /),
    expect.stringMatching(/^Rule 3 could not be evaluated: The expression `7 \/ \(value\.a - 9\) > 0` failed: /),
  ]);
  expect(await trial(object).start({ n: { a: 1, b: "xx" } })).toMatchObject({ $outcome: "bad" });
  expect(await trial(changed(object, "7 / (value.a - 9)", "7 / (value.a + 9) + 1")).start({ n: { a: 1, b: "xx" } })).toMatchObject({ $outcome: "good" });
});

test("feedback that cannot be evaluated hides no rule that is not met", async () => {
  const broken = counting("rules: [{ require: value == 5, feedback: '{{ 1 / (value - 4) }}' }], rounds: 0");
  expect((await trial(broken).start({ n: 4 }))["problems"]).toEqual([
    expect.stringMatching(/^Rule 1 is not met, and its feedback could not be evaluated: .*1 \/ \(value - 4\)/),
  ]);
});

test("a value that cannot be evaluated fails the node", async () => {
  await expect(trial(changed(counting(five), "of: n", "of: 1 / (n - 4)")).start({ n: 4 })).rejects.toMatchObject({ code: "expression_division" });
});

test("a cycle through `retry` ends by itself, one through `exhausted` does not", () => {
  expect(codes("quality.exhausted -> end.desk", "quality.exhausted -> write")).toEqual(["BT139"]);
});

test("rules see the value with the type of what is judged, or of the schema", () => {
  expect(codes("size(value) <= 80", "value <= 80")).toEqual(["BT203"]);
  expect(codes("size(value) <= 80", "size(value)")).toEqual(["BT203"]);
  const typed = counting(
    "schema: { type: object, properties: { a: { type: string } }, required: [a] }, rules: [{ require: value.a > 2, feedback: x }]",
    "object",
  );
  expect(check(changed(typed, "n: n + 1", "n: n")).map(({ code }) => code)).toEqual(["BT203"]);
});

test("a value that can never fit the schema is found", () => {
  expect(codes("of: reply", "of: reply\n    schema: integer")).toContain("BT203");
});

test("feedback that nobody reads is a warning, unless nothing is sent back", () => {
  const silent = changed(example, "    writesOn: { retry: { feedback: output.feedback }, exhausted:", "    writesOn: { exhausted:");
  expect(check(silent).map(({ code, severity }) => [code, severity])).toEqual([["BT195", "warning"]]);
  expect(check(changed(silent, "rounds: 1", "rounds: 0"))).toEqual([]);
});
