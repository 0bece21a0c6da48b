import { describe, expect, it } from "vitest";
import type { Files } from "../document/files.ts";
import { readMeaning } from "../document/reading.ts";
import { exampleFiles, small } from "../document/testing/open.ts";
import { compare, type Side } from "./meaning.ts";

const side = (files: Files): Side => ({ files, reading: readMeaning(files) });
const document = (change: (text: string) => string): Side => side({ ...small, "graph.yaml": change(small["graph.yaml"] ?? "") });

describe("comparing two versions", () => {
  it("finds nothing between a version and itself, comments and spaces aside", () => {
    const files = exampleFiles("invoice-exception");
    expect(compare(side(files), side(files))).toEqual({ changes: [], moved: [] });
    expect(
      compare(
        side(small),
        document((text) => `# a comment\n${text}`),
      ),
    ).toEqual({ changes: [], moved: [] });
  });

  it("tells nodes and wires that came and went", () => {
    const { changes } = compare(
      side(small),
      document((text) => text.replace("  b: { kind: transform }\n", "  c: { kind: transform }\n").replace("a -> b", "a -> c").replace("b -> end", "c -> end")),
    );
    expect(changes.filter(({ group }) => group === "nodes")).toEqual([
      { group: "nodes", type: "removed", name: "b", fields: [] },
      { group: "nodes", type: "added", name: "c", fields: [] },
    ]);
    expect(changes.filter(({ group }) => group === "wires").map(({ type, name }) => `${type} ${name}`)).toEqual([
      "removed a.done -> b",
      "removed b.done -> end.done",
      "added a.done -> c",
      "added c.done -> end.done",
    ]);
  });

  it("tells which field of a node is another, with what it was", () => {
    const { changes } = compare(
      side(small),
      document((text) => text.replace("\"'1'\"", "\"'2'\"")),
    );
    expect(changes).toEqual([{ group: "nodes", type: "changed", name: "a", fields: [{ path: "writes.x", before: "'1'", after: "'2'" }] }]);
  });

  it("tells channels, limits, policies and texts", () => {
    const files = exampleFiles("invoice-exception");
    const text = files["graph.yaml"] ?? "";
    const [prompt = ""] = Object.keys(files).filter((path) => path.startsWith("prompts/"));
    const { changes } = compare(
      side(files),
      side({
        ...files,
        "graph.yaml": text
          .replace(/^state:\n/m, "state:\n  extra: string\n")
          .replace(/steps: \d+/, "steps: 7")
          .replace(/^policies:\n/m, "policies:\n  - { node: '*', tool: '*', then: deny }\n"),
        [prompt]: `${files[prompt]}One line more.\n`,
      }),
    );
    expect(changes.map(({ group, type, name }) => `${group} ${type} ${name}`)).toEqual([
      "state added extra",
      "limits changed limits",
      'policies added {"node":"*","tool":"*","then":"deny"}',
      `files changed ${prompt}`,
    ]);
    expect(changes.at(-1)?.lines).toEqual({ added: 1, removed: 0 });
  });

  it("keeps what only moved apart from what it means", () => {
    const placed = (x: number): Side => side({ ...small, "layout.json": JSON.stringify({ layout: 1, nodes: { a: { x, y: 0 }, b: { x: 300, y: 0 } } }) });
    expect(compare(placed(0), placed(40))).toEqual({ changes: [], moved: ["a"] });
  });
});
