import { describe, expect, it } from "vitest";
import { checkToy, toyDocument } from "./toy-kinds.ts";

const state = "{ question: string, answer: string, topic: string, notes: { schema: list(string), merge: append } }";
const outcomes = "{ done: [answer, topic, notes] }";
const write = (id: string, writes: string): string => `${id}: { kind: transform, writes: ${writes} }`;
const fork = "fork: { kind: parallel, branches: [left, right] }";
const meet = "meet: { kind: join, of: fork }";
const left = write("a", '{ answer: question, notes: "[question]" }');
const right = write("b", '{ topic: question, notes: "[question]" }');
const edges = ["start -> fork", "fork.left -> a", "fork.right -> b", "a -> meet", "b -> meet", "meet -> end"];

function check(nodes: readonly string[], wires: readonly string[], given = outcomes) {
  return checkToy(toyDocument({ state, outcomes: given, nodes, edges: wires }));
}
const codes = (...args: Parameters<typeof check>): readonly string[] => check(...args).map((each) => each.code);

describe("branches that run side by side", () => {
  it("may write a channel each, and one with a merge together; after the join all is written", () => {
    expect(codes([fork, left, right, meet], edges)).toEqual([]);
  });

  it("may not write one channel without a merge: both writers are named", () => {
    const found = check([fork, left, write("b", "{ answer: question, topic: question }"), meet], edges);
    expect(found.map((each) => [each.code, each.at.channel, each.path])).toEqual([["BT310", "answer", ["fork", "a", "b"]]]);
  });

  it("may write it one after the other in one branch", () => {
    const nodes = [fork, left, write("a2", "{ answer: answer + question }"), right, meet];
    const wires = ["start -> fork", "fork.left -> a", "fork.right -> b", "a -> a2", "a2 -> meet", "b -> meet", "meet -> end"];
    expect(codes(nodes, wires)).toEqual([]);
  });

  it("see what was written before the fork, not what another branch writes", () => {
    const nodes = [fork, left, write("b", "{ topic: answer }"), meet];
    expect(check(nodes, edges).map((each) => [each.code, each.path])).toEqual([["BT220", ["fork", "b"]]]);
  });

  it("leave written what each way through them wrote", () => {
    const choice = "choice: { kind: branch, cases: [{ port: yes, when: size(question) > 3 }] }";
    const wires = [
      "start -> fork",
      "fork.left -> choice",
      "choice.yes -> a",
      "choice.otherwise -> meet",
      "fork.right -> b",
      "a -> meet",
      "b -> meet",
      "meet -> end",
    ];
    expect(check([fork, choice, left, right, meet], wires).map((each) => [each.code, each.at.channel])).toEqual([["BT222", "answer"]]);
  });

  it("leave nothing certain where any one of them is enough, nor where the join failed", () => {
    expect(codes([fork, left, right, "meet: { kind: join, of: fork, need: any }"], edges)).toEqual(["BT222", "BT222"]);
    const failing = [...edges, "meet.failed -> end.broken"];
    const found = check([fork, left, right, meet], failing, "{ done: [answer, topic], broken: [notes, topic] }");
    expect(found.map((each) => [each.code, each.at.channel])).toEqual([["BT222", "topic"]]);
  });

  it("of one item each may not write an outer channel without a merge, and have channels of their own", () => {
    const each = "fork: { kind: parallel, each: notes, local: { item: true, draft: false } }";
    const wires = ["start -> fork", "fork.each -> a", "a -> b", "b -> meet", "meet -> end"];
    const fine = [each, write("a", "{ draft: item }"), write("b", '{ notes: "[draft]" }'), meet];
    expect(codes(fine, wires, "{ done: [notes] }").filter((code) => code !== "BT230")).toEqual([]);
    const early = [each, write("a", "{ answer: draft }"), write("b", "{ draft: item }"), meet];
    const found = check(early, wires, "{ done: [answer] }").filter((one) => one.severity === "error");
    expect(found.map((one) => [one.code, one.at.channel])).toEqual([
      ["BT310", "answer"],
      ["BT220", "draft"],
    ]);
  });
});

describe("regions", () => {
  it("may stand inside each other", () => {
    const nodes = [
      fork,
      "inner: { kind: parallel, branches: [one, two] }",
      left,
      write("c", '{ notes: "[question]" }'),
      "inside: { kind: join, of: inner }",
      right,
      meet,
    ];
    const wires = [
      "start -> fork",
      "fork.left -> inner",
      "inner.one -> a",
      "inner.two -> c",
      "a -> inside",
      "c -> inside",
      "inside -> meet",
      "fork.right -> b",
      "b -> meet",
      "meet -> end",
    ];
    expect(codes(nodes, wires)).toEqual([]);
  });

  it("may not cross: an inner one ends before the outer one does", () => {
    const nodes = [
      fork,
      "inner: { kind: parallel, branches: [one, two] }",
      left,
      write("c", '{ notes: "[question]" }'),
      "inside: { kind: join, of: inner }",
      right,
      meet,
    ];
    const wires = [
      "start -> fork",
      "fork.left -> inner",
      "inner.one -> meet",
      "inner.two -> c",
      "a -> inside",
      "c -> inside",
      "inside -> end",
      "fork.right -> b",
      "b -> meet",
      "meet -> a",
    ];
    expect(codes(nodes, wires)).toContain("BT304");
  });

  it("are entered and left only by the nodes that open and close them", () => {
    const choice = "choice: { kind: branch, cases: [{ port: yes, when: size(question) > 3 }] }";
    const wires = [
      "start -> choice",
      "choice.yes -> a",
      "choice.otherwise -> fork",
      "fork.left -> a",
      "fork.right -> b",
      "a -> meet",
      "b -> end",
      "meet -> end",
    ];
    const found = check([choice, fork, left, right, meet], wires, '{ done: ["answer?", "topic?", notes] }');
    expect(found.map((each) => [each.code, each.at.edge])).toEqual([
      ["BT306", "choice.yes -> a"],
      ["BT305", "b.done -> end.done"],
    ]);
  });
});
