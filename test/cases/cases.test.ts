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
    const baton = await openBaton({ graph: invoices.folder, data: false, offline: true });
    try {
      return (await withEmptyBooks(() => runCase(baton, { ...found, ...change }))).differences;
    } finally {
      await baton.close();
    }
  };

  test("says where its end and its output differ", async () => {
    const output = { problem: "another", findings: [{ rule: "X" }], payable_minor: 3 };
    expect(await run("letter", { expect: { status: "failed", outcome: "paid", output } })).toEqual([
      'status is "done", not "failed"',
      'outcome is "rejected", not "paid"',
      expect.stringMatching(/^output\.problem is "The document is not well-formed XML: .*", not "another"$/),
      'output.findings is [], not [{"rule":"X"}]',
      "output.payable_minor is absent, not 3",
    ]);
  });

  test("says that it has an answer nobody asked for", async () => {
    expect(await run("letter", { review: [{ decision: "approve" }] })).toEqual(["nobody was asked for what the case answers with `approve`"]);
  });

  test("says that it still waits when its answers are used up", async () => {
    expect(await run("approved", { review: [] })).toEqual(expect.arrayContaining(['status is "interrupted", not "done"']));
  });
});
