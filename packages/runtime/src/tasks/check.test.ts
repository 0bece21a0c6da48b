import { type Json, validator } from "@baton/core";
import { describe, expect, test } from "vitest";
import { planSchema } from "./ask.ts";
import { checkPlan, readPlan } from "./check.ts";
import type { PlanRules, PlanWorker } from "./plan.ts";
import { done, failed, parked, started } from "./progress.ts";
import { newPlan, revisePlan } from "./revise.ts";
import { planOf } from "./test-plan.ts";

const question = { type: "object", properties: { question: { type: "string" } }, required: ["question"], additionalProperties: false };
const workers: Readonly<Record<string, PlanWorker>> = {
  verify: { does: "Verify who writes.", required: true, max: 2 },
  orders: { does: "Find the order.", after: ["verify"], takes: question },
  refund: { after: ["verify", "orders"], max: 1 },
};
const rules: PlanRules = { workers: new Map(Object.entries(workers)), tasks: 5 };

function task(id: string, worker: string, more: { readonly [key: string]: Json } = {}): Json {
  return { id, worker, instruction: `Do ${id}.`, input: worker === "orders" ? { question: "?" } : {}, after: [], success: [], ...more };
}

function problems(tasks: readonly Json[]): readonly string[] {
  return checkPlan({ tasks }, rules);
}

describe("a plan is accepted", () => {
  test("where every task is for a worker, with what the worker takes", () => {
    expect(problems([task("v", "verify"), task("o", "orders"), task("r", "refund", { after: ["o"] })])).toEqual([]);
  });

  test("where it gives up with a reason", () => {
    expect(checkPlan({ tasks: [], escalate: { reason: "The order is unknown." } }, rules)).toEqual([]);
    expect(readPlan({ escalate: { reason: "No." } })).toEqual({ tasks: [], escalate: { reason: "No." } });
  });

  test("with the order that its workers need, which is added", () => {
    const answer = { tasks: [task("r", "refund"), task("o", "orders"), task("v", "verify")] };
    expect(checkPlan(answer, rules)).toEqual([]);
    expect(planOf(answer, rules).tasks.map(({ id, after }) => [id, after])).toEqual([
      ["r", ["v", "o"]],
      ["o", ["v"]],
      ["v", []],
    ]);
  });

  test("and keeps an order of its own that is enough", () => {
    const answer = { tasks: [task("v1", "verify"), task("v2", "verify"), task("o", "orders", { after: ["v2"] })] };
    expect(planOf(answer, rules).tasks.find(({ id }) => id === "o")?.after).toEqual(["v2"]);
  });
});

describe("a plan is refused in plain words", () => {
  const good = [task("v", "verify")];
  test.each<[string, readonly Json[], string]>([
    ["without a task", [], "the plan has no task; give at least one, or escalate with the reason."],
    ["with an unknown worker", [...good, task("x", "refnd")], "task `x`: there is no worker `refnd`; did you mean `refund`?"],
    ["with a worker that is like none", [...good, task("x", "lawyer")], "task `x`: there is no worker `lawyer`; take one of `verify`, `orders`, `refund`."],
    ["with an id twice", [task("v", "verify"), task("v", "verify")], "two tasks are called `v`; give each an id of its own."],
    [
      "with an id that cannot be one",
      [task("v 1", "verify")],
      "task `v 1`: an id has letters, digits, - and _, begins with a letter and is at most 40 characters long.",
    ],
    ["with an unknown task to wait for", [task("v", "verify", { after: ["vv"] })], "task `v` waits for `vv`, which is no task of the plan; did you mean `v`?"],
    ["with a task that waits for itself", [task("v", "verify", { after: ["v"] })], "task `v` waits for itself; take it out of its `after`."],
    ["with a missing input", [...good, task("o", "orders", { input: {} })], "task `o`, input for `orders`: `question` is missing."],
    [
      "with a wrong input",
      [...good, task("o", "orders", { input: { question: 5 } })],
      "task `o`, input for `orders` at /question: This should be text, but is a number.",
    ],
    ["without a required worker", [task("x", "lawyer")], "`verify` must have a task; add one."],
    [
      "without a worker that another needs",
      [task("v", "verify"), task("r", "refund")],
      "task `r`: `refund` works only after `orders`; add a task for `orders`.",
    ],
    ["with a worker used too often", [1, 2, 3].map((index) => task(`v${index}`, "verify")), "`verify` gets 3 tasks, and at most 2 are allowed."],
    [
      "with the order that workers need turned round",
      [task("v", "verify", { after: ["o"] }), task("o", "orders")],
      "task `o`: `orders` works only after `verify`, whose tasks all wait for `o`; turn them round.",
    ],
    [
      "with a circle",
      [task("v", "verify"), task("a", "orders", { after: ["c"] }), task("b", "orders", { after: ["a"] }), task("c", "orders", { after: ["b"] })],
      "`a` waits for `c` waits for `b` waits for `a`: tasks cannot wait for each other.",
    ],
  ])("%s", (_, tasks, problem) => {
    expect(problems(tasks)).toContain(problem);
  });

  test("with a thousand tasks, in one sentence", () => {
    const many = Array.from({ length: 1000 }, (_, index) => task(`t${index}`, "orders", { after: index === 0 ? [] : [`t${index - 1}`] }));
    expect(problems(many)).toEqual(["the plan has 1000 tasks, and at most 5 are allowed; join or leave out some."]);
  });

  test("that has not the shape of one", () => {
    expect(checkPlan("later", rules)).toEqual(["the plan: This should be an object, but is text."]);
    expect(checkPlan({ tasks: [{ id: "v" }] }, rules)).toEqual(["/tasks/0: `worker`, `instruction` are missing."]);
    expect(readPlan({ tasks: [{ id: "v" }] })).toBeUndefined();
  });

  test("with every problem at once, and a word for those that are left out", () => {
    const found = problems([
      task("v", "verify"),
      task("a", "x"),
      task("a", "y"),
      task("b", "orders", { after: Array.from({ length: 40 }, (_, index) => `n${index}`) }),
    ]);
    expect(found[0]).toBe("two tasks are called `a`; give each an id of its own.");
    expect(found.at(-1)).toMatch(/^and \d+ more of this sort\.$/);
    expect(found).toHaveLength(21);
  });
});

describe("a revision", () => {
  const first = newPlan(
    { tasks: readPlan({ tasks: [task("v", "verify"), task("o", "orders"), task("p", "orders"), task("q", "orders")] })?.tasks ?? [] },
    rules,
  );
  const error = { code: "tool_failed", layer: "tool", message: "No." } as const;
  let state = done(started(first, "v"), "v", { ok: true });
  state = failed(started(state, "o"), "o", error);
  state = parked(started(state, "p"), "p");

  test("may name what is done or under way as it is, and nothing else of it", () => {
    expect(checkPlan({ tasks: [task("v", "verify"), task("o", "orders")] }, rules, state)).toEqual([]);
    expect(checkPlan({ tasks: [task("v", "verify", { instruction: "Again." }), task("p", "orders", { instruction: "Else." })] }, rules, state)).toEqual([
      "task `v` is done and stays as it is; leave it out, and give new work an id of its own.",
      "task `p` is under way and cannot be changed; leave it out, and give new work an id of its own.",
    ]);
  });

  test("may not wait for what it leaves out", () => {
    expect(checkPlan({ tasks: [task("n", "orders", { after: ["o"] })] }, rules, state)).toEqual([
      "task `n` waits for `o`, which this revision leaves out; name it again, or do not wait for it.",
    ]);
  });

  test("keeps what is done or under way, tries again what it names, drops the rest and adds what is new", () => {
    const tasks = readPlan({ tasks: [task("o", "orders", { instruction: "Try the archive." }), task("n", "orders", { after: ["v"] })] })?.tasks ?? [];
    const next = revisePlan(state, { tasks }, "The order was not found.", rules);
    expect(next.revision).toBe(2);
    expect(next.revisions).toEqual([{ revision: 2, reason: "The order was not found." }]);
    expect(next.tasks.map(({ id, status, attempts, revision }) => [id, status, attempts, revision])).toEqual([
      ["v", "done", 1, 1],
      ["o", "waiting", 1, 2],
      ["p", "parked", 1, 1],
      ["q", "dropped", 0, 2],
      ["n", "waiting", 0, 2],
    ]);
    expect(next.tasks[0]).toBe(state.tasks[0]);
    expect(next.tasks[1]).not.toHaveProperty("error");
  });

  test("does not get around how often a worker may be used", () => {
    const given = failed(started(newPlan({ tasks: readPlan({ tasks: [task("v1", "verify")] })?.tasks ?? [] }, rules), "v1"), "v1", error);
    const again = { tasks: [task("v2", "verify"), task("v3", "verify")] };
    expect(checkPlan(again, rules, given)).toEqual(["`verify` gets 3 tasks, and at most 2 are allowed."]);
  });
});

describe("the schema for the planning model", () => {
  test("puts each worker beside what it takes", () => {
    const fits = validator(planSchema(rules));
    expect(fits({ tasks: [task("v", "verify"), task("o", "orders")] })).toEqual({ ok: true });
    expect(fits({ tasks: [task("o", "orders", { input: {} })] }).ok).toBe(false);
    expect(fits({ tasks: [task("x", "lawyer")] }).ok).toBe(false);
    expect(fits({ tasks: Array.from({ length: 6 }, (_, index) => task(`v${index}`, "verify")) }).ok).toBe(false);
  });

  test("is one plain form where all workers take the same, and says what each is for", () => {
    const schema = planSchema({
      workers: new Map([
        ["a", { does: "Count.", max: 1 }],
        ["b", { after: ["a"] }],
      ]),
      tasks: 3,
    });
    expect(JSON.stringify(schema)).toContain("a: Count; at most 1 task. b: only after a.");
    expect(JSON.stringify(schema)).not.toContain("anyOf");
  });

  test("keeps what schemas of inputs refer to", () => {
    const takes = { $defs: { word: { type: "string" } }, type: "object", properties: { w: { $ref: "#/$defs/word" } }, required: ["w"] };
    const fits = validator(
      planSchema({
        workers: new Map([
          ["a", { takes }],
          ["b", {}],
        ]),
        tasks: 3,
      }),
    );
    expect(fits({ tasks: [task("x", "a", { input: { w: "yes" } })] })).toEqual({ ok: true });
    expect(fits({ tasks: [task("x", "a", { input: { w: 1 } })] }).ok).toBe(false);
  });
});
