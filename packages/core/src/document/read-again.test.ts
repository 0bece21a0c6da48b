import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Edit } from "../diagnostics/diagnostic.ts";
import { applyEdits } from "./edit.ts";
import { folderFiles } from "./files.ts";
import { readGraph, type ReadResult } from "./read.ts";
import { testKinds } from "./testing.ts";

const written = `baton: 1
id: again
state: { x: string, y: integer }
defaults: { tool: { tags: [usual] } }
nodes:
  a: { kind: tool, tool: look, title: First, writes: { x: "'1'" } } # kept
  b: { kind: branch, cases: [{ port: more, when: y > 1 }] }
  c: { kind: tool, tool: pay }
edges:
  - start -> a
  - a -> b
  - b.more -> c
  - b.otherwise -> end
  - c -> end
`;

const read = (text: string, before?: ReadResult): ReadResult => readGraph(folderFiles({ "graph.yaml": text }), testKinds, before);
const said = ({ graph, diagnostics, document }: ReadResult): unknown => ({ graph: { ...graph }, diagnostics, document });

const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    op: fc.constant("set" as const),
    path: fc.constantFrom(
      ["nodes", "a", "title"],
      ["nodes", "a", "tool"],
      ["nodes", "c", "title"],
      ["nodes", "c", "tags"],
      ["defaults", "tool", "tags"],
      ["nodes", "b", "kind"],
    ),
    value: fc.constantFrom("look", "tool", "branch", "agent", 7, ["one"], ["one", "two"], null),
  }),
  fc.record({
    op: fc.constant("set" as const),
    path: fc.constantFrom(["nodes", "d"], ["nodes", "c"]),
    value: fc.constantFrom({ kind: "tool", tool: "x" }, { kind: "tool" }, { kind: "wrong" }, { kind: "tool", tool: "x", writes: { x: "'2'" } }),
  }),
  fc.record({
    op: fc.constant("set" as const),
    path: fc.constantFrom(["edges", 0], ["edges", 4]),
    value: fc.constantFrom("start -> c", "c -> a", "c.failed -> end", "nonsense"),
  }),
);

describe("a graph read again", () => {
  test("means what a first reading of the same text finds, whatever was edited before", () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 8 }), (edits) => {
        let text = written;
        let before = read(text);
        for (const edit of edits) {
          text = applyEdits(text, [edit]);
          before = read(text, before);
          expect(said(before)).toEqual(said(read(text)));
        }
      }),
    );
  });

  test("keeps the nodes and the data that did not change, and gives the others anew", () => {
    const before = read(written);
    const after = read(applyEdits(written, [{ op: "set", path: ["nodes", "c", "title"], value: "Third" }]), before);
    expect(after.graph?.nodes.get("a")).toBe(before.graph?.nodes.get("a"));
    expect(after.graph?.nodes.get("b")).toBe(before.graph?.nodes.get("b"));
    expect(after.graph?.nodes.get("c")?.title).toBe("Third");
    expect(before.graph?.nodes.get("c")?.title).toBeUndefined();
  });

  test("reads a node anew where the defaults of its kind changed", () => {
    const before = read(written);
    const after = read(applyEdits(written, [{ op: "set", path: ["defaults", "tool", "tags"], value: ["other"] }]), before);
    expect(after.graph?.nodes.get("a")?.config).toMatchObject({ tags: ["other"] });
    expect(before.graph?.nodes.get("a")?.config).toMatchObject({ tags: ["usual"] });
  });
});
