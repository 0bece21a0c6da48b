import { type Case, openBaton, readCases, runCase } from "baton";
import { describe, expect, test } from "vitest";
import { invoices, withEmptyBooks } from "./books.ts";

const read = (text: string, files: Readonly<Record<string, string>> = {}): readonly Case[] =>
  readCases({ root: "graph.yaml", read: (path) => ({ ...files, "cases.yaml": text })[path] });

describe("cases.yaml", () => {
  test("gives inputs with the files they name, and reviews as a list", () => {
    const text = "cases: [{ id: a, input: { x: '@in/x.txt', y: 3 }, review: { decision: approve }, expect: { status: done } }]";
    expect(read(text, { "in/x.txt": "hello" })).toEqual([
      { id: "a", title: "", input: { x: "hello", y: 3 }, review: [{ decision: "approve" }], expect: { status: "done", output: {} } },
    ]);
  });

  test("gives the turns that follow on the first, with the files they name", () => {
    const text =
      "cases: [{ id: a, input: { x: 1 }, expect: { status: done }, then: [{ input: { x: '@in/x.txt' }, review: { decision: approve }, expect: { status: done } }] }]";
    expect(read(text, { "in/x.txt": "hello" })[0]?.then).toEqual([
      { input: { x: "hello" }, review: [{ decision: "approve" }], expect: { status: "done", output: {} } },
    ]);
    expect(() => read(text)).toThrow(/cases\.yaml:1:\d+ there is no file in\/x\.txt/);
  });

  test("is refused with every problem in its place", () => {
    expect(() => read("cases:\n  - { id: a, input: {}, expect: { status: perhaps } }\n  - { id: b, inputs: {}, expect: { status: done } }\n")).toThrow(
      /cases\.yaml:2:\d+ .*cases\.yaml:3:\d+ /,
    );
  });

  test.each([
    ["cases: [{ id: a, input: { x: '@gone.txt' }, expect: { status: done } }]", "cases.yaml:1:30 there is no file gone.txt"],
    [
      "cases:\n  - { id: a, input: {}, expect: { status: done } }\n  - { id: a, input: {}, expect: { status: done } }\n",
      "cases.yaml:3:11 there is another case `a`",
    ],
    ["cases: [", "cases.yaml:1:"],
  ])("%j is refused", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test("that is not there is told so", () => {
    expect(() => readCases({ root: "graph.yaml", read: () => undefined })).toThrow(expect.objectContaining({ code: "cases_missing" }));
  });
});

describe("a case that does not pass", () => {
  const run = async (id: string, change: Partial<Case>) => {
    const found = readCases(invoices.files).find((each) => each.id === id);
    if (found === undefined) throw new Error(`There is no case ${id}.`);
    return await withEmptyBooks(async (host) => {
      const baton = await openBaton({ graph: invoices.folder, data: false, offline: true, host });
      try {
        return (await runCase(baton, { ...found, ...change })).differences;
      } finally {
        await baton.close();
      }
    });
  };

  test("says where its end and its output differ", async () => {
    const output = { problem: "another", findings: [{ rule: "X" }], payable_minor: 3 };
    expect(await run("letter", { expect: { status: "failed", outcome: "paid", output } })).toEqual([
      { place: "status", expected: "failed", found: "done" },
      { place: "outcome", expected: "paid", found: "rejected" },
      { place: "output.problem", expected: "another", found: expect.stringMatching(/^The document is not well-formed XML: /) },
      { place: "output.findings", expected: [{ rule: "X" }], found: [] },
      { place: "output.payable_minor", expected: 3, found: undefined },
    ]);
  });

  test("says in which of its turns it differs, and which of them a thread that waits could not take", async () => {
    const again = { input: { document: "-" }, review: [], expect: { status: "done" as const, outcome: "paid", output: {} } };
    expect(await run("letter", { then: [{ ...again, expect: { ...again.expect, outcome: "rejected" } }, again] })).toEqual([
      { place: "then[1].outcome", expected: "paid", found: "rejected" },
    ]);
    expect(await run("waits", { then: [again] })).toEqual([{ place: "then[0]", expected: again.input, found: undefined }]);
  });

  test("says that it has an answer nobody asked for", async () => {
    expect(await run("letter", { review: [{ decision: "approve" }] })).toEqual([{ place: "review[0]", expected: { decision: "approve" }, found: undefined }]);
  });

  test("says that it still waits when its answers are used up", async () => {
    expect(await run("approved", { review: [] })).toContainEqual({ place: "status", expected: "done", found: "interrupted" });
  });
});
