import { describe, expect, it } from "vitest";
import { applyEdits } from "../document/edit.ts";
import { checkToy, toyDocument } from "./toy-kinds.ts";

const find = "find: { kind: tool, tool: search, args: { query: question }, writes: answer }";
const good = "good: { kind: branch, cases: [{ port: long, when: size(answer) > 10 }] }";

describe("a graph with nothing wrong", () => {
  it("gives no diagnostics", () => {
    expect(checkToy(toyDocument({ nodes: [find], edges: ["start -> find", "find -> end"] }))).toEqual([]);
  });

  it("may have a cycle that an edge with max bounds", () => {
    const edges = ["start -> find", "find -> good", "good.long -> end", "{ edge: good.otherwise -> find, max: 3, else: end.done }"];
    expect(checkToy(toyDocument({ nodes: [find, good], edges }))).toEqual([]);
  });

  it("may have a cycle that a kind's own port bounds", () => {
    const edges = ["start -> find", "find -> quality", "quality.passed -> end", "quality.retry -> find", "quality.exhausted -> end"];
    expect(checkToy(toyDocument({ nodes: [find, "quality: { kind: check }"], edges }))).toEqual([]);
  });
});

describe("edges", () => {
  it("are all checked at once, in the order of the document", () => {
    const edges = ["start -> fnd", "find -> nowhere_at_all", "find.failed -> end.lost", "find.done -> end"];
    expect(checkToy(toyDocument({ nodes: [find], edges })).map((each) => [each.code, each.at.line])).toEqual([
      ["BT132", 10],
      ["BT132", 11],
      ["BT134", 12],
      ["BT135", 13],
    ]);
  });

  it("name the place of the mistake and offer the nearest name", () => {
    const text = toyDocument({ nodes: [find], edges: ["start -> find", "find.dne -> end # keep this"] });
    const found = checkToy(text).find((each) => each.code === "BT133");
    expect(found?.message).toBe("`find` has no port `dne`; did you mean `done`?");
    expect(text.slice(found?.at.start, found?.at.end)).toBe("find.dne -> end");
    expect(applyEdits(text, found?.fix?.edits ?? [])).toContain("  - find.done -> end # keep this\n");
  });

  it("repair the target and not a node of the same name in front of the arrow", () => {
    const text = toyDocument({ nodes: [find, "finder: { kind: transform }"], edges: ["start -> find", "find -> fnder", "finder -> end"] });
    const fixed = applyEdits(text, checkToy(text).find((each) => each.code === "BT132")?.fix?.edits ?? []);
    expect(fixed).toContain("- find -> finder\n");
  });

  it("of a node that could not be read are not reported as leading nowhere", () => {
    const nodes = [find, "odd: { kind: tool, tol: search }"];
    const found = checkToy(toyDocument({ nodes, edges: ["start -> find", "find -> odd", "odd.whatever -> end"] }));
    expect(found.filter((each) => /^BT1[3-9]/.test(each.code))).toEqual([]);
    expect(found.some((each) => each.at.node === "odd" || each.at.line === 9)).toBe(true);
  });

  it("that cannot be read leave open what they name", () => {
    const nodes = [find, "then: { kind: transform }", "last: { kind: transform }"];
    const found = checkToy(toyDocument({ nodes, edges: ["start -> find", "find -> -> then", "then -> last", "last -> end"] }));
    expect(found.map((each) => each.code)).toEqual(["BT119"]);
  });

  it("check the `else` of a bounded edge", () => {
    const text = toyDocument({ nodes: [find], edges: ["start -> find", "{ edge: find -> find, max: 2, else: end.don }"] });
    const found = checkToy(text).find((each) => each.code === "BT134");
    expect(text.slice(found?.at.start, found?.at.end)).toBe("end.don");
    expect(applyEdits(text, found?.fix?.edits ?? [])).toContain("else: end.done }");
  });
});

describe("cycles", () => {
  it("without a bound are named in order, and bounded by the fix", () => {
    const text = toyDocument({ nodes: [find, good], edges: ["start -> find", "find -> good", "good.long -> end", "good.otherwise -> find"] });
    const found = checkToy(text).find((each) => each.code === "BT139");
    expect(found?.path).toEqual(["find", "good", "find"]);
    expect(checkToy(applyEdits(text, found?.fix?.edits ?? []))).toEqual([]);
  });

  it("are each reported, so that bounding what is reported leaves none", () => {
    const nodes = [find, good, "better: { kind: branch, cases: [{ port: long, when: size(answer) > 20 }] }"];
    const edges = ["start -> find", "find -> good", "good.long -> better", "good.otherwise -> find", "better.long -> end", "better.otherwise -> good"];
    let text = toyDocument({ nodes, edges });
    const found = checkToy(text).filter((each) => each.code === "BT139");
    expect(found.map((each) => each.at.edge)).toEqual(["good.otherwise -> find", "better.otherwise -> good"]);
    for (const { fix } of found) text = applyEdits(text, fix?.edits ?? []);
    expect(checkToy(text)).toEqual([]);
  });

  it("through the `else` of a bounded edge are not bounded by it", () => {
    const edges = ["start -> find", "find -> good", "good.long -> end", "{ edge: good.otherwise -> end.done, max: 3, else: find }"];
    expect(checkToy(toyDocument({ nodes: [find, good], edges })).map((each) => each.code)).toEqual(["BT139"]);
  });

  it("without an exit are told once, with the way round", () => {
    const nodes = [find, "a: { kind: transform }", "b: { kind: transform }"];
    const found = checkToy(toyDocument({ nodes, edges: ["start -> find", "find -> a", "a -> b", "b -> a"] }));
    expect(found.filter((each) => each.code === "BT138").map((each) => each.path)).toEqual([["a", "b", "a"]]);
  });
});

function wrongArgs(args: string): readonly string[] {
  const nodes = [`find: { kind: tool, tool: search, args: ${args}, writes: answer }`];
  return checkToy(toyDocument({ nodes, edges: ["start -> find", "find -> end"], outcomes: "{ done: [answer, question] }" })).map((each) => each.code);
}

describe("tools", () => {
  it("must be given arguments of their types", () => {
    expect(wrongArgs("{ query: 5 }")).toContain("BT203");
    expect(wrongArgs('{ query: "size(question)" }')).toContain("BT203");
    expect(wrongArgs('{ query: "{{ size(question) }} letters" }')).toEqual([]);
  });

  it("are told every wrong argument", () => {
    expect(wrongArgs("{ limit: 5, qury: question }")).toEqual(["BT157", "BT156", "BT156"]);
  });
});

describe("names of objects that every object has", () => {
  it("are no tools, models or nodes", () => {
    const text = toyDocument({ nodes: ["find: { kind: tool, tool: constructor, writes: answer }"], edges: ["start -> find", "find -> end"] });
    expect(checkToy(text).map((each) => each.code)).toEqual(expect.arrayContaining(["BT150"]));
  });
});
