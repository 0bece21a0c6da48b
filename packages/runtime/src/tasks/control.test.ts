import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectPingPong } from "./ping-pong.ts";
import { done, failed, started } from "./progress.ts";
import { checkSources } from "./sources.ts";
import { plannedTasks, type PlanRules } from "./plan.ts";
import { revisePlan } from "./revise.ts";
import { planTable } from "./table.ts";
import { planOf } from "./test-plan.ts";

const rules: PlanRules = { workers: new Map([["a", {}]]), tasks: 9 };
const plan = planOf(
  {
    tasks: [
      { id: "orders", worker: "a", instruction: "Find\n  the order." },
      { id: "risk", worker: "a", instruction: `Judge ${"very ".repeat(20)}well.`, after: ["orders"] },
      { id: "reply", worker: "a", instruction: "Reply.", after: ["risk"] },
    ],
  },
  rules,
);
const error = { code: "tool_failed", layer: "tool", message: "No." } as const;
const half = failed(started(done(started(plan, "orders"), "orders", 1), "risk"), "risk", error);

describe("the sources of a synthesis", () => {
  test("are tasks that are done", () => {
    expect(checkSources([{ part: "facts", tasks: ["orders"] }], half)).toEqual([]);
  });

  test("are refused where they are invented, not done, or not named", () => {
    expect(
      checkSources(
        [
          { part: "facts", tasks: ["order", "orders", "order"] },
          { part: "tone", tasks: ["risk"] },
          { part: "offer", tasks: [] },
        ],
        half,
      ),
    ).toEqual([
      "part `facts` comes from task `order`, which does not exist; did you mean `orders`?",
      "part `tone` comes from task `risk`, which is not done; use the results of done tasks only.",
      "part `offer` names no task; name those that it comes from.",
    ]);
    expect(checkSources([], half)).toHaveLength(1);
  });
});

describe("ping-pong", () => {
  const way = (steps: string) => steps.split(" ").map((step) => ({ from: step.charAt(0), to: step.charAt(1), fingerprint: step.charAt(2) }));

  test("is coming back without anything new", () => {
    expect(detectPingPong(way("AB1 BA1"))).toEqual(["A", "B", "A"]);
    expect(detectPingPong(way("AB1 BC1 CA1"))).toEqual(["A", "B", "C", "A"]);
    expect(detectPingPong(way("AB0 BA1 AB1"))).toEqual(["B", "A", "B"]);
    expect(detectPingPong(way("AA1"))).toEqual(["A", "A"]);
  });

  test("is not going on, or coming back with something new", () => {
    for (const steps of ["AB1", "AB1 BC1", "AB1 BA2", "AB1 BA2 AB3"]) expect(detectPingPong(way(steps))).toBeUndefined();
    expect(detectPingPong([])).toBeUndefined();
  });

  test("is found at the latest when everybody had the case once", () => {
    const members = fc.constantFrom("A", "B", "C", "D");
    fc.assert(
      fc.property(fc.array(members, { minLength: 6, maxLength: 12 }), (visits) => {
        const transfers = visits.slice(1).map((to, index) => ({ from: visits[index] ?? "", to, fingerprint: "same" }));
        expect(transfers.some((_, index) => detectPingPong(transfers.slice(0, index + 1)) !== undefined)).toBe(true);
      }),
    );
  });
});

test("a plan as a table says what is blocked, in short lines", () => {
  expect(planTable(half)).toEqual([
    { id: "orders", worker: "a", status: "done", attempts: 1, after: [], instruction: "Find the order." },
    { id: "risk", worker: "a", status: "failed", attempts: 1, after: ["orders"], instruction: expect.stringMatching(/^Judge very .{48}…$/) },
    { id: "reply", worker: "a", status: "blocked", attempts: 0, after: ["risk"], instruction: "Reply." },
  ]);
});

test("a plan as it is told leaves out what was dropped, and what became of the rest", () => {
  expect(plannedTasks(revisePlan(half, { tasks: [] }, "Enough.", rules))).toEqual([
    { id: "orders", worker: "a", instruction: "Find\n  the order.", input: {}, after: [], success: [] },
  ]);
});
