import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../document/edit.ts";
import { folderFiles } from "../document/files.ts";
import { readGraph } from "../document/read.ts";
import { kindContext } from "../kind/context.ts";
import { ownersOf, taskSchema } from "../kind/owners.ts";
import { regionsOf } from "../kind/regions.ts";
import { checkToy, toyDocument, toyHost, toyKinds } from "./toy-kinds.ts";

const state = "{ question: string, answer: string, topic: string }";
const find = "find: { kind: tool, tool: search, args: { query: question }, writes: answer }";
const sort = "sort: { kind: tool, tool: search, args: { query: question }, writes: topic }";
const base = ["start -> boss", "boss -> end", "boss.escalated -> end.lost"];
const outcomes = '{ done: ["answer?", "topic?"], lost: [] }';

interface Parts {
  readonly state?: string;
  readonly outcomes?: string;
  readonly input?: string;
  readonly more?: string;
}

const boss = (config: string): string => `boss: { kind: boss, ${config} }`;
const document = (nodes: readonly string[], edges = base, parts: Parts = {}): string => toyDocument({ nodes, edges, state, outcomes, ...parts });
const check = (nodes: readonly string[], edges = base, parts: Parts = {}) => checkToy(document(nodes, edges, parts));
const codes = (...args: Parameters<typeof check>): readonly string[] => check(...args).map((each) => each.code);

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

describe("what an owned node sees", () => {
  it("is what it is passed: for it alone or for all", () => {
    expect(codes([boss("workers: { find: { passes: [question] }, sort: {} }"), find, sort])).toEqual(["BT701"]);
  });

  it("is mended by the fix: for it alone where its owner says something of it, else for all", () => {
    const given = [
      "workers: { find: { passes: [] }, sort: { passes: [question] } }",
      "workers: { find: {}, sort: { passes: [question] } }",
      "passes: [], members: [find], workers: { sort: { passes: [question] } }",
      "members: [find], workers: { sort: { passes: [question] } }",
    ];
    for (const config of given) {
      const text = document([boss(config), "find: { kind: agent, prompt: prompts/find.md, writes: answer }", sort]);
      const [found] = checkToy(text);
      expect(found).toMatchObject({ code: "BT701", fix: { title: "Pass it `question`" } });
      expect(checkToy(applyEdits(text, found?.fix?.edits ?? []))).toEqual([]);
    }
  });

  it("holds for the inputs of its prompt, and for what it asks under `has`", () => {
    const agent = 'find: { kind: agent, prompt: prompts/find.md, writes: { answer: "has(state.topic) ? topic : output" } }';
    const found = check([boss("workers: { find: {}, sort: { passes: [question] } }"), agent, sort]);
    expect(found.map((each) => [each.code, each.at.channel])).toEqual([
      ["BT701", "question"],
      ["BT701", "topic"],
    ]);
  });

  it("is a channel", () => {
    const found = check([boss("passes: [question, topik], workers: { find: {}, sort: {} }"), find, sort]);
    expect(found.map((each) => [each.code, each.fix?.title])).toEqual([["BT212", "Change `topik` to `topic`"]]);
  });

  it("must be written on every way to its owner", () => {
    const nodes = [
      "route: { kind: branch, cases: [{ port: short, when: size(question) < 80 }] }",
      sort.replace("sort", "before"),
      boss("passes: [question, topic], workers: { find: {}, sort: {} }"),
      find,
      sort,
    ];
    const edges = ["start -> route", "route.short -> before", "route.otherwise -> boss", "before -> boss", ...base.slice(1)];
    const found = check(nodes, edges);
    expect(found.map((each) => [each.code, each.path])).toEqual([["BT220", ["route", "boss", "find"]]]);
    expect(codes(nodes, edges, { state: "{ question: string, answer: string, topic: { schema: string, default: none } }" })).toEqual([]);
  });

  it("may be written by a worker that it waits for, however far back", () => {
    const other = "other: { kind: tool, tool: search, args: { query: topic } }";
    const waiting = "workers: { other: { after: [find], passes: [topic] }, find: { after: [sort] }, sort: {} }";
    expect(codes([boss(`passes: [question], ${waiting}`), find, sort, other])).toEqual([]);
    const found = check([boss(`passes: [question], ${waiting.replace("find: { after: [sort] }", "find: {}")}`), find, sort, other]);
    expect(found.map((each) => each.message)).toEqual([expect.stringContaining("or let `other` wait with `after: [sort]`")]);
  });

  it("has `task`, with the input that it takes", () => {
    const nodes = (query: string, takes: string): readonly string[] => [
      boss("passes: [question], workers: { find: {}, sort: {} }"),
      `find: { kind: tool, tool: search, args: { query: "${query}" }, writes: answer${takes} }`,
      sort,
    ];
    const takes = ", takes: { type: object, properties: { text: { type: string }, count: { type: integer } }, required: [text] }";
    expect(codes(nodes("task.input.text", takes))).toEqual([]);
    expect(codes(nodes("task.input.count", takes))).toEqual(["BT203"]);
    expect(codes(nodes("task.input.anything", ""))).toEqual([]);
    expect(codes(nodes("task.instruction + task.previous[0].worker + task.feedback[0]", ""))).toEqual([]);
    expect(codes(nodes("task.nothing", ""))).toEqual(["BT203"]);
  });

  it("has `task` in its prompt, where nobody else has that prompt", () => {
    const agent = (id: string, takes = ""): string => `${id}: { kind: agent, prompt: prompts/task.md${takes} }`;
    const prompts = (text: string) => ({ "prompts/task.md": `---\nid: task\n---\n${text}\n` });
    const owning = [
      boss("workers: { a: {}, b: {} }"),
      agent("a", ", takes: { type: object, properties: { text: { type: string } } }"),
      "b: { kind: agent, prompt: prompts/find.md, input: { question: task.instruction } }",
    ];
    const told = (nodes: readonly string[], text: string, edges = base) =>
      checkToy(toyDocument({ nodes, edges, state: "{}", input: "[]", outcomes: "{ done: [], lost: [] }" }), prompts(text)).map((each) => each.code);
    expect(told(owning, "{{ task.instruction }} {{ task.input.text }}")).toEqual([]);
    expect(told(owning, "{{ task.input.topic }}")).toEqual(["BT203"]);
    const edges = ["start -> c", "c -> boss", ...base.slice(1)];
    expect(told([...owning, agent("c")], "{{ task.instruction }}", edges)).toEqual(["BT202"]);
  });

  it("is `task` for nobody else", () => {
    expect(
      codes(
        [boss("passes: [question], workers: { find: {}, sort: {} }"), find, sort, "note: { kind: transform, writes: { answer: task.instruction } }"],
        ["start -> note", "note -> boss", ...base.slice(1)],
      ),
    ).toEqual(["BT202"]);
  });

  it("is no more than its owner sees, where that is owned too", () => {
    const nodes = (passes: string): readonly string[] => [
      boss(`workers: { lead: { passes: [${passes}] }, sort: { passes: [question] } }`),
      "lead: { kind: boss, passes: [question], workers: { find: {}, other: { after: [find], passes: [answer] } } }",
      find,
      sort,
      "other: { kind: tool, tool: search, args: { query: answer } }",
    ];
    expect(codes(nodes("question"))).toEqual([]);
    expect(codes(nodes(""))).toEqual(["BT701"]);
  });
});

describe("what an owned node writes", () => {
  it("is certain after its owner only where its owner must have it", () => {
    const given = { outcomes: "{ done: [answer], lost: [] }", state: "{ question: string, answer: string }" };
    const other = "sort: { kind: tool, tool: search, args: { query: question } }";
    expect(codes([boss("passes: [question], workers: { find: {}, sort: {} }"), find, other], base, given)).toEqual(["BT222"]);
    expect(codes([boss("passes: [question], workers: { find: { required: true }, sort: {} }"), find, other], base, given)).toEqual([]);
  });

  it("is not certain where its owner is left another way", () => {
    const nodes = [boss("passes: [question], workers: { find: { required: true }, sort: {} }"), find, sort];
    const found = check(nodes, base, { outcomes: '{ done: [answer, "topic?"], lost: [answer] }' });
    expect(found.map((each) => [each.code, each.path])).toEqual([["BT222", ["boss.escalated", "end.lost"]]]);
  });

  it("counts through owners that must be there themselves", () => {
    const nodes = (required: boolean): readonly string[] => [
      boss(`passes: [question], workers: { lead: { required: ${required} } }`),
      "lead: { kind: boss, passes: [question], workers: { find: { required: true } } }",
      find,
    ];
    const given = { outcomes: "{ done: [answer], lost: [] }", state: "{ question: string, answer: string }" };
    expect(codes(nodes(true), base, given)).toEqual([]);
    expect(codes(nodes(false), base, given)).toEqual(["BT222"]);
  });

  it("may go to a channel that another worker writes: the two never run at once", () => {
    const nodes = [boss("passes: [question], workers: { find: {}, sort: {} }"), find, sort.replace("topic", "answer")];
    expect(codes(nodes, base, { state: "{ question: string, answer: string }", outcomes: '{ done: ["answer?"], lost: [] }' })).toEqual([]);
  });

  it("counts where it succeeded: another port cannot write", () => {
    const found = check([
      boss("passes: [question], workers: { find: {}, sort: {} }"),
      find.replace("writes: answer", "writes: answer, writesOn: { failed: { answer: output.message } }"),
      sort,
    ]);
    expect(found.map((each) => [each.code, each.severity, each.fix?.title])).toEqual([["BT169", "warning", "Remove `failed`"]]);
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

describe("any workers that wait for each other", () => {
  const most = 5;
  const some = fc.uniqueArray(fc.nat({ max: most - 1 }), { maxLength: 3 });
  const workers = fc.array(fc.record({ after: some, passes: some, required: fc.boolean() }), { minLength: 1, maxLength: most }).map((all) =>
    // Each waits for earlier ones, and is passed what others write.
    all.map(({ after, passes, required }, index) => ({
      after: after.filter((each) => each < index),
      passes: passes.filter((each) => each !== index && each < all.length),
      required,
    })),
  );

  it("are passed, and leave behind, what is written in whichever order they ran", () => {
    fc.assert(
      fc.property(workers, (all) => {
        const names = all.map((_, index) => index);
        const listed = (of: readonly number[], letter: string): string => `[${of.map((each) => `${letter}${each}`).join(", ")}]`;
        const config = all.map(
          ({ after, passes, required }, index) => `w${index}: { after: ${listed(after, "w")}, passes: ${listed([...passes], "c")}, required: ${required} }`,
        );
        const nodes = [
          boss(`workers: { ${config.join(", ")} }`),
          ...names.map((each) => `w${each}: { kind: tool, tool: search, args: { query: task.instruction }, writes: c${each} }`),
        ];
        const found = check(nodes, base, {
          state: `{ ${names.map((each) => `c${each}: string`).join(", ")} }`,
          input: "[]",
          outcomes: `{ done: ${listed(names, "c")}, lost: [] }`,
        });
        // Everything that may have succeeded at some time: whoever did waited for others that had.
        const sets = Array.from({ length: 2 ** all.length }, (_, bits) => new Set(names.filter((each) => (bits & (1 << each)) !== 0))).filter((set) =>
          [...set].every((each) => all[each]?.after.every((earlier) => set.has(earlier)) === true),
        );
        const certain = (needed: readonly number[], channel: number): boolean =>
          sets.every((set) => set.has(channel) || !needed.every((each) => set.has(each)));
        const early = all.flatMap(({ after, passes }, index) => passes.filter((each) => !certain(after, each)).map((each) => `w${index} c${each}`));
        const needed = names.filter((each) => all[each]?.required === true);
        expect(
          found
            .filter(({ code }) => code === "BT220")
            .map(({ message, at }) => `${/to `(\w+)`/.exec(message)?.[1]} ${at.channel}`)
            .toSorted(compare),
        ).toEqual(early.toSorted(compare));
        expect(found.filter(({ code }) => code === "BT222").map(({ at }) => at.channel)).toEqual(
          names.filter((each) => !certain(needed, each)).map((each) => `c${each}`),
        );
        expect(found.filter(({ code }) => code !== "BT220" && code !== "BT222")).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
