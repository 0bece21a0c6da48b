import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { BatonError } from "../diagnostics/error.ts";
import { readingCodes } from "./codes.ts";
import { folderFiles } from "./files.ts";
import { applyEdits } from "./edit.ts";
import { readGraph, type ReadResult } from "./read.ts";
import { sizeLimits } from "./source.ts";
import { testKinds } from "./testing.ts";

const folder = new URL("../check/docs/", import.meta.url);
const page = (code: string): string => readFileSync(new URL(`${code}.md`, folder), "utf8");

/** The files that a page shows, each in a block named after it. */
function filesOf(text: string): ReadonlyMap<string, string> {
  return new Map([
    ["prompts/answer.md", "Answer."],
    ...[...text.matchAll(/```\w+ (\S+)\n([^]*?)```/g)].map((match): [string, string] => [match[1] ?? "", match[2] ?? ""]),
  ]);
}

function read(files: ReadonlyMap<string, string>): ReadResult {
  return readGraph(folderFiles(Object.fromEntries(files), "graph.yaml"), testKinds);
}

/** A graph that contains the graphs of these names. */
function containing(id: string, ...inner: readonly string[]): string {
  const nodes = inner.map((name) => `${name}: { kind: subgraph, graph: ${name} }`);
  return `{ baton: 1, id: ${id}, nodes: { ${nodes.join(", ")} }, edges: [start -> end] }`;
}

// What a page cannot show: a file of a million characters, ten graphs, and an edit.
const unshown: Readonly<Record<string, () => readonly string[]>> = {
  BT106: () => read(new Map([["graph.yaml", "#".repeat(sizeLimits.document + 1)]])).diagnostics.map((each) => each.code),
  BT125: () => {
    const inside = Array.from({ length: 10 }, (_, at): [string, string] => [
      `graphs/g${at}/graph.yaml`,
      containing(`g${at}`, ...(at < 9 ? [`g${at + 1}`] : [])),
    ]);
    return read(new Map([["graph.yaml", containing("x", "g0")], ...inside])).diagnostics.map((each) => each.code);
  },
  BT122: () => {
    try {
      applyEdits("a: 1\n", [{ op: "remove", path: ["b"] }]);
      return [];
    } catch (error) {
      return error instanceof BatonError ? [error.code] : [];
    }
  },
};

describe.each(Object.entries(readingCodes))("%s", (code, title) => {
  test("has a page with its title", () => {
    expect(page(code).split("\n")[0]).toBe(`# ${code}: ${title}`);
  });
  test("is given by its page's example, with nothing else", () => {
    const found = unshown[code]?.() ?? read(filesOf(page(code))).diagnostics.map((each) => each.code);
    expect([...new Set(found)]).toEqual([code]);
  });
  test("is gone once its fix is applied, where it has one", () => {
    const files = filesOf(page(code));
    const text = files.get("graph.yaml");
    for (const { fix } of text === undefined ? [] : read(files).diagnostics) {
      if (fix === undefined || text === undefined) continue;
      const after = read(new Map([...files, ["graph.yaml", applyEdits(text, fix.edits)]]));
      expect(after.diagnostics).toEqual([]);
    }
  });
});

test("every page of reading has a code", () => {
  const pages = readdirSync(folder)
    .filter((file) => /^BT1[012]/.test(file))
    .map((file) => file.replace(".md", ""));
  expect(pages).toEqual(Object.keys(readingCodes));
});
