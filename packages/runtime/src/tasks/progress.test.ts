import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlanAnswer, PlanRules, PlanState, TaskState } from "./plan.ts";
import { planJson, planStateSchema } from "./plan.ts";
import { blockedTasks, canRunTogether, done, failed, isComplete, parked, readyTasks, sentBack, started, tasksToStart, type WritesOf } from "./progress.ts";
import { newPlan, revisePlan } from "./revise.ts";

const names = ["a", "b", "c"] as const;
const rules: PlanRules = {
  workers: new Map([
    ["a", {}],
    ["b", { after: ["a"] }],
    ["c", {}],
  ]),
  tasks: 12,
};
const error = { code: "tool_failed", layer: "tool", message: "No." } as const;
/** All tasks of `c` write one channel, and `b` writes another one. */
const writesOf: WritesOf = (worker) => new Set(worker === "a" ? [] : [worker]);

const ids = Array.from({ length: 12 }, (_, index) => `t${index}`);
/** Plans as a model may give them: waiting for tasks that are not there, for themselves, in circles. */
const answers = fc
  .array(
    fc.record({
      id: fc.constantFrom(...ids),
      worker: fc.constantFrom(...names),
      after: fc.array(fc.constantFrom(...ids), { maxLength: 3 }),
    }),
    { maxLength: 12 },
  )
  .map((tasks): PlanAnswer => ({ tasks: tasks.map((task) => ({ ...task, instruction: `Do ${task.id}.`, input: {}, success: [] })) }));
/** What happens next: to which of the tasks under way, and what. */
const happenings = fc.array(fc.record({ at: fc.nat(), what: fc.constantFrom("done", "done", "done", "failed", "parked", "back") }), {
  maxLength: 60,
});

const of = (state: PlanState, ...statuses: readonly TaskState["status"][]): readonly TaskState[] =>
  state.tasks.filter(({ status }) => statuses.includes(status));
const byId = (state: PlanState) => new Map(state.tasks.map((task) => [task.id, task]));

/** Starts what may start, and checks that it may. */
function startAll(state: PlanState, concurrency: number): PlanState {
  return tasksToStart(state, { concurrency, writesOf }).reduce((before, { id }) => {
    const task = byId(before).get(id);
    expect(task?.after.every((each) => byId(before).get(each)?.status === "done")).toBe(true);
    return started(before, id);
  }, state);
}

function expectNoClash(state: PlanState): void {
  const underWay = of(state, "running", "parked");
  for (const [index, task] of underWay.entries()) {
    for (const other of underWay.slice(index + 1)) expect(canRunTogether(task, other, writesOf)).toBe(true);
  }
}

function happen(state: PlanState, { at, what }: { readonly at: number; readonly what: string }): PlanState {
  const underWay = of(state, "running", "parked");
  const task = underWay[at % Math.max(underWay.length, 1)];
  if (task === undefined) return state;
  switch (what) {
    case "done":
      return done(state, task.id, { by: task.id });
    case "failed":
      return failed(state, task.id, error);
    case "parked":
      return parked(state, task.id);
    default:
      return task.attempts < 3 ? sentBack(state, task.id, ["Better."]) : state;
  }
}

/** Runs a plan to its end: whatever is still under way succeeds. */
function finish(from: PlanState): PlanState {
  let state = from;
  for (let rounds = 0; readyTasks(state).length + of(state, "running", "parked").length > 0; rounds += 1) {
    expect(rounds).toBeLessThan(100);
    state = startAll(state, 3);
    for (const { id } of of(state, "running", "parked")) state = done(state, id, null);
  }
  return state;
}

describe("any plan, whatever happens", () => {
  test("starts nothing before what it waits for, nothing beside what writes the same, and ends", () => {
    fc.assert(
      fc.property(answers, happenings, fc.integer({ min: 1, max: 4 }), (answer, events, concurrency) => {
        let state = newPlan(answer, rules);
        for (const event of events) {
          const room = concurrency - of(state, "running").length;
          const before = of(state, "running", "parked").length;
          state = startAll(state, concurrency);
          expect(of(state, "running", "parked").length - before).toBeLessThanOrEqual(Math.max(room, 0));
          expectNoClash(state);
          state = happen(state, event);
        }
        const ended = finish(state);
        expect(of(ended, "running", "parked")).toEqual([]);
        expect(isComplete(ended)).toBe(of(ended, "failed").length + blockedTasks(ended).length === 0);
        // What still waits can never begin: no task is lost.
        expect(of(ended, "waiting")).toEqual(blockedTasks(ended));
      }),
    );
  });

  test("survives revisions: what is done or under way stays, and no task disappears", () => {
    fc.assert(
      fc.property(answers, fc.array(fc.tuple(happenings, answers), { maxLength: 3 }), (first, rest) => {
        let state = newPlan(first, rules);
        for (const [events, answer] of rest) {
          for (const event of events) state = happen(startAll(state, 3), event);
          const before = state;
          state = revisePlan(before, answer, "Why not.", rules);
          const now = byId(state);
          for (const task of of(before, "done", "running", "parked")) expect(now.get(task.id)).toBe(task);
          const named = new Set(answer.tasks.map(({ id }) => id));
          for (const { id } of of(before, "waiting", "failed", "dropped")) expect(now.get(id)?.status).toBe(named.has(id) ? "waiting" : "dropped");
          expect([...now.keys()].toSorted()).toEqual([...new Set([...byId(before).keys(), ...named])].toSorted());
          expect(state.tasks).toHaveLength(now.size);
        }
        finish(state);
      }),
    );
  });

  test("is read back from its channel as it was", () => {
    fc.assert(
      fc.property(answers, happenings, (answer, events) => {
        const state = events.reduce((before, event) => happen(startAll(before, 3), event), newPlan(answer, rules));
        expect(planStateSchema.parse(JSON.parse(JSON.stringify(planJson(state))))).toEqual(state);
      }),
    );
  });
});

describe("a task", () => {
  const state = newPlan({ tasks: [piece("x", "a"), piece("y", "a", ["x"]), piece("z", "c", ["y"])] }, rules);

  test("counts its attempts, and tells what was wrong when it is sent back", () => {
    const again = started(sentBack(started(state, "x"), "x", ["Name the order."]), "x");
    expect(byId(again).get("x")).toMatchObject({ status: "running", attempts: 2, feedback: ["Name the order."] });
    expect(byId(done(again, "x", 1)).get("x")).toMatchObject({ status: "done", output: 1 });
  });

  test("ends once: what comes twice or too late changes nothing", () => {
    const ended = done(started(state, "x"), "x", 1);
    for (const late of [
      started(ended, "x"),
      done(ended, "x", 2),
      failed(ended, "x", error),
      parked(ended, "x"),
      sentBack(ended, "x"),
      done(ended, "nobody", 1),
    ])
      expect(late).toBe(ended);
  });

  test("that failed blocks all that wait for it, until the plan is revised", () => {
    const stuck = failed(started(state, "x"), "x", error);
    expect(readyTasks(stuck)).toEqual([]);
    expect(blockedTasks(stuck).map(({ id }) => id)).toEqual(["y", "z"]);
    const revised = revisePlan(stuck, { tasks: [piece("y", "a"), piece("z", "c", ["y"])] }, "Without x.", rules);
    expect(readyTasks(revised).map(({ id }) => id)).toEqual(["y"]);
  });

  test("holds what it will write while it waits, but no place", () => {
    const three = newPlan({ tasks: [piece("x", "c"), piece("y", "c"), piece("z", "a")] }, rules);
    const waits = parked(started(three, "x"), "x");
    expect(tasksToStart(waits, { concurrency: 1, writesOf }).map(({ id }) => id)).toEqual(["z"]);
  });
});

function piece(id: string, worker: string, after: readonly string[] = []) {
  return { id, worker, after, instruction: `Do ${id}.`, input: {}, success: [] };
}
