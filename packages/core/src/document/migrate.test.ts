import { describe, expect, test } from "vitest";
import { graphFiles } from "./files.ts";
import { migrateNode } from "./migrate.ts";
import { readGraph } from "./read.ts";
import { testKinds } from "./testing.ts";

const read = (node: object) => readGraph(graphFiles({ baton: 1, id: "x", nodes: { a: node }, edges: ["start -> a", "a -> end"] }), testKinds);

describe("a node of another version of its kind", () => {
  test("is brought to the newest, one step at a time", () => {
    for (const node of [
      { kind: "acme/score@1", value: 7 },
      { kind: "acme/score@2", score: 7 },
      { kind: "acme/score@3", points: 7 },
    ]) {
      const { graph, diagnostics } = read({ ...node, note: "kept" });
      expect(diagnostics).toEqual([]);
      expect(graph?.nodes.get("a")).toMatchObject({ kind: "acme/score", config: { points: 7 }, note: "kept" });
    }
  });
  test("is refused if it is newer, naming both versions", () => {
    expect(read({ kind: "acme/score@4", points: 7 }).diagnostics).toMatchObject([
      { code: "BT120", message: expect.stringMatching(/version 4.*up to version 3/) },
    ]);
  });
  test("has no version if the kind is built in", () => {
    expect(read({ kind: "tool@1", tool: "t" }).diagnostics).toMatchObject([{ code: "BT112", message: expect.stringContaining("`kind: tool`") }]);
  });
});

test("every migration of every kind runs, and together they reach every version", () => {
  for (const kind of testKinds.values()) {
    for (let version = 1; version <= kind.version; version += 1) {
      expect(migrateNode(kind, version, {})).toMatchObject({ ok: true });
    }
    expect(kind.migrations).toHaveLength(kind.version - 1);
  }
});
