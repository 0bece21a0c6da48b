import { describe, expect, it } from "vitest";
import { checkToy, toyDocument } from "./toy-kinds.ts";

const find = "find: { kind: tool, tool: search, args: { query: question }, writes: answer }";
const route = "route: { kind: branch, cases: [{ port: short, when: size(question) < 80 }] }";
const tell = 'tell: { kind: transform, writes: { answer: "question + answer" } }';

function prompt(inputs: string): string {
  return `---\nid: find\nkind: role\ninputs: [${inputs}]\n---\nHello.\n`;
}

interface Parts {
  readonly state?: string;
  readonly outcomes?: string;
}

function codes(nodes: readonly string[], edges: readonly string[], parts: Parts = {}): readonly string[] {
  return checkToy(toyDocument({ nodes, edges, ...parts })).map((each) => each.code);
}

describe("a channel that is read", () => {
  it("must be written on every way, and the way that does not is shown", () => {
    const nodes = [route, find, tell];
    const edges = ["start -> route", "route.short -> find", "route.otherwise -> tell", "find -> tell", "tell -> end"];
    const text = toyDocument({ nodes, edges });
    const found = checkToy(text);
    expect(found.map((each) => each.code)).toEqual(["BT220"]);
    expect(found[0]?.path).toEqual(["route", "tell"]);
    expect(text.slice(found[0]?.at.start, found[0]?.at.end)).toBe("answer");
    expect(text.slice(found[0]?.at.start).split("\n")[0]).toBe('answer" } }');
  });

  it("may be one with a default, or an input", () => {
    const nodes = ['tell: { kind: transform, writes: { answer: "question + answer" } }'];
    expect(codes(nodes, ["start -> tell", "tell -> end"], { state: "{ question: string, answer: { schema: string, default: none } }" })).toEqual([]);
  });

  it("counts a write only on the port that writes", () => {
    const edges = ["start -> find", "find -> tell", "find.failed -> tell", "tell -> end"];
    expect(codes([find, tell], edges)).toEqual(["BT220"]);
    const both = "find: { kind: tool, tool: search, args: { query: question }, writes: answer, writesOn: { failed: { answer: output.message } } }";
    expect(codes([both, tell], edges)).toEqual([]);
  });

  it("is not written by the node that reads it, as right sides come first", () => {
    expect(codes([tell], ["start -> tell", "tell -> end"])).toEqual(["BT220"]);
  });

  it("stays written round a cycle, and not before it", () => {
    const nodes = ['again: { kind: branch, cases: [{ port: done, when: "has(state.answer) && size(answer) > 3" }] }', find];
    const edges = ["start -> again", "again.done -> end", "{ edge: again.otherwise -> find, max: 3, else: end.lost }", "find -> again"];
    expect(codes(nodes, edges, { outcomes: "{ done: [answer], lost: [] }" })).toEqual([]);
    const unguarded = ["again: { kind: branch, cases: [{ port: done, when: size(answer) > 3 }] }", find];
    expect(codes(unguarded, edges, { outcomes: "{ done: [], lost: [] }" })).toEqual(["BT220"]);
  });

  it("may be guarded inside its expression", () => {
    const nodes = ['tell: { kind: transform, writes: { answer: "has(state.answer) ? answer : question" } }'];
    expect(codes(nodes, ["start -> tell", "tell -> end"])).toEqual([]);
  });

  it("is proven written on the port of a condition that asked", () => {
    const asks = 'asks: { kind: branch, cases: [{ port: there, when: "has(state.answer) && size(question) > 3" }] }';
    const edges = ["start -> asks", "asks.there -> tell", "asks.otherwise -> find", "find -> end", "tell -> end"];
    expect(codes([asks, find, tell], edges)).toEqual([]);
    const swapped = ["start -> asks", "asks.there -> find", "asks.otherwise -> tell", "find -> end", "tell -> end"];
    expect(codes([asks, find, tell], swapped)).toEqual(["BT220"]);
  });

  it("is proven written where `otherwise` follows from its absence, for later conditions too", () => {
    const asks = 'asks: { kind: branch, cases: [{ port: empty, when: "!has(state.answer)" }, { port: long, when: size(answer) > 9 }] }';
    const edges = ["start -> asks", "asks.empty -> find", "asks.long -> end", "asks.otherwise -> tell", "find -> end", "tell -> end"];
    expect(codes([asks, find, tell], edges)).toEqual([]);
  });

  it("may be an optional input of a prompt, and must not be another one", () => {
    const text = toyDocument({ nodes: ["find: { kind: agent, prompt: prompts/find.md, writes: answer }"], edges: ["start -> find", "find -> end"] });
    expect(checkToy(text, { "prompts/find.md": prompt("question, answer?") })).toEqual([]);
    expect(checkToy(text, { "prompts/find.md": prompt("question, answer") }).map((each) => each.code)).toEqual(["BT220"]);
  });

  it("is told once where nothing writes it at all", () => {
    const nodes = [
      "find: { kind: tool, tool: search, args: { query: topic }, writes: answer }",
      "tell: { kind: transform, writes: { answer: question + topic } }",
    ];
    const state = "{ question: string, answer: string, topic: string }";
    expect(codes(nodes, ["start -> find", "find -> tell", "tell -> end"], { state })).toEqual(["BT221"]);
  });

  it("may be shown by a review while it is absent", () => {
    const nodes = ["pay: { kind: tool, tool: pay, args: { amount_minor: 5 } }", "ask: { kind: review, approves: pay, shows: [answer] }", find];
    const edges = ["start -> ask", "ask.approved -> pay", "ask.rejected -> find", "ask.expired -> find", "pay -> find", "find -> end"];
    expect(codes(nodes, edges)).toEqual([]);
  });
});

describe("a review", () => {
  it("needs what the call it freezes reads", () => {
    const nodes = [
      route,
      "sum: { kind: transform, writes: { amount: 5 } }",
      "pay: { kind: tool, tool: pay, args: { amount_minor: amount } }",
      "ask: { kind: review, approves: pay }",
    ];
    const edges = [
      "start -> route",
      "route.short -> sum",
      "route.otherwise -> ask",
      "sum -> ask",
      "ask.approved -> pay",
      "ask.rejected -> end",
      "ask.expired -> end",
      "pay -> end",
    ];
    const found = checkToy(toyDocument({ nodes, edges, state: "{ question: string, amount: integer }", outcomes: "{ done: [] }" }));
    expect(found.map((each) => [each.code, each.at.node])).toEqual([
      ["BT220", "pay"],
      ["BT220", "ask"],
    ]);
  });
});

describe("an outcome", () => {
  it("gives back what is written on every way to it, and shows one that is not", () => {
    const nodes = [route, find];
    const edges = ["start -> route", "route.short -> find", "route.otherwise -> end.done", "find -> end.done"];
    const found = checkToy(toyDocument({ nodes, edges }));
    expect(found.map((each) => [each.code, each.path])).toEqual([["BT222", ["route.otherwise", "end.done"]]]);
    expect(codes(nodes, edges, { outcomes: '{ done: ["answer?"] }' })).toEqual([]);
  });

  it("may count on what the last port writes or proves", () => {
    expect(codes([find], ["start -> find", "find -> end.done", "find.failed -> end.lost"], { outcomes: "{ done: [answer], lost: [question] }" })).toEqual([]);
  });
});

describe("a channel", () => {
  it("that is only used by a policy is used", () => {
    const state = "{ question: string, answer: string, limit: { schema: integer, default: 3 } }";
    const more = 'policies: [{ node: find, tool: search, when: "limit > 2", then: allow }]';
    expect(checkToy(toyDocument({ nodes: [find], edges: ["start -> find", "find -> end"], state, more }))).toEqual([]);
  });
});
