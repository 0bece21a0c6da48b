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
    expect(codes([fork, left, right, "meet: { kind: join, of: fork, need: 1 }"], edges)).toEqual(["BT222", "BT222"]);
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
    const found = check(early, wires, '{ done: ["answer?"] }').filter((one) => one.severity === "error");
    expect(found.map((one) => [one.code, one.at.channel])).toEqual([
      ["BT310", "answer"],
      ["BT220", "draft"],
    ]);
  });
});

describe("what branches have for themselves", () => {
  const each = (local: string): string => `fork: { kind: parallel, each: notes, local: ${local} }`;
  const wires = ["start -> fork", "fork.each -> a", "a -> meet", "meet -> end"];
  const collecting = (collect: string): string => `meet: { kind: join, of: fork, collect: ${collect} }`;
  const found = (...nodes: readonly string[]) =>
    check(nodes, wires, "{ done: [question, notes] }").filter(({ at }) => !["answer", "topic"].includes(at.channel ?? ""));
  const brief = (...nodes: readonly string[]) => found(...nodes).map(({ code, at }) => [code, at.node, at.channel]);

  it("is written with values of its type, as any channel", () => {
    const local = "{ item: true, n: { schema: { type: integer }, default: 1 } }";
    expect(brief(each(local), write("a", "{ n: n + 1 }"), collecting("[item, string(n)]"))).toEqual([]);
    expect(brief(each(local), write("a", "{ n: item }"), collecting("[item, string(n)]"))).toEqual([["BT211", "a", "n"]]);
    expect(brief(each(local), write("a", "{ m: 1 }"), collecting("[item, string(n)]"))).toEqual([["BT210", "a", "m"]]);
  });

  it("has a default of its type", () => {
    const local = '{ item: true, n: { schema: { type: integer }, default: "x" } }';
    expect(brief(each(local), write("a", "{ n: 1 }"), collecting("[item, string(n)]"))).toEqual([["BT213", "fork", "n"]]);
  });

  it("is told where it is never written, never read, or neither", () => {
    expect(brief(each("{ draft: false }"), write("a", "{ notes: '[draft]' }"), meet)).toEqual([["BT221", "a", "draft"]]);
    expect(brief(each("{ draft: false }"), write("a", "{ draft: question }"), meet)).toEqual([["BT231", "fork", "draft"]]);
    expect(brief(each("{ draft: false }"), write("a", "{ notes: '[question]' }"), meet)).toEqual([["BT230", "fork", "draft"]]);
    expect(brief(each("{ item: true }"), write("a", "{ notes: '[question]' }"), meet)).toEqual([]); // an item must have a name
  });

  it("hides no channel, neither the graph's nor one of the branches around it", () => {
    expect(brief(each("{ question: true }"), write("a", "{ notes: '[question]' }"), meet)).toEqual([["BT311", "fork", "question"]]);
    const inner = "inner: { kind: parallel, each: notes, local: { item: true } }";
    const nested = [each("{ item: true }"), inner, write("a", "{ notes: '[item]' }"), "inside: { kind: join, of: inner }", meet];
    const ways = ["start -> fork", "fork.each -> inner", "inner.each -> a", "a -> inside", "inside -> meet", "meet -> end"];
    expect(check(nested, ways, "{ done: [question, notes] }").map(({ code, at }) => [code, at.node])).toContainEqual(["BT311", "inner"]);
  });

  it("is each region's own: one beside it may have the same name, and begins without it", () => {
    const second = "again: { kind: parallel, each: notes, local: { item: true, draft: false } }";
    const nodes = [
      each("{ item: true, draft: false }"),
      write("a", "{ draft: item }"),
      collecting("draft"),
      second,
      write("b", '{ notes: "[draft]" }'),
      write("c", "{ draft: item }"),
      "then: { kind: join, of: again }",
    ];
    const ways = ["start -> fork", "fork.each -> a", "a -> meet", "meet -> again", "again.each -> b", "b -> c", "c -> then", "then -> end"];
    expect(
      check(nodes, ways, "{ done: [question, notes] }")
        .filter(({ severity }) => severity === "error")
        .map(({ code, at }) => [code, at.node, at.channel]),
    ).toEqual([["BT220", "b", "draft"]]);
  });

  it("begins anew when its region is entered again", () => {
    const nodes = [each("{ item: true, draft: false }"), write("a", '{ notes: "[draft]" }'), write("b", "{ draft: item }"), meet];
    const ways = ["start -> fork", "fork.each -> a", "a -> b", "b -> meet", "{ edge: meet -> fork, max: 2, else: end }"];
    expect(
      check(nodes, ways, "{ done: [question, notes] }")
        .filter(({ severity }) => severity === "error")
        .map(({ code, at }) => [code, at.node, at.channel]),
    ).toEqual([["BT220", "a", "draft"]]);
  });

  it("needs a merge where an inner region's branches write it", () => {
    const inner = (merge: string) => [
      each(`{ item: true, most: ${merge} }`),
      "inner: { kind: parallel, each: notes, local: { one: true } }",
      write("a", "{ most: one }"),
      "inside: { kind: join, of: inner }",
      collecting('"has(state.most) ? most : item"'),
    ];
    const ways = ["start -> fork", "fork.each -> inner", "inner.each -> a", "a -> inside", "inside -> meet", "meet -> end"];
    const codesOf = (nodes: readonly string[]) =>
      check(nodes, ways, "{ done: [question, notes] }")
        .filter(({ severity }) => severity === "error")
        .map(({ code, at }) => [code, at.channel]);
    expect(codesOf(inner("{}"))).toEqual([["BT310", "most"]]);
    expect(codesOf(inner("{ merge: max }"))).toEqual([]);
  });
});

describe("what branches give to the join", () => {
  const choice = "choice: { kind: branch, cases: [{ port: yes, when: size(question) > 3 }] }";
  const nodes = (collect: string): readonly string[] => [
    "fork: { kind: parallel, branches: [left, right], local: { draft: false } }",
    choice,
    write("a", "{ draft: question }"),
    write("b", "{ draft: question }"),
    `meet: { kind: join, of: fork, collect: ${collect} }`,
  ];
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
  const found = (collect: string) =>
    check(nodes(collect), wires, "{ done: [question] }").filter(({ at, severity }) => severity === "error" || at.channel === "draft");

  it("is written on every way that a branch comes by, or asked for", () => {
    const [one, ...more] = found("draft");
    expect(one).toMatchObject({ code: "BT220", at: { node: "meet", channel: "draft" }, path: ["fork", "choice.otherwise", "meet"] });
    expect(more).toEqual([]);
    expect(found(`"has(state.draft) ? draft : 'none'"`)).toEqual([]);
  });

  it("may not be there where a branch is empty", () => {
    const straight = ["start -> fork", "fork.left -> meet", "fork.right -> b", "b -> meet", "meet -> end"];
    const short = nodes("draft").filter((node) => !/^(choice|a):/.test(node));
    expect(
      check(short, straight, "{ done: [question] }")
        .filter(({ severity }) => severity === "error")
        .map(({ code, path }) => [code, path]),
    ).toEqual([["BT220", ["fork.left", "meet"]]]);
  });

  it("names what is there, with types that fit, and reads count", () => {
    expect(found("drafft").map(({ code }) => code)).toEqual(["BT231", "BT202"]);
    expect(found(`"has(state.draft) && draft + 1 == 2"`).map(({ code }) => code)).toEqual(["BT203"]);
  });
});

describe("what certainly happened after a join", () => {
  const max = "{ question: string, most: { schema: string, merge: max }, notes: { schema: list(string), merge: append } }";
  const lacks = (nodes: readonly string[], ways: readonly string[], given = "{ done: [question, most, notes] }") =>
    checkToy(toyDocument({ state: max, outcomes: given, nodes, edges: ways })).map(({ code, at, path }) => [code, at.channel, path]);
  const wires = ["start -> fork", "fork.each -> a", "a -> meet", "meet -> end"];
  const each = "fork: { kind: parallel, each: notes, local: { item: true } }";

  it("is nothing where a list may be empty, or no branch need succeed", () => {
    const gap = [["BT222", "most", ["fork", "meet.done", "end.done"]]];
    expect(lacks([each, write("a", "{ most: item }"), meet], wires)).toEqual(gap);
    expect(lacks([each, write("a", "{ most: item }"), "meet: { kind: join, of: fork, need: 0 }"], wires)).toEqual(gap);
    expect(lacks([each, write("a", "{ most: item }"), "meet: { kind: join, of: fork, need: 1 }"], wires)).toEqual([]);
    const named = [fork, write("a", "{ most: question }"), write("b", "{ most: question }")];
    const both = ["start -> fork", "fork.left -> a", "fork.right -> b", "a -> meet", "b -> meet", "meet -> end"];
    expect(lacks([...named, "meet: { kind: join, of: fork, need: 0 }"], both)).toEqual(gap);
    expect(lacks([...named, "meet: { kind: join, of: fork, need: 1 }"], both)).toEqual([]);
  });

  it("is nothing where it failed: what failed branches wrote is dropped", () => {
    const named = [fork, write("a", "{ most: question }"), write("b", "{ most: question }"), meet];
    const ways = ["start -> fork", "fork.left -> a", "fork.right -> b", "a -> meet", "b -> meet", "meet -> end", "meet.failed -> end.broken"];
    expect(lacks(named, ways, "{ done: [question, most, notes], broken: [most] }").map(([code]) => code)).toEqual(["BT222"]);
  });
});

describe("a review in a branch", () => {
  it("approves a call of the same branch, with what the branch has", () => {
    const pay = "pay: { kind: tool, tool: search, args: { query: item } }";
    const ask = "ask: { kind: review, approves: pay }";
    const each = "fork: { kind: parallel, each: notes, local: { item: true } }";
    const ways = ["fork.each -> ask", "ask.approved -> pay", "ask.rejected -> meet", "ask.expired -> meet", "pay -> meet", "meet -> end"];
    expect(codes([each, ask, pay, meet], ["start -> fork", ...ways], "{ done: [question, notes] }").filter((code) => code !== "BT230")).toEqual([]);
    const outside = ["start -> ask", "ask.approved -> fork", "ask.rejected -> end", "ask.expired -> end", "fork.each -> pay", "pay -> meet", "meet -> end"];
    expect(codes([each, ask, pay, meet], outside, "{ done: [question, notes] }").filter((code) => code !== "BT230")).toEqual(["BT312"]);
  });
});

describe("regions", () => {
  it("hold loops of their own, bounded by an edge or by a check", () => {
    const again = "judge: { kind: check }";
    const wires = ["start -> fork", "fork.left -> a", "a -> judge", "judge.passed -> meet", "judge.retry -> a", "judge.exhausted -> meet"];
    const bounded = ["fork.right -> b", "{ edge: b -> b, max: 2, else: meet }", "meet -> end"];
    expect(codes([fork, left, again, right, meet], [...wires, ...bounded])).toEqual([]);
    expect(codes([fork, left, again, right, meet], [...wires, "fork.right -> b", "b -> b", "meet -> end"])).toContain("BT139");
    expect(codes([fork, left, again, right, meet], [...wires, "fork.right -> b", "{ edge: b -> b, max: 2, else: end }", "meet -> end"])).toContain("BT305");
  });

  it("are not left for the join where the node that opens them failed", () => {
    expect(
      check([fork, left, right, meet], [...edges, "fork.failed -> meet"], outcomes)
        .filter(({ severity }) => severity === "error")
        .map(({ code, at }) => [code, at.edge]),
    ).toEqual([["BT306", "fork.failed -> meet"]]);
  });

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
