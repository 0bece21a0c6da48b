import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../document/edit.ts";
import { checkToy, toyDocument } from "./toy-kinds.ts";
import { base, boss, check, codes, document, find, sort } from "./toy-owners.ts";

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
