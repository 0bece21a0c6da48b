import { expect, test } from "vitest";
import { changed, check, exampleOf } from "../testing/example.ts";
import { trial } from "../testing/trial.ts";

const example = exampleOf("transform/docs.md");

test("a transform writes what it computes", async () => {
  const { start } = trial(example);
  expect(await start({ lines: [{ amount_minor: 1200 }, { amount_minor: 34 }] })).toMatchObject({ total_minor: 1234 });
});

test("all right sides are evaluated before any is written", async () => {
  const swap = changed(
    changed(example, "total_minor: integer", "total_minor: { schema: integer, default: 7 }"),
    'writes: { total_minor: "lines.map(line, line.amount_minor).sum()" }',
    'writes: { lines: "[{\'amount_minor\': total_minor}]", total_minor: "lines.map(line, line.amount_minor).sum()" }',
  );
  const { start, compiled, config } = trial(swap);
  await start({ lines: [{ amount_minor: 5 }] });
  expect((await compiled.getState(config)).values).toMatchObject({ lines: [{ amount_minor: 7 }], total_minor: 5 });
});

test("a transform has no keys of its own", () => {
  expect(check(changed(example, "kind: transform,", "kind: transform, tool: add,")).map((found) => found.code)).toEqual(["BT110"]);
});

test("an expression that fails leaves by failed", async () => {
  const failing = changed(
    changed(example, "total_minor: integer", "total_minor: integer\n  problem: string"),
    "outcomes: { done: [total_minor] }",
    "outcomes: { done: [total_minor], broken: [problem] }",
  );
  const divides = changed(
    failing,
    '"lines.map(line, line.amount_minor).sum()" }',
    '"10 / lines[0].amount_minor" }, writesOn: { failed: { problem: output.code } }',
  );
  const { start } = trial(changed(divides, "  - add -> end", "  - add -> end\n  - add.failed -> end.broken"));
  expect(await start({ lines: [{ amount_minor: 0 }] })).toMatchObject({ problem: "expression_division" });
});
