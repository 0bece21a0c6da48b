import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { applyEdits, checkGraph, folderFiles, hostManifestSchema, readGraph, renameChannel } from "@baton/core";
import { kinds } from "@baton/nodes";
import { describe, expect, it } from "vitest";

const graphs = join(import.meta.dirname, "../../graphs");
const examples = readdirSync(graphs).filter((name) => existsSync(join(graphs, name, "graph.yaml")));

describe.each(examples)("a channel of %s", (name) => {
  const folder = filesOf(join(graphs, name));
  const channels = [...(read(folder).graph?.channels.keys() ?? [])];
  const before = problems(folder);

  it.each(channels)("%s gets another name in every place that names it, and back again, byte for byte", (channel) => {
    const renamed = rename(folder, channel, "another_name");
    expect(problems(renamed)).toEqual(before);
    expect(read(renamed).graph?.channels.has(channel)).toBe(false);
    expect(rename(renamed, "another_name", channel)).toEqual(folder);
  });
});

describe("renaming a channel", () => {
  const graph = `baton: 1
id: small
state:
  a: string # the first
  items: list(string)
input: [a, items]
nodes:
  one: { kind: agent, prompt: prompts/p.md, writes: { a: "output + a" } }
  two: { kind: agent, prompt: prompts/p.md, input: { a: "items[0]" }, writes: a }
  three: { kind: branch, cases: [{ port: b, when: "items.exists(a, a == 'a') && has(state.a)" }] }
edges: [start -> one, one -> two, two -> three, three.b -> end, three.otherwise -> end]
outcomes: { done: [a?] }
`;
  const prompt = "---\ninputs: [a] # what it gets\n---\nSay {{ a }}, a.\n";

  it("leaves comments, fields, texts and the items of comprehensions alone", () => {
    const renamed = rename({ "graph.yaml": graph, "prompts/p.md": prompt }, "a", "b2");
    expect(renamed["prompts/p.md"]).toBe("---\ninputs: [b2] # what it gets\n---\nSay {{ b2 }}, a.\n");
    expect(renamed["graph.yaml"]).toBe(`baton: 1
id: small
state:
  b2: string # the first
  items: list(string)
input: [b2, items]
nodes:
  one: { kind: agent, prompt: prompts/p.md, writes: { b2: "output + b2" } }
  two: { kind: agent, prompt: prompts/p.md, input: { b2: "items[0]" }, writes: b2 }
  three: { kind: branch, cases: [{ port: b, when: "items.exists(a, a == 'a') && has(state.b2)" }] }
edges: [start -> one, one -> two, two -> three, three.b -> end, three.otherwise -> end]
outcomes: { done: [b2?] }
`);
  });

  it("tells a prompt what it gets where the prompt has that name already", () => {
    const taken = { "graph.yaml": graph.replaceAll("items", "b2"), "prompts/p.md": prompt.replace("[a]", "[a, b2]") };
    const renamed = rename(taken, "a", "c");
    expect(renamed["prompts/p.md"]).toContain("inputs: [c, b2]");
    const collides = rename({ ...taken, "graph.yaml": graph }, "a", "b2");
    expect(collides["prompts/p.md"]).toBe(taken["prompts/p.md"]);
    expect(collides["graph.yaml"]).toContain("input: { a: b2 }");
  });
});

type Files = Readonly<Record<string, string>>;

function read(files: Files) {
  return readGraph(folderFiles(files), kinds);
}

function manifest(files: Files) {
  return hostManifestSchema.parse(JSON.parse(files["baton.host.json"] ?? "{}"));
}

function rename(files: Files, from: string, to: string): Files {
  const { edits, files: changed } = renameChannel(read(files), kinds, manifest(files), from, to);
  return { ...files, ...changed, "graph.yaml": applyEdits(files["graph.yaml"] ?? "", edits) };
}

function problems(files: Files): readonly string[] {
  return checkGraph(read(files), kinds, manifest(files)).map(({ code }) => code);
}

function filesOf(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (path) => statSync(join(folder, path)).isFile() && /\.(?:yaml|json|md)$/.test(path),
  );
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
