import { checkGraph, type Diagnostic, folderFiles, type GraphFiles, hostManifestSchema, readGraph } from "@baton/core";
import { kinds } from "@baton/nodes";
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const manifest = hostManifestSchema.parse({ tools: { search_sanctions: { effect: "read" } } });

/** A graph that contains others one after the other. */
function graph(id: string, references: readonly string[] = [], more = ""): string {
  const nodes = references.map((reference, at) => `  n${at}: { kind: subgraph, graph: ${reference} }\n`).join("");
  const way = ["start", "work", ...references.map((_, at) => `n${at}`), "end"];
  const edges = way.slice(1).map((to, at) => `${way[at]} -> ${to}`);
  return `baton: 1\nid: ${id}\n${more}nodes:\n  work: { kind: transform }\n${nodes}edges: [${edges.join(", ")}]\n`;
}

function check(files: GraphFiles): readonly Diagnostic[] {
  return checkGraph(readGraph(files, kinds), kinds, manifest);
}

function folder(root: string, inside: Readonly<Record<string, string>>): GraphFiles {
  return folderFiles({ "graph.yaml": root, ...Object.fromEntries(Object.entries(inside).map(([id, text]) => [`graphs/${id}/graph.yaml`, text])) });
}

const names = Array.from({ length: 12 }, (_, at) => `g${at}`);
type Family = ReadonlyMap<string, readonly string[]>;

/** How many graphs deep one contains others; undefined where it leads in a circle, or to what is not there. */
function depthOf(id: string, family: Family, way: readonly string[] = []): number | undefined {
  const inner = family.get(id);
  if (inner === undefined || way.includes(id)) return undefined;
  let deepest = 0;
  for (const each of inner) {
    const depth = depthOf(each, family, [...way, id]);
    if (depth === undefined) return undefined;
    deepest = Math.max(deepest, depth + 1);
  }
  return deepest;
}

const anyFamily = fc.array(fc.array(fc.constantFrom(...names, "gone"), { maxLength: 2 }), { minLength: names.length, maxLength: names.length });
// Each contains only later ones: no circles, and often deep.
const descending = fc.tuple(
  ...names.map((_, at) => fc.array(fc.constantFrom(...names.slice(at + 1, at + 3), ...(at + 1 < names.length ? [] : ["gone"])), { maxLength: 2 })),
);

describe("graphs that contain graphs in any way", () => {
  it("check exactly where all that they reach is there, ends, and is not too deep", () => {
    fc.assert(
      fc.property(fc.oneof(anyFamily, descending), (inner) => {
        const family: Family = new Map(names.map((name, at) => [name, inner[at] ?? []]));
        const texts = Object.fromEntries([...family].map(([id, references]) => [id, graph(id, references)]));
        const found = check(folder(graph("root", ["g0"]), texts));
        const depth = depthOf("root", new Map([...family, ["root", ["g0"]]]));
        expect(found.length === 0).toBe(depth !== undefined && depth <= 8);
        // What is wrong further in is one problem here, at the one reference.
        expect(found.map(({ at }) => at.node)).toEqual(found.length === 0 ? [] : ["n0"]);
      }),
      { numRuns: 400 },
    );
  });

  it("have a hash that any change of any of them changes", () => {
    fc.assert(
      fc.property(descending, fc.constantFrom(...names), (inner, changed) => {
        const family: Family = new Map(names.map((name, at) => [name, (inner[at] ?? []).filter((each) => each !== "gone")]));
        const hash = (more: string): string | undefined => {
          const texts = Object.fromEntries([...family].map(([id, references]) => [id, graph(id, references, id === changed ? more : "")]));
          return readGraph(folder(graph("root", ["g0"]), texts), kinds).graph?.hash;
        };
        fc.pre((depthOf("g0", family) ?? 9) < 8);
        const reached = new Set(["g0"]);
        for (const id of reached) for (const each of family.get(id) ?? []) reached.add(each);
        expect(hash("") === hash("goal: Another.\n")).toBe(!reached.has(changed));
        expect(hash("")).toBe(hash("version: 3.0.0\n"));
      }),
      { numRuns: 100 },
    );
  });
});

it("answers a graph with another inside in whatever state the files of both are, in its own files", () => {
  const page = readFileSync(new URL("../../packages/nodes/src/subgraph/docs.md", import.meta.url), "utf8");
  const originals = new Map([...page.matchAll(/^```yaml (\S+)\n(.*?)^```$/gms)].map(([, name = "", text = ""]): [string, string] => [name, text]));
  expect(originals.size).toBe(2);
  const words = [...new Set([...originals.values()].join("\n").match(/[a-z_]+/g))];
  const damage = fc.record({
    file: fc.constantFrom(...originals.keys()),
    at: fc.nat({ max: 1200 }),
    length: fc.nat({ max: 40 }),
    put: fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom(...words), fc.constantFrom("", "@", "/", "vendor-check", "[", "{ kind: subgraph }", "- ")),
  });
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
      const texts = new Map(originals);
      for (const { file, at, length, put } of damages) {
        const before = texts.get(file) ?? "";
        const start = Math.min(at, before.length);
        texts.set(file, before.slice(0, start) + put + before.slice(start + length));
      }
      const own = texts.get("graph.yaml") ?? "";
      const found = check(folderFiles(Object.fromEntries(texts)));
      expect(found.filter(({ at, message }) => at.file !== "graph.yaml" || at.start < 0 || at.end < at.start || at.end > own.length || message === "")).toEqual(
        [],
      );
    }),
    { numRuns: 300 },
  );
});

describe("a document that is a bomb", () => {
  const bombs: readonly (readonly [string, string])[] = [
    ["ten megabytes", `${graph("b")}#${"x".repeat(10_000_000)}`],
    ["nested without end", "[".repeat(100_000)],
    ["made of aliases", `a: &a [x, x]\n${Array.from({ length: 30 }, (_, at) => `b${at}: [*a, *a]\n`).join("")}${graph("b")}`],
    ["cut in the middle", graph("b", ["c"]).slice(0, 40)],
  ];
  it.each(bombs)("and is %s is one problem where it is inside another", (_, bomb) => {
    expect(check(folder(graph("root", ["b"]), { b: bomb })).map(({ code, at }) => [code, at.node])).toEqual([["BT128", "n0"]]);
  });

  it("and names graphs by the thousand, there or not, is answered with each read once", () => {
    let reads = 0;
    const inner: GraphFiles = { root: "graph.yaml", read: () => ((reads += 1), graph("b")) };
    const root = graph(
      "root",
      Array.from({ length: 3000 }, (_, at) => (at % 2 === 0 ? "b" : "gone")),
    );
    const files: GraphFiles = { root: "graph.yaml", read: () => root, graph: (id) => (id === "b" ? inner : undefined) };
    expect(check(files).filter(({ code }) => code === "BT123")).toHaveLength(1500);
    expect(reads).toBe(1);
  });
});
