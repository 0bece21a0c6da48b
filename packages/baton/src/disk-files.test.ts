import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { folderFiles, hostManifestSchema } from "@baton/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkFiles, graphFolder } from "./index.ts";

let project = "";
beforeEach(() => (project = mkdtempSync(join(tmpdir(), "baton-graphs-"))));
afterEach(() => rmSync(project, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** A graph that contains others, in nodes of their names. */
function graph(id: string, ...inside: readonly string[]): string {
  const nodes = inside.map((name) => `  ${name.replaceAll("-", "_")}: { kind: subgraph, graph: ${name} }\n`).join("");
  const way = ["work", ...inside.map((name) => name.replaceAll("-", "_")), "end"];
  const edges = way.slice(1).map((to, at) => `${way[at]} -> ${to}`);
  return `baton: 1\nid: ${id}\nnodes:\n  work: { kind: transform }\n${nodes}edges: [start -> work, ${edges.join(", ")}]\n`;
}

const manifest = hostManifestSchema.parse({});
function told(path: string): readonly string[] {
  return checkFiles(graphFolder(join(project, path)).files, manifest).diagnostics.map(({ code, message }) => `${code} ${message}`);
}
const codes = (path: string): readonly string[] => told(path).map((each) => each.slice(0, 5));

describe("a graph inside another", () => {
  it("is found beside it by its folder's name, whichever file it is in", () => {
    write("a/graph.yaml", graph("a", "b", "c"));
    write("b/graph.yaml", graph("b", "c"));
    write("c/graph.json", '{ "baton": 1, "id": "c", "nodes": { "work": { "kind": "transform" } }, "edges": ["start -> work", "work -> end"] }');
    expect(told("a")).toEqual([]);
  });

  it("is found in `graphs` before it is found beside", () => {
    write("a/graph.yaml", graph("a", "b"));
    write("a/graphs/b/graph.yaml", graph("b"));
    write("b/graph.yaml", "nothing");
    expect(told("a")).toEqual([]);
  });

  it("is found by its id where its folder has another name, unless two have it", () => {
    write("a/graph.yaml", graph("a", "b"));
    write("some-folder/graph.yaml", graph("b"));
    expect(told("a")).toEqual([]);
    write("another/graph.yaml", graph("b"));
    expect(codes("a")).toEqual(["BT123"]);
    write("b/graph.yaml", graph("b"));
    expect(told("a")).toEqual([]);
  });

  it("is not what bears its name and calls itself otherwise, nor a folder with two documents", () => {
    write("a/graph.yaml", graph("a", "screening"));
    write("screening/graph.yaml", graph("screening2"));
    expect(told("a")).toEqual([
      "BT123 There is no graph `screening` (or more than one) beside this graph or in its folder `graphs`; did you mean `screening2`?",
    ]);
    write("screening/graph.yaml", graph("screening"));
    expect(told("a")).toEqual([]);
    write("screening/graph.json", "{}");
    expect(codes("a")).toEqual(["BT123"]);
  });

  it("is told to be wrong, and not to be missing, where its document cannot be read", () => {
    write("a/graph.yaml", graph("a", "b"));
    write("b/graph.yaml", "- a list\n");
    expect(told("a")).toEqual([expect.stringMatching(/^BT128 .* b\/graph\.yaml:1:1 A graph document /)]);
    write("b/graph.yaml", graph("b").replace("id: b\n", ""));
    expect(told("a")).toEqual([expect.stringMatching(/^BT128 .* `id` is missing; add it\.$/)]);
  });

  it("is not looked for outside of these places, through a link either", () => {
    const outside = mkdtempSync(join(tmpdir(), "baton-outside-"));
    mkdirSync(join(outside, "b"));
    writeFileSync(join(outside, "b/graph.yaml"), graph("b"));
    write("a/graph.yaml", graph("a", "b"));
    symlinkSync(join(outside, "b"), join(project, "b"));
    mkdirSync(join(project, "a/graphs"));
    symlinkSync(join(outside, "b"), join(project, "a/graphs/b"));
    expect(codes("a")).toEqual(["BT123"]);
    rmSync(outside, { recursive: true });
    rmSync(join(project, "b"));
    write("kept/b/graph.yaml", graph("b"));
    symlinkSync(join(project, "kept/b"), join(project, "b"));
    expect(told("a")).toEqual([]);
  });

  it("may contain what contains it in no folder, however they lie", () => {
    write("a/graph.yaml", graph("a", "b"));
    write("b/graph.yaml", graph("b", "a"));
    expect(told("a")).toEqual([expect.stringContaining("`a -> b -> a`")]);
    expect(told("b")).toEqual([expect.stringContaining("`b -> a -> b`")]);
  });
});

it("what is kept of a graph is everything that means something, and is the same graph without the folder", () => {
  write("a/graph.yaml", graph("a", "b", "c"));
  write("b/graph.yaml", `${graph("b", "c", "d")}state: { x: schemas/x.json }\noutcomes: { done: [x?] }\n`);
  write("b/schemas/x.json", '{ "type": "string" }');
  write("b/notes.md", "Nothing names this.");
  write("b/graphs/d/graph.yaml", graph("d"));
  write("c/graph.yaml", graph("c"));
  const { graph: opened, files } = checkFiles(graphFolder(join(project, "a")).files, manifest);
  expect(Object.keys(files)).toEqual(["graph.yaml", "graphs/b/graph.yaml", "graphs/b/schemas/x.json", "graphs/c/graph.yaml", "graphs/d/graph.yaml"]);
  const again = checkFiles(folderFiles(files), manifest);
  expect(again.graph?.hash).toBe(opened?.hash);
  expect(again.files).toEqual(files);
  write("b/graphs/d/graph.yaml", graph("d").replace("nodes:", "goal: Another.\nnodes:"));
  expect(checkFiles(graphFolder(join(project, "a")).files, manifest).graph?.hash).not.toBe(opened?.hash);
});
