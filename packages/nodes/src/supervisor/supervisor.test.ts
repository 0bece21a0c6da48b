import { applyEdits, kindContext } from "@baton/core";
import { describe, expect, test } from "vitest";
import { builtinKinds, kinds } from "../index.ts";
import { changed, check, type Example, exampleOf, read } from "../testing/example.ts";
import { planLimits, supervisor, turnsOf } from "./kind.ts";

const example = exampleOf("supervisor/docs.md");
const found = (from: string, to: string, of: Example = example) => check(changed(of, from, to));
const codes = (from: string, to: string) => found(from, to).map((each) => each.code);

/** The document after its first finding's fix. */
function fixed(from: string, to: string): readonly string[] {
  const broken = changed(example, from, to);
  const text = applyEdits(broken.files.get("graph.yaml") ?? "", check(broken)[0]?.fix?.edits ?? []);
  return check({ ...broken, files: new Map([...broken.files, ["graph.yaml", text]]) }).map((each) => each.code);
}

describe("a supervisor's config", () => {
  test.each([
    ["plan", "turns: 3"],
    ["route", "replans: 2"],
    ["delegate", "concurrency: 2"],
  ])("with the strategy %s has no %s", (strategy, key) => {
    const [from, to] = ["    strategy: plan\n", `    strategy: ${strategy}\n`];
    const bare = changed(changed(example, "    tasks: 4\n    replans: 1\n", ""), from, to);
    expect(check(bare)).toEqual([]);
    expect(found("    prompt: prompts/manager.md\n", `    prompt: prompts/manager.md\n    ${key}\n`, bare).map((each) => [each.code, each.fix?.title])).toEqual(
      [["BT267", `Remove ${key.split(":")[0]}`]],
    );
  });

  test("bounds it where nothing is said", () => {
    const own = supervisor.config.parse({ strategy: "plan", prompt: "p.md", workers: ["a", "b"] });
    expect([planLimits(own), turnsOf(own)]).toEqual([{ tasks: 10, replans: 2, concurrency: 4 }, 10]);
  });

  test("names workers in a list, or says more of each: the two mean the same", () => {
    const [listed, detailed] = [["a", "b"], { a: {}, b: {} }].map((workers) => supervisor.config.parse({ strategy: "plan", prompt: "p.md", workers }));
    const owned = (own: typeof listed) =>
      (own === undefined ? [] : supervisor.owns(own)).map(({ node, as, passes, after, required }) => ({ node, as, passes, after, required }));
    expect(owned(listed)).toEqual(owned(detailed));
    expect(owned(listed)).toHaveLength(2);
    expect(supervisor.config.safeParse({ strategy: "plan", prompt: "p.md", workers: {} }).success).toBe(false);
    expect(supervisor.config.safeParse({ strategy: "plan", prompt: "p.md", workers: [] }).success).toBe(false);
  });
});

describe("its workers", () => {
  test("are agents, tools, subgraphs, supervisors and what runs elsewhere", () => {
    expect(builtinKinds.filter((kind) => kind.ownable.includes("worker")).map((kind) => kind.type)).toEqual([
      "agent",
      "remote",
      "subgraph",
      "supervisor",
      "tool",
    ]);
    expect(codes("      orders: { required: true, max: 2 }", "      orders: { required: true, max: 2 }\n      send: {}")).toContain("BT147");
  });

  test("see what they are passed and their task", () => {
    expect(codes("        passes: [order]\n", "")).toEqual(["BT701"]);
    expect(codes("args: { order_id: task.input.order_id }", "args: { order_id: task.input.order }")).toEqual(["BT203"]);
    expect(codes("args: { order_id: task.input.order_id }", "args: { order_id: verdict.clause }")).toEqual(["BT701"]);
    expect(fixed("        passes: [order]\n", "")).toEqual([]);
  });

  test("are passed what is written by then: before the supervisor, or by workers they wait for", () => {
    expect(found("        after: [orders]\n", "")).toMatchObject([
      { code: "BT220", at: { channel: "order" }, message: expect.stringContaining("let `policy` wait with `after: [orders]`") },
    ]);
    expect(codes("        passes: [order]", "        passes: [odrer]")).toEqual(["BT212", "BT701"]);
  });

  test("must have written what comes after, or it may be absent", () => {
    expect(codes("      orders: { required: true, max: 2 }", "      orders: { max: 2 }")).toEqual(["BT222", "BT220"]);
    expect(found("[answer, order]", "[answer, order, verdict]").map((each) => [each.code, each.at.channel])).toEqual([["BT222", "verdict"]]);
  });

  test("type what their results are accepted by", () => {
    expect(codes('"size(value.clause) > 0"', '"value.refund > 0"')).toEqual(["BT203"]);
    expect(codes('"size(value.clause) > 0"', '"value.reason != null"')).toEqual(["BT203"]);
    expect(codes('"size(value.clause) > 0"', '"value.clause in order.ids"')).toContain("BT203");
    expect(
      codes('accept: { rules: [{ require: "size(value.clause) > 0", feedback: Name the clause that decides. }], rounds: 1 }', "accept: { rounds: 1 }"),
    ).toEqual(["BT193"]);
    expect(codes("rounds: 1 }", "rounds: 1, model: careful }")).toEqual(["BT151", "BT194"]);
    expect(codes("rounds: 1 }", "rounds: 1, schema: nowhere.json }")).toEqual(["BT100"]);
  });

  test("accept by the worker's own output, all outcomes of a subgraph", () => {
    const use = (node: string) => supervisorUses(example).filter((each) => each.path[1] === node);
    expect(use("policy")[0]?.adds).toMatchObject({ value: { properties: { refund: { type: "boolean" } } } });
  });

  test("are at least two, and not too many", () => {
    const one =
      '      orders: { required: true, max: 2 }\n      policy:\n        after: [orders]\n        passes: [order]\n        accept: { rules: [{ require: "size(value.clause) > 0", feedback: Name the clause that decides. }], rounds: 1 }';
    expect(found(one, "      policy: { passes: [complaint] }").map((each) => [each.code, each.severity])).toContainEqual(["BT801", "advice"]);
  });
});

describe("its prompts", () => {
  test("bind inputs that one of the two takes", () => {
    const bind = (input: string) => found("    passes: [complaint]\n", `    input: ${input}\n    passes: [complaint]\n`).map((each) => each.code);
    expect(bind("{ complaint: complaint }")).toEqual([]);
    expect(bind("{ tone: \"'friendly'\" }")).toEqual(["BT182"]);
    const tone = changed(example, "inputs: [complaint]\n---\nAnswer", "inputs: [complaint, tone]\n---\nAnswer", "prompts/answer.md");
    expect(check(tone).map((each) => [each.code, each.at.node])).toEqual([["BT212", "manager"]]);
    expect(check(changed(tone, "    passes: [complaint]\n", "    input: { tone: \"'friendly'\" }\n    passes: [complaint]\n"))).toEqual([]);
  });

  test("render a brief by its own keys", () => {
    const briefed = (front: string): Example => {
      const files = new Map([...example.files, ["prompts/brief.md", `---\n${front}\n---\nHello.\n`]]);
      return changed({ ...example, files }, "    tasks: 4\n", "    tasks: 4\n    brief: prompts/brief.md\n");
    };
    expect(check(briefed("kind: handoff\ninputs: [task, state, previous]"))).toEqual([]);
    expect(check(briefed("kind: handoff\ninputs: [task, complaint]")).map((each) => each.code)).toEqual(["BT272"]);
    expect(check(briefed("kind: role\ninputs: [task]")).map((each) => each.code)).toEqual(["BT272"]);
  });
});

test("one supervisor may be another's worker, and sees no more than it is passed", () => {
  const inner = changed(
    changed(
      example,
      "  orders:\n    kind: tool\n",
      "  finder:\n    kind: supervisor\n    strategy: route\n    prompt: prompts/manager.md\n    passes: [complaint]\n    workers: { orders: { required: true }, ledger: {} }\n  ledger: { kind: tool, tool: find_order, args: { order_id: task.instruction } }\n  orders:\n    kind: tool\n",
    ),
    "      orders: { required: true, max: 2 }\n      policy:\n        after: [orders]",
    "      finder: { required: true, max: 2 }\n      policy:\n        after: [finder]",
  );
  expect(check(changed(inner, "node: orders,", "node: [orders, ledger],"))).toEqual([]);
  expect(
    check(changed(changed(inner, "    passes: [complaint]\n    workers:\n", "    workers:\n"), "passes: [order]\n", "passes: [order, complaint]\n")).map(
      (each) => each.code,
    ),
  ).toContain("BT701");
});

/** The values that the example's supervisor evaluates. */
function supervisorUses(of: Example) {
  const { graph } = read(of);
  const node = graph?.nodes.get("manager");
  if (graph === undefined || node === undefined) throw new Error("The example has no supervisor.");
  return kinds.get("supervisor")?.values(node.config, kindContext(graph, kinds, of.manifest, node)) ?? [];
}
