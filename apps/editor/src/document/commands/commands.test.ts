import { kinds } from "@baton/nodes";
import { describe, expect, it } from "vitest";
import type { Change } from "../change.ts";
import type { View } from "../reading.ts";
import { exampleFiles, open, small } from "../testing/open.ts";
import { addNode } from "./add-node.ts";
import { authoredEdges, refusal } from "./edges.ts";
import { connect, disconnect } from "./wires.ts";
import { renameProblem } from "./names.ts";
import { removeNodes, renameNode } from "./nodes.ts";

/** The document's text after a gesture. */
function after(make: (view: View) => Change, files = small): string {
  const document = open(files);
  document.change("gesture", make);
  return document.store.getState().files["graph.yaml"] ?? "";
}

const edgesOf = (text: string): readonly string[] =>
  text
    .slice(text.indexOf("edges:"))
    .split("\n")
    .slice(1, -1)
    .map((line) => line.slice(4));
const port = (node: string, name = "done") => ({ type: "port", node, port: name }) as const;
const kind = (type: string) => {
  const found = kinds.get(type);
  if (found === undefined) throw new Error(type);
  return found;
};

describe("wires", () => {
  it("lead a port elsewhere in place of where it led", () => {
    expect(edgesOf(after((view) => connect(view, port("a"), { type: "outcome", outcome: "done" }, true)))).toEqual(["start -> a", "a -> end", "b -> end"]);
  });
  it("stand beside the others of their node", () => {
    expect(edgesOf(after((view) => connect(view, port("a", "failed"), { type: "node", node: "b" }, false)))).toEqual([
      "start -> a",
      "a -> b",
      "a.failed -> b",
      "b -> end",
    ]);
  });
  it("are taken away", () => {
    expect(edgesOf(after((view) => disconnect(view, port("b"))))).toEqual(["start -> a", "a -> b"]);
  });
  it("keep what a long edge says besides", () => {
    const files = { "graph.yaml": (small["graph.yaml"] ?? "").replace("- b -> end", '- { edge: "b -> a", max: 2, else: end }') };
    expect(after((view) => connect(view, port("b"), { type: "node", node: "b" }, true), files)).toContain('- { edge: "b -> b", max: 2, else: end }');
  });
  it("that would go round without end are refused, bounded ones are not", () => {
    const view = open(small).store.getState();
    expect(refusal(view, port("b"), "a", new Set(), false)).toBe("loop");
    expect(refusal(view, port("b"), "a", new Set(), true)).toBeUndefined();
    expect(refusal(view, port("a"), "a", new Set(), false)).toBe("itself");
    expect(refusal(view, port("a"), "b", new Set(["b"]), false)).toBe("owned");
    expect(refusal(view, { type: "start" }, "b", new Set(), false)).toBeUndefined();
  });
});

describe("a node that is added", () => {
  it("begins an empty graph, on lines of its own", () => {
    const empty = { "graph.yaml": "baton: 1\nid: e\nnodes: {}\nedges: []\n" };
    expect(after((view) => addNode(view, new Map(), { kind: kind("transform"), at: { x: 0, y: 0 } }), empty)).toBe(
      "baton: 1\nid: e\nnodes:\n  transform: { kind: transform }\nedges:\n  - start -> transform\n",
    );
  });
  it("goes between the ends of a wire", () => {
    const text = after((view) => addNode(view, new Map(), { kind: kind("transform"), at: { x: 0, y: 0 }, into: { from: port("a") } }));
    expect(edgesOf(text)).toEqual(["start -> a", "a -> transform", "transform -> b", "b -> end"]);
  });
  // A subgraph names another graph, and is not read before that is there.
  it.each([...kinds.values()].filter((each) => each.type !== "subgraph").map((each) => [each.type, each] as const))(
    "of kind %s can be read, whatever it still lacks",
    (type, each) => {
      const document = open({ ...small });
      document.change("add", (view) => addNode(view, new Map(), { kind: each, at: { x: 0, y: 0 }, after: { from: port("b"), implied: true } }));
      const added = [...(document.store.getState().reading.graph?.nodes.values() ?? [])].filter((node) => node.kind === type);
      expect(added.length).toBeGreaterThan(type === "transform" ? 2 : 0);
    },
  );
  it("brings the prompt file that it names", () => {
    const document = open(small);
    document.change("add", (view) => addNode(view, new Map(), { kind: kind("agent"), at: { x: 0, y: 0 } }));
    expect(Object.keys(document.store.getState().files)).toContain("prompts/agent.md");
  });
});

describe("a node that is removed", () => {
  it("leaves a wire from what stood before it to what came after", () => {
    expect(edgesOf(after((view) => removeNodes(view, ["a"], true)))).toEqual(["start -> b", "b -> end"]);
  });
  it("takes its wires with it where nothing is to be healed", () => {
    expect(edgesOf(after((view) => removeNodes(view, ["b"], false)))).toEqual(["start -> a"]);
  });
  it("heals over several at once", () => {
    expect(edgesOf(after((view) => removeNodes(view, ["a", "b"], true)))).toEqual(["start -> end"]);
  });
  it("is no longer its owner's", () => {
    const files = exampleFiles("customer-complaint");
    const text = after((view) => removeNodes(view, ["risk_check"], true), files);
    expect(text).not.toContain("risk_check");
    expect(open({ ...files, "graph.yaml": text }).store.getState().reading.whole).toBe(true);
  });
});

describe("a node's name", () => {
  it("changes wherever the document has it, its place in the layout too", () => {
    const document = open({ ...small, "layout.json": '{ "nodes": { "a": { "x": 1, "y": 2 } } }' });
    document.change("rename", (view) => renameNode(view, "a", "first"));
    const { files, layout } = document.store.getState();
    expect(edgesOf(files["graph.yaml"] ?? "")).toEqual(["start -> first", "first -> b", "b -> end"]);
    expect(layout.nodes).toEqual({ first: { x: 1, y: 2 } });
  });
  it("may not be one that is taken, or means something else", () => {
    const view = open(small).store.getState();
    expect(renameProblem(view, "a", "b")).toContain("already");
    expect(renameProblem(view, "a", "x")).toContain("already");
    expect(renameProblem(view, "a", "for")).toContain("cannot be a name");
    expect(renameProblem(view, "a", "c")).toBeUndefined();
  });
});

it("edges are read as they were written", () => {
  expect(authoredEdges(open(small).store.getState()).map(({ from, to }) => [from.written, to])).toEqual([
    ["start", "a"],
    ["a", "b"],
    ["b", "end"],
  ]);
});
