import { expect, test } from "vitest";
import { stepsOf } from "./steps.ts";

const started = (node: string) => ({ event: { type: "node.started", node, kind: "tool" } });
const done = (node: string, ms: number) => ({ event: { type: "node.done", node, port: "done", ms } });

test("the way here is told in order, with what is not done last", () => {
  const steps = stepsOf({ events: [started("a"), done("a", 5), { event: { type: "tool.called" } }, started("b")] });
  expect(steps.map(({ node, ms }) => [node, ms])).toEqual([
    ["a", 5],
    ["b", undefined],
  ]);
});

test("a node that ran twice stands where it ran last", () => {
  const steps = stepsOf({ events: [started("a"), done("a", 5), started("b"), done("b", 1), started("a"), done("a", 7)] });
  expect(steps.map(({ node, ms }) => [node, ms])).toEqual([
    ["b", 1],
    ["a", 7],
  ]);
});
