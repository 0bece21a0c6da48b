import { describe, expect, it } from "vitest";
import { applyEdits } from "../document/edit.ts";
import { checkToy, toyDocument } from "./toy-kinds.ts";

const find = "find: { kind: tool, tool: search, args: { query: question }, writes: answer }";
const edges = ["start -> find", "find -> end"];

/** What a finding's place says in the document. */
function quoted(text: string): readonly (readonly [string, string])[] {
  return checkToy(text).map(({ code, at }) => [code, text.slice(at.start, at.end)]);
}

function policyCodes(tool: string, when: string): readonly string[] {
  const more = `policies: [{ node: "*", tool: ${tool}, when: "${when}", then: deny }]`;
  return checkToy(toyDocument({ nodes: [find], edges, more })).map((each) => each.code);
}

/** A transform that writes the answer. */
function write(value: string): string {
  return toyDocument({ nodes: [`find: { kind: transform, writes: { answer: ${value} } }`], edges });
}

/** The document after the repair of an unknown channel. */
function repair(text: string, code = "BT210"): string {
  return applyEdits(text, checkToy(text).find((each) => each.code === code)?.fix?.edits ?? []);
}

function policyAfter(node: string, after: string): string {
  return `policies:\n  - { node: ${node}, tool: search, after: ${after}, then: allow }`;
}

/** Findings of a policy in a graph with another inside (`sub`), which has one inside (`sub/inner`); each with what it offers instead. */
function policiesOver(node: string, after: string): readonly (readonly [string, string, unknown])[] {
  const good = "good: { kind: branch, cases: [{ port: long, when: size(question) > 10 }] }";
  const inner = toyDocument({ nodes: [find], edges }).replace("id: example", "id: inner");
  const sub = toyDocument({
    state: "{ question: string }",
    outcomes: "{ done: [question] }",
    nodes: ["inner: { kind: subgraph, graph: inner, input: { question: question } }", find.replace(", writes: answer", ""), good],
    edges: ["start -> inner", "inner -> find", "find -> good", "good.long -> end", "good.otherwise -> end"],
  }).replace("id: example", "id: sub");
  const text = toyDocument({
    nodes: [find, "sub: { kind: subgraph, graph: sub, input: { question: question } }"],
    edges: ["start -> find", "find -> sub", "sub -> end"],
    more: policyAfter(node, after),
  });
  const found = checkToy(text, { "graphs/sub/graph.yaml": sub, "graphs/inner/graph.yaml": inner });
  return found.map(({ code, at, fix }) => [code, text.slice(at.start, at.end), fix?.edits[0]?.op === "set" ? fix.edits[0].value : undefined]);
}

describe("policies", () => {
  it("are checked in every part, each at its own word", () => {
    const more =
      "policies:\n  - { node: [find, fnd], tool: [search, serch], after: [find.dne, gone], then: approve, by: [controller, boss], escalate: [{ after: 1h, to: chief }], calendar: moon }";
    expect(quoted(toyDocument({ nodes: [find], edges, more }))).toEqual([
      ["BT160", "fnd"],
      ["BT150", "serch"],
      ["BT161", "find.dne"],
      ["BT160", "gone"],
      ["BT152", "[controller, boss]"],
      ["BT152", "chief"],
      ["BT153", "moon"],
    ]);
  });

  it("see the arguments of the tools they are for", () => {
    expect(policyCodes("pay", "args.amount_minor > 5")).toEqual([]);
    expect(policyCodes("pay", "args.amont_minor > 5")).toEqual(["BT203"]);
    expect(policyCodes("search", "args.query > 5")).toEqual(["BT203"]);
    expect(policyCodes("[search, pay]", "has(args.query) && size(args.query) > 5")).toEqual([]);
    expect(policyCodes("[search, pay]", "args.qery == 'x'")).toEqual(["BT203"]);
  });

  it("are shown at the wrong name in a condition over several lines", () => {
    const policy = (when: string) => `policies:\n  - node: "*"\n    tool: pay\n    then: deny\n    when: ${when}`;
    const placed = (when: string) => {
      const text = toyDocument({ nodes: [find], edges, more: policy(when) });
      return checkToy(text).map(({ code, at }) => `${code} ${at.line}:${at.column} ${text.slice(at.start, at.end)}`);
    };
    expect(placed(">-\n      args.amount_minor > 5\n      && topik == 'x'")).toEqual(["BT202 10:10 topik"]);
    expect(placed("|\n      args.amount_minor > 5 &&\n        topik == 'x'")).toEqual(["BT202 10:9 topik"]);
    expect(placed("args.amount_minor > 5\n      && topik == 'x'")).toEqual(["BT202 9:10 topik"]);
    expect(placed("'args.amount_minor > 5 && ''x'' == topik'")).toEqual(["BT202 8:46 topik"]);
    expect(placed('"\\"x\\" != string(args.amount_minor) &&\n      topik == 1"')).toEqual(["BT202 9:7 topik"]);
  });

  it("may be decided by the requester", () => {
    const more = "policies: [{ node: find, tool: search, then: approve, by: requester }]";
    expect(quoted(toyDocument({ nodes: [find], edges, more }))).toEqual([]);
  });

  it("may name nodes of the graphs inside, and of the graphs inside those, and their ports", () => {
    expect(policiesOver("[sub/find, sub/inner/find]", "[sub/find.done, sub/inner/find.failed, sub.done]")).toEqual([]);
    expect(policiesOver("[sub/fnd, sub/inner/fnd, find/find, sub//find, sub/]", "[sub/find.dne, sub/good, sub.dne]")).toEqual([
      ["BT160", "sub/fnd", "sub/find"],
      ["BT160", "sub/inner/fnd", "sub/inner/find"],
      ["BT160", "find/find", undefined],
      ["BT160", "sub//find", undefined],
      ["BT160", "sub/", undefined],
      ["BT161", "sub/find.dne", undefined],
      ["BT161", "sub/good", undefined],
      ["BT161", "sub.dne", undefined],
    ]);
  });

  it("say nothing of the nodes of a graph that could not be read", () => {
    const text = toyDocument({
      nodes: ["sub: { kind: subgraph, graph: gone }"],
      edges: ["start -> sub", "sub -> end"],
      more: policyAfter("sub/find", "[sub/find.done]"),
    });
    expect(checkToy(text).map(({ code }) => code)).toEqual(["BT123"]);
  });
});

describe("what `defaults` gives to nodes", () => {
  it("is reported and repaired where it stands, once for all of them", () => {
    const asks = "{ kind: agent, prompt: prompts/find.md, writes: answer }";
    const text = toyDocument({
      nodes: [`one: ${asks}`, `two: ${asks}`],
      edges: ["start -> one", "one -> two", "two -> end"],
      more: "defaults: { agent: { model: standrd } }",
    });
    expect(quoted(text)).toEqual([["BT151", "standrd"]]);
  });
});

describe("written channels", () => {
  it("are repaired in short and in full form", () => {
    const inShort = toyDocument({ nodes: [find.replace("writes: answer", "writes: anwser")], edges });
    const inFull = toyDocument({ nodes: [find.replace("writes: answer", "writes: { anwser: output }")], edges });
    expect(checkToy(repair(inShort))).toEqual([]);
    expect(repair(inFull)).toContain("writes: { answer: output }");
  });

  it("that take a list are given one", () => {
    const state = "{ question: string, answer: { schema: list(string), merge: append } }";
    const text = toyDocument({ nodes: [find], edges, state });
    const [found, ...others] = checkToy(text);
    expect(others).toEqual([]);
    expect(found?.message).toBe("`answer` takes a list, and this is one item: write `[output]`.");
    expect(applyEdits(text, found?.fix?.edits ?? [])).toContain('writes: { answer: "[output]" }');
  });

  it("of another type are reported at the write, and a mistake inside an expression where it is", () => {
    expect(quoted(write("size(question)"))).toEqual([["BT211", "size(question)"]]);
    expect(quoted(write('"question + string(question.size)"')).map(([code]) => code)).toEqual(["BT203"]);
    expect(quoted(write('"question + topik"'))).toEqual([["BT202", "topik"]]);
  });
});

describe("a node with a channel's name", () => {
  it("is renamed wherever the document names it, and nothing else of that name", () => {
    const text = toyDocument({
      outcomes: "{ done: [answer], answer: [question] }",
      more: "policies: [{ node: [answer, look], tool: search, after: [look.approved, answer.done, answer], then: allow }]",
      nodes: [
        "look: { kind: review, approves: answer, shows: [question] }",
        "answer: { kind: tool, tool: search, args: { query: question }, writes: answer }",
        "tidy: { kind: transform, writes: { answer: answer } }",
      ],
      edges: [
        "start -> look",
        "look.approved -> answer",
        "look.rejected -> end.answer",
        "look.expired -> end.answer",
        "{ edge: answer.done -> tidy, max: 2, else: end.done }",
        "{ edge: answer.failed -> answer, max: 2, else: end.answer }",
        "tidy -> end",
      ],
    });
    expect(quoted(text)).toEqual([["BT170", "answer"]]);
    const repaired = repair(text, "BT170");
    expect(checkToy(repaired)).toEqual([]);
    expect(repaired.match(/answer_node/g)).toHaveLength(9);
  });

  it("is given a name that nobody has", () => {
    const nodes = ["answer: { kind: tool, tool: search, args: { query: question }, writes: answer }", "answer_node: { kind: transform }"];
    const repaired = repair(toyDocument({ nodes, edges: ["start -> answer", "answer -> answer_node", "answer_node -> end"] }), "BT170");
    expect(repaired).toContain("answer_node2: {");
    expect(checkToy(repaired)).toEqual([]);
  });
});

describe("a prompt", () => {
  it("is checked in its own file", () => {
    const text = toyDocument({ nodes: ["find: { kind: agent, prompt: prompts/find.md, writes: answer }"], edges });
    const prompt = "---\nid: find\nkind: role\ninputs: [question]\n---\nAnswer {{ question }}\nand {{ qestion }}.\n";
    const [found, ...others] = checkToy(text, { "prompts/find.md": prompt });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: "BT202", at: { file: "prompts/find.md", line: 7, column: 8 } });
    expect(prompt.slice(found?.at.start, found?.at.end)).toBe("qestion");
  });
});
