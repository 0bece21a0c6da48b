import { expect, it } from "vitest";
import type { ThreadState } from "../api/history.ts";
import { branchOf, cutsOf, headOf, withoutCuts } from "../run/model/branch.ts";
import { differences } from "./diff.ts";
import type { Happened } from "../run/model/events.ts";
import { insideOf } from "./inside.ts";
import { stepsOf } from "./steps.ts";

function state(id: string, parent: string | undefined, second: number, part: Partial<ThreadState> = {}): ThreadState {
  return {
    values: {},
    next: [],
    tasks: [],
    metadata: { source: "loop" },
    created_at: new Date(second * 1000).toISOString(),
    checkpoint: { checkpoint_id: id },
    parent_checkpoint: parent === undefined ? null : { checkpoint_id: parent },
    ...part,
  };
}

const task = (name: string, part: Partial<ThreadState["tasks"][number]> = {}): ThreadState["tasks"][number] => ({
  id: name,
  name,
  error: null,
  interrupts: [],
  result: null,
  ...part,
});

const input = state("1", undefined, 0, { metadata: { source: "input" } });
const begun = state("2", "1", 1, { values: { text: "hi" }, next: ["a"], tasks: [task("a", { result: { reply: "yo" } })] });
const next = state("3", "2", 2, { values: { text: "hi", reply: "yo" }, next: ["b.tools"], tasks: [task("b.tools", { interrupts: [{}] })] });

it("a step says what ran, with the state before and after it; the last may not have ended", () => {
  const steps = stepsOf(branchOf([next, begun, input]));
  expect(steps.map(({ number, ended, tasks }) => [number, ended, tasks.map(({ node, name, state: how }) => [node, name, how])])).toEqual([
    [0, true, []],
    [1, true, [["a", "a", "done"]]],
    [2, false, [["b", "b.tools", "waiting"]]],
  ]);
  expect(differences(steps[1]?.before, steps[1]?.after)).toEqual([{ path: "reply", before: undefined, after: "yo" }]);
});

it("a fork's branch leaves out what it left behind, and its time with it", () => {
  const fork = state("4", "2", 5, { metadata: { source: "update" }, values: { text: "ho" }, next: ["a"] });
  const after = state("5", "4", 6, { values: { text: "ho", reply: "yo" } });
  const states = [after, fork, next, begun, input];
  expect(branchOf(states).map(({ checkpoint }) => checkpoint.checkpoint_id)).toEqual(["1", "2", "4", "5"]);
  expect(stepsOf(branchOf(states)).map(({ byHand }) => byHand)).toEqual([false, true, false]);
  const cuts = cutsOf(states);
  const happened = [1_000, 1_500, 5_000, 5_500].map((at) => ({ at, event: { type: "synthesis.done" as const, node: "a", scope: "" } }));
  expect(withoutCuts(happened, cuts).map(({ at }) => at)).toEqual([1_000, 5_500]);
});

it("a run that has ended is told by the checkpoints until then, whatever came on its thread since", () => {
  const later = state("9", "3", 60);
  expect(headOf([later, next, begun, input], 2_000)?.checkpoint.checkpoint_id).toBe("3");
});

it("differences go as deep as objects and lists do", () => {
  expect(differences({ a: { b: [1, 2] }, c: 1 }, { a: { b: [1, 3, 4] }, c: 1 })).toEqual([
    { path: "a.b[1]", before: 2, after: 3 },
    { path: "a.b[2]", before: undefined, after: 4 },
  ]);
  expect(differences({ a: [] }, { a: {} })).toEqual([{ path: "a", before: [], after: {} }]);
});

it("what works within another's step stands in that step, with how long it took", () => {
  const views = [
    state("1", undefined, 1),
    state("2", "1", 2, { next: ["views"], tasks: [task("views")] }),
    state("3", "2", 9, { next: ["sum"], tasks: [task("sum")] }),
  ];
  const started = (node: string, at: number, scope: string): Happened => ({ at, event: { type: "node.started", node, scope, visit: 1, at } });
  const inside = insideOf(stepsOf(views), [
    started("views", 2100, ""),
    started("legal", 3000, "views.1[legal]"),
    { at: 5000, event: { type: "node.done", node: "legal", scope: "views.1[legal]", port: "done", at: 5000 } },
    started("sum", 9100, ""),
  ]);
  expect([...inside]).toMatchObject([[2, [{ task: { node: "legal", state: "done" }, ms: 2000 }]]]);
});
