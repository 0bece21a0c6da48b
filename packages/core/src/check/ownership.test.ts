import { describe, expect, it } from "vitest";
import { applyEdits } from "../document/edit.ts";
import { folderFiles } from "../document/files.ts";
import { readGraph } from "../document/read.ts";
import { kindContext } from "../kind/context.ts";
import { ownersOf, taskSchema } from "../kind/owners.ts";
import { regionsOf } from "../kind/regions.ts";
import { checkToy, toyHost, toyKinds } from "./toy-kinds.ts";
import { base, boss, check, codes, document, find, sort } from "./toy-owners.ts";

describe("a node that another owns", () => {
  it("needs no edges, wires no ports and is reached through its owner", () => {
    expect(codes([boss("passes: [question], workers: { find: {}, sort: {} }"), find, sort])).toEqual([]);
  });

  it("has none either: every edge at it is told, and nothing that follows from them", () => {
    const edges = [...base, "find -> end", "find.failed -> sort", "{ edge: sort -> boss, max: 2, else: find }"];
    const found = check([boss("passes: [question], workers: { find: {}, sort: {} }"), find, sort], edges);
    expect(found.map((each) => [each.code, each.at.edge])).toEqual([
      ["BT144", "find.done -> end.done"],
      ["BT144", "find.failed -> sort"],
      ["BT144", "sort.done -> boss"],
    ]);
  });

  it("is not where a run starts", () => {
    expect(codes([boss("passes: [question], workers: { find: {}, sort: {} }"), find, sort], ["start -> find", ...base.slice(1)])).toEqual(["BT144"]);
  });

  it("is not taken for the start where no edge says so", () => {
    const found = check([find, sort, boss("passes: [question], workers: { find: {}, sort: {} }")], base.slice(1));
    expect(found.map((each) => [each.code, each.fix?.title])).toEqual([["BT115", "Add `start -> boss`"]]);
  });

  it("must be there; the name that was meant is told", () => {
    for (const named of ["workers: { fnd: {}, sort: {} }", "workers: { sort: {} }, members: [fnd]"]) {
      const text = document([
        boss(`passes: [question], ${named}`),
        find.replace("tool, tool: search, args: { query: question }", "agent, prompt: prompts/find.md"),
        sort,
      ]);
      const found = checkToy(text).find((each) => each.code === "BT165");
      expect(found?.fix?.title).toBe("Change `fnd` to `find`");
      expect(text.slice(found?.at.start, found?.at.end)).toBe("fnd");
      expect(checkToy(applyEdits(text, found?.fix?.edits ?? []))).toEqual([]);
    }
  });

  it("is not looked for again where it stands and was not understood", () => {
    expect(codes([boss("passes: [question], workers: { find: {}, sort: {} }"), "find: { kind: tol }", sort])).toEqual(["BT114"]);
  });

  it("is of a kind that its owner can use", () => {
    const found = check([boss("passes: [question], members: [find, sort]"), find, "sort: { kind: agent, prompt: prompts/find.md, writes: topic }"]);
    expect(found.map((each) => [each.code, each.message])).toEqual([
      ["BT147", expect.stringContaining("cannot be a member of `boss`: name a node of the kind `agent`")],
    ]);
  });

  it("has one owner, and that one names it once", () => {
    const nodes = [
      boss("passes: [question], workers: { find: {} }, members: [find]"),
      "other: { kind: boss, passes: [question], workers: { find: {} } }",
      find,
    ];
    const found = check(nodes, ["start -> boss", "boss -> other", "boss.escalated -> end.lost", "other -> end", "other.escalated -> end.lost"], {
      outcomes: '{ done: ["answer?"], lost: [] }',
      state: "{ question: string, answer: string }",
    });
    expect(found.map((each) => [each.code, each.at.node, each.path])).toEqual([
      ["BT145", "boss", undefined],
      ["BT147", "boss", undefined],
      ["BT145", "other", ["boss", "find", "other"]],
    ]);
  });

  it("does not own its owner, however far up", () => {
    const nodes = [
      boss("passes: [question], workers: { lead: {} }"),
      "lead: { kind: boss, passes: [question], workers: { deputy: {} } }",
      "deputy: { kind: boss, passes: [question], workers: { boss: {}, find: {} } }",
      find,
    ];
    const found = check(nodes, base, { outcomes: '{ done: ["answer?"], lost: [] }', state: "{ question: string, answer: string }" });
    expect(found.map((each) => [each.code, each.path])).toEqual([["BT146", ["boss", "lead", "deputy", "boss"]]]);
  });

  it("may be named by a policy", () => {
    const more = "policies: [{ node: find, tool: search, when: has(state.topic), then: allow }]";
    const nodes = [boss("passes: [question], workers: { find: { after: [sort] }, sort: {} }"), find, sort];
    expect(codes(nodes, base, { more })).toEqual([]);
    expect(codes(nodes, base, { more: more.replace("has(state.topic)", "size(topic) > 2") })).toEqual([]);
    expect(codes(nodes, base, { more: more.replace("has(state.topic)", "size(answer) > 2") })).toEqual(["BT223"]);
  });
});

describe("keys for a brief", () => {
  it("are for nodes that have an owner; the fix removes them", () => {
    const text = document(
      ["find: { kind: tool, tool: search, does: Search., args: { query: question }, escalateWhen: [Nothing is found.], writes: answer }"],
      ["start -> find", "find -> end"],
      {
        state: "{ question: string, answer: string }",
        outcomes: "{ done: [answer] }",
      },
    );
    const found = checkToy(text);
    expect(found.map((each) => [each.code, each.severity])).toEqual([["BT148", "warning"]]);
    expect(checkToy(applyEdits(text, found[0]?.fix?.edits ?? []))).toEqual([]);
  });

  it("that all nodes of a kind have by default bother nobody", () => {
    const more = "defaults: { tool: { success: [It is found.] } }";
    expect(codes([find], ["start -> find", "find -> end"], { more, state: "{ question: string, answer: string }", outcomes: "{ done: [answer] }" })).toEqual(
      [],
    );
  });
});

describe("an owned node that waits", () => {
  it("waits for one of the same owner", () => {
    const found = check([boss("passes: [question], workers: { find: { after: [srt] }, sort: {} }"), find, sort]);
    expect(found.map((each) => [each.code, each.fix?.title])).toEqual([["BT149", "Change `srt` to `sort`"]]);
  });

  it("does not wait in a circle, nor for itself", () => {
    const found = check([
      boss("passes: [question], workers: { find: { after: [find] }, sort: { after: [other] }, other: { after: [sort] } }"),
      find,
      sort,
      sort.replace("sort", "other"),
    ]);
    expect(found.map((each) => [each.code, each.path])).toEqual([
      ["BT167", ["find", "find"]],
      ["BT167", ["sort", "other", "sort"]],
      ["BT167", ["other", "sort", "other"]],
    ]);
  });
});

describe("in a branch", () => {
  const nodes = [
    "fork: { kind: parallel, branches: [left, right], local: { note: false } }",
    boss("passes: [question, note], workers: { find: {}, sort: {} }"),
    find.replace("query: question", "query: question + note"),
    sort,
    "seed: { kind: transform, writes: { note: question } }",
    "other: { kind: transform, writes: { note: question, answer: note } }",
    "meet: { kind: join, of: fork }",
  ];
  const edges = [
    "start -> fork",
    "fork.left -> seed",
    "seed -> boss",
    "boss -> meet",
    "boss.escalated -> meet",
    "fork.right -> other",
    "other -> meet",
    "meet -> end",
  ];

  it("what a node owns runs where that node does: it sees the branch's locals, and its writes collide with other branches'", () => {
    const found = check(nodes, edges, { outcomes: '{ done: ["answer?", "topic?"] }' });
    expect(found.map((each) => [each.code, each.at.channel, each.path])).toEqual([
      ["BT310", "answer", ["fork", "find", "other"]],
      ["BT220", "note", ["fork", "other"]],
    ]);
  });

  it("its nodes belong to the region that is compiled", () => {
    const { graph } = readGraph(folderFiles({ "graph.yaml": document(nodes, edges, { outcomes: "{ done: [] }" }) }), toyKinds);
    const region = graph === undefined ? undefined : regionsOf(graph, toyKinds, toyHost).get("fork");
    expect([...(region?.members ?? [])].toSorted()).toEqual(["boss", "find", "other", "seed", "sort"]);
  });
});

describe("owners", () => {
  const text = document([
    boss("passes: [question], workers: { lead: {}, sort: { after: [lead] } }"),
    "lead: { kind: boss, passes: [question], workers: { find: { required: true } } }",
    find,
    sort,
  ]);
  const { graph } = readGraph(folderFiles({ "graph.yaml": text }), toyKinds);
  if (graph === undefined) throw new Error("It cannot be read.");

  it("are told by node, and to the node's own kind", () => {
    expect([...ownersOf(graph, toyKinds)].map(([node, { owner, owned }]) => [node, owner, owned.required])).toEqual([
      ["lead", "boss", false],
      ["sort", "boss", false],
      ["find", "lead", true],
    ]);
    const node = graph.nodes.get("find");
    const context = node === undefined ? undefined : kindContext(graph, toyKinds, toyHost, node);
    expect(context?.owner()).toMatchObject({ node: { id: "lead" }, kind: { type: "boss" }, owned: { node: "find" } });
    expect(context?.kindOf("boss")?.context.owner()).toBeUndefined();
    expect(context?.kindOf("sort")?.context.owner()?.node.id).toBe("boss");
  });

  it("send tasks whose schema holds what the node takes, references and all", () => {
    const takes = { type: "object", properties: { line: { $ref: "#/$defs/line" } }, $defs: { line: { type: "string" } } };
    expect(taskSchema(takes)).toMatchObject({ properties: { input: { properties: { line: { $ref: "#/$defs/line" } } } }, $defs: { line: { type: "string" } } });
  });
});
