import { describe, expect, test } from "vitest";
import { applyEdits } from "./edit.ts";
import { folderFiles, type GraphFiles } from "./files.ts";
import { readGraph, type ReadResult } from "./read.ts";
import { deepestGraphs } from "./subgraphs.ts";
import { testKinds } from "./testing.ts";

/** A graph that contains the graphs of these references, in nodes `n0`, `n1`... */
function graph(id: string, references: readonly string[] = [], more = ""): string {
  const nodes = references.map((reference, at) => `\n  n${at}: { kind: subgraph, graph: ${reference} }`);
  const work = "\n  work: { kind: tool, tool: search }";
  return `baton: 1\nid: ${id}\n${more}nodes:${work}${nodes.join("")}\nedges: [start -> work, work -> end]\n`;
}

/** Reads a root with the graphs inside it, given by id. */
function read(root: string, inside: Readonly<Record<string, string>> = {}): ReadResult {
  const texts = Object.entries(inside).map(([id, text]) => [`graphs/${id}/graph.yaml`, text]);
  return readGraph(folderFiles({ "graph.yaml": root, ...Object.fromEntries(texts) }), testKinds);
}

function told({ diagnostics, sources }: ReadResult): readonly string[] {
  const text = sources.get("graph.yaml")?.text ?? "";
  return diagnostics.map(({ code, message, at }) => `${code} ${text.slice(at.start, at.end)}: ${message}`);
}

/** The root as it is once every fix is applied. */
function mended(root: string, inside: Readonly<Record<string, string>>): string {
  return applyEdits(
    root,
    read(root, inside).diagnostics.flatMap(({ fix }) => fix?.edits ?? []),
  );
}

describe("a graph inside", () => {
  test("is read, with those inside it, and found by its reference as written", () => {
    const found = read(graph("a", ["b"]), { b: graph("b", ["c@1.2.0"]), c: graph("c", [], "version: 1.2.0\n") });
    expect(told(found)).toEqual([]);
    const inner = found.graph?.subgraphs.get("b")?.subgraphs.get("c@1.2.0");
    expect([inner?.id, inner?.version, inner?.nodes.size]).toEqual(["c", "1.2.0", 1]);
  });

  test("changes its parent's hash with its meaning, from any depth, and with its version does not", () => {
    const hash = (c: string): string => read(graph("a", ["b"]), { b: graph("b", ["c"]), c }).graph?.hash ?? "";
    const base = hash(graph("c"));
    expect(hash(graph("c", [], "goal: Find it.\n"))).not.toBe(base);
    expect(hash(graph("c", [], "version: 2.0.0\ntitle: C\n"))).toBe(base);
  });

  test("may be pinned to its content", () => {
    const b = graph("b");
    const { hash } = read(b).graph ?? { hash: "" };
    expect(told(read(graph("a", [`b@${hash}`]), { b }))).toEqual([]);
    const root = graph("a", [`b@sha256-${"0".repeat(64)}`]);
    expect(told(read(root, { b }))).toEqual([`BT126 b@sha256-${"0".repeat(64)}: The graph \`b\` that is there has another content, \`${hash}\`: name that.`]);
    expect(read(mended(root, { b }), { b }).diagnostics).toEqual([]);
  });

  test("may be pinned to its version", () => {
    const b = graph("b", [], "version: 1.3.0-rc.1\n");
    const root = graph("a", ["b@1.2.0"]);
    expect(told(read(root, { b }))).toEqual(["BT126 b@1.2.0: The graph `b` that is there is version 1.3.0-rc.1, not 1.2.0: name that."]);
    expect(mended(root, { b })).toBe(graph("a", ["b@1.3.0-rc.1"]));
    expect(read(mended(root, { b }), { b }).diagnostics).toEqual([]);
    const unversioned = { b: graph("b") };
    expect(told(read(root, unversioned))).toEqual([
      "BT126 b@1.2.0: The graph `b` that is there names no version: write `version: 1.2.0` in it, or no version here.",
    ]);
    expect(mended(root, unversioned)).toBe(graph("a", ["b"]));
  });

  test("that is not there is told at every node that names it, with the nearest that is", () => {
    const inside = { screening: graph("screening") };
    const root = graph("a", ["screning@1.0.0", "weather", "screening", "weather"]);
    expect(told(read(root, inside))).toEqual([
      "BT123 screning@1.0.0: There is no graph `screning` (or more than one) beside this graph or in its folder `graphs`; did you mean `screening`?",
      ...["", ""].map(
        () =>
          "BT123 weather: There is no graph `weather` (or more than one) beside this graph or in its folder `graphs`: put it there, in a folder with its `graph.yaml`, or name another.",
      ),
    ]);
    // Nothing is known of the ports of those nodes, so they count as not understood.
    expect([...(read(root, inside).graph?.nodes.keys() ?? [])]).toEqual(["work", "n2"]);
    expect(told(read(graph("a", ["b"]), { b: graph("c") }))).toEqual(["BT123 b: There is no graph `b`: what stands in its place has the id `c`."]);
  });

  test("that cannot be read is one problem of its parent, with the place of its first", () => {
    expect(told(read(graph("a", ["b"]), { b: "- a list\n" }))).toEqual([
      "BT128 b: The graph `b` does not check, so mend it first: b/graph.yaml:1:1 A graph document is a mapping that begins with `baton: 1`.",
    ]);
  });

  test("has a reference that is a graph's id, with a version or a digest", () => {
    for (const wrong of ["../b", "b@", "b@1", "b@sha256-12", "B", "b/c", "'b c'", "3"]) {
      expect(read(graph("a", [wrong]), { b: graph("b") }).diagnostics.map(({ code }) => code)).toEqual(["BT112"]);
    }
    expect(read(graph("a", [], "version: 1.2\n")).diagnostics.map(({ code }) => code)).toEqual(["BT112"]);
    expect(read(graph("a", [], "version: next\n")).diagnostics.map(({ code }) => code)).toEqual(["BT112"]);
  });

  test("keeps its files to itself", () => {
    const root = graph("a", ["b"]).replace("nodes:", "state: { x: graphs/b/x.json }\nnodes:");
    const found = readGraph(folderFiles({ "graph.yaml": root, "graphs/b/graph.yaml": graph("b"), "graphs/b/x.json": "true" }), testKinds);
    expect(found.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "BT117 `graphs/b/x.json` belongs to another graph: copy it to a folder of this one.",
    ]);
  });
});

describe("graphs that contain each other", () => {
  const message = (way: string): string => `The graphs \`${way}\` contain each other, so no run of them could end: take one of them out.`;

  test("are told where a graph of the circle names the next, once", () => {
    expect(told(read(graph("a", ["a"])))).toEqual([`BT124 a: ${message("a -> a")}`]);
    expect(told(read(graph("a", ["b"]), { b: graph("b", ["a@1.0.0"]) }))).toEqual([`BT124 b: ${message("a -> b -> a")}`]);
    const three = { b: graph("b", ["c"]), c: graph("c", ["a"]) };
    expect(told(read(graph("a", ["b"]), three))).toEqual([`BT124 b: ${message("a -> b -> c -> a")}`]);
  });

  test("are told inside, where the circle does not come back to the root", () => {
    const found = read(graph("a", ["b"]), { b: graph("b", ["c"]), c: graph("c", ["b"]) });
    const inner = found.subgraphs.get("b");
    expect(told(found)).toEqual([]);
    expect(inner === undefined ? [] : told(inner)).toEqual([`BT124 c: ${message("b -> c -> b")}`]);
  });
});

describe("nested graphs", () => {
  const chain = (length: number): Readonly<Record<string, string>> =>
    Object.fromEntries(Array.from({ length }, (_, at) => [`g${at}`, graph(`g${at}`, at + 1 < length ? [`g${at + 1}`] : [])]));

  test(`go ${deepestGraphs} deep`, () => {
    expect(told(read(graph("a", ["g0"]), chain(deepestGraphs)))).toEqual([]);
    expect(told(read(graph("a", ["g0"]), chain(deepestGraphs + 1)))).toEqual([
      "BT125 g0: Graphs may be nested 8 deep, and `a -> g0 -> g1 -> g2 -> g3 -> g4 -> g5 -> g6 -> g7 -> g8` goes deeper: put the inner ones together.",
    ]);
  });

  test("go no deeper by a way to a graph that was read before", () => {
    const inside = { ...chain(deepestGraphs), h: graph("h", ["g0"]) };
    expect(read(graph("a", ["g0", "h"]), inside).diagnostics.map(({ code, at }) => [code, at.node])).toEqual([["BT125", "n1"]]);
  });

  test("are two graphs where two contents have one name, and one where they are the same", () => {
    const both = (other: string): ReadResult =>
      readGraph(
        folderFiles({
          "graph.yaml": graph("a", ["b", "c"]),
          "graphs/b/graph.yaml": graph("b"),
          "graphs/c/graph.yaml": graph("c", ["b"]),
          "graphs/c/graphs/b/graph.yaml": other,
        }),
        testKinds,
      );
    expect(told(both(graph("b", [], "title: Another copy\n")))).toEqual([]);
    expect(told(both(graph("b", [], "goal: Another.\n")))).toEqual([
      "BT127 c: There are two graphs `b` inside `a`, with different contents: give one of them another id.",
    ]);
  });

  test("are read once each, however many name them", () => {
    // Ways through eight layers of five graphs, each naming all of the next: some 400,000.
    const width = 5;
    const name = (layer: number, at: number): string => `g${layer}_${at}`;
    const layerBelow = (layer: number): readonly string[] =>
      layer < deepestGraphs ? Array.from({ length: width }, (_, at) => name(layer, at)).flatMap((id) => [id, id]) : [];
    const texts = Object.fromEntries(
      Array.from({ length: deepestGraphs }, (_, layer) =>
        Array.from({ length: width }, (__, at) => [`graphs/${name(layer, at)}/graph.yaml`, graph(name(layer, at), layerBelow(layer + 1))]),
      ).flat(),
    );
    let reads = 0;
    const counted = (files: GraphFiles, known = new Map<GraphFiles, GraphFiles>()): GraphFiles => ({
      ...files,
      read: (path) => {
        reads += 1;
        return files.read(path);
      },
      graph: (id) => {
        const inner = files.graph?.(id);
        if (inner === undefined) return undefined;
        const made = known.get(inner) ?? counted(inner, known);
        known.set(inner, made);
        return made;
      },
    });
    const found = readGraph(counted(folderFiles({ ...texts, "graph.yaml": graph("a", layerBelow(0)) })), testKinds);
    expect(found.diagnostics).toEqual([]);
    expect(reads).toBe(1 + deepestGraphs * width);
  });
});
