import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { Json } from "../json.ts";
import { graphFiles } from "./files.ts";
import { digest } from "./hash.ts";
import { readGraph } from "./read.ts";
import { testKinds } from "./testing.ts";

const document = {
  baton: 1,
  id: "x",
  title: "X",
  goal: "Go.",
  state: { a: "s/a.json", b: { schema: "string", default: "" } },
  outcomes: { done: ["a"] },
  policies: [{ node: "*", effect: "read", then: "allow", reason: "Reading is free." }],
  nodes: { w: { kind: "agent", prompt: "p.md", knowledge: ["k.md"], output: "s/a.json", writes: "a", title: "W", note: "N" } },
  edges: ["start -> w", { edge: "w -> end", max: 2, else: "end", note: "E" }],
};
const files = { "p.md": "Do it.\n", "k.md": "Facts.\n", "s/a.json": '{ "type": "object", "title": "A" }', "layout.json": "{}", "unused.md": "x" };

function hash(value: object, others: Readonly<Record<string, string>> = files): string {
  const { graph, diagnostics } = readGraph(graphFiles(value, others), testKinds);
  expect(diagnostics).toEqual([]);
  return graph?.hash ?? "";
}
function hashText(text: string): string {
  const all = new Map(Object.entries({ ...files, "graph.yaml": text }));
  return readGraph({ root: "graph.yaml", read: (path) => all.get(path) }, testKinds).graph?.hash ?? "";
}

/** The same data with every mapping's keys in another order. */
function shuffled(value: Json, flip: () => boolean): Json {
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item, flip));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [key, shuffled(item, flip)]);
  return Object.fromEntries(flip() ? entries.toReversed() : entries);
}

describe("a document's hash", () => {
  const base = hash(document);
  test("is sha256 in hex", () => expect(base).toMatch(/^sha256-[0-9a-f]{64}$/));
  test("is the same for YAML and JSON, whatever the order of keys, the style and the comments", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), fc.constantFrom("\n", "\r\n"), fc.boolean(), fc.integer({ min: 1, max: 6 }), (flips, eol, flow, indent) => {
        const value = shuffled(document, () => flips.next().value === true);
        const yaml = stringify(value, { indent: Math.max(indent, 2), collectionStyle: flow ? "flow" : "block" })
          .replaceAll("\n", ` # c\n\n`)
          .replaceAll("\n", eol);
        expect(hashText(yaml)).toBe(base);
        expect(hashText(JSON.stringify(value, undefined, indent))).toBe(base);
      }),
    );
  });
  test("leaves out titles, notes, the layout, and files that nothing names", () => {
    const { title: _title, ...rest } = document;
    const { title: _nodeTitle, note: _note, ...w } = document.nodes.w;
    expect(hash({ ...rest, $schema: "x.json", nodes: { w }, edges: ["start -> w", { edge: "w -> end", max: 2, else: "end" }] })).toBe(base);
    expect(hash(document, { ...files, "layout.json": '{"nodes":{}}', "unused.md": "y" })).toBe(base);
  });
  test("leaves out how files are laid out, and not what they say", () => {
    expect(hash(document, { ...files, "p.md": "Do it.\r\n", "s/a.json": '{\n"title":"A",\n"type":"object"}' })).toBe(base);
    for (const [file, text] of Object.entries({ "p.md": "Do it!\n", "k.md": "Fact.\n", "s/a.json": '{ "type": "object", "title": "B" }' })) {
      expect(hash(document, { ...files, [file]: text })).not.toBe(base);
    }
  });
  test("changes with any change of meaning", () => {
    const { w } = document.nodes;
    const changes: readonly object[] = [
      { ...document, id: "y" },
      { ...document, goal: "Stop." },
      { ...document, state: { ...document.state, c: "string" } },
      { ...document, state: { ...document.state, b: { schema: "string", default: "x" } } },
      { ...document, owners: { risk: "audit" } },
      { ...document, params: { n: 1 } },
      { ...document, outcomes: { done: ["a?"] } },
      { ...document, policies: [{ node: "*", effect: "read", then: "deny" }] },
      { ...document, nodes: { w: { ...w, role: "specialist" } } },
      { ...document, nodes: { v: w }, edges: ["start -> v", "v -> end"] },
      { ...document, edges: ["start -> w", "w -> end"] },
      { ...document, limits: { steps: 3 } },
    ];
    const hashes = [base, ...changes.map((each) => hash(each))];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

test("a digest does not see the order of keys, and sees everything else", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.jsonValue({ noUnicodeString: false }), fc.infiniteStream(fc.boolean()), (a, b, flips) => {
      const one: Json = JSON.parse(JSON.stringify(a));
      const two: Json = JSON.parse(JSON.stringify(b));
      expect(digest(shuffled(one, () => flips.next().value === true))).toBe(digest(one));
      expect(digest(one) === digest(two)).toBe(JSON.stringify(sorted(one)) === JSON.stringify(sorted(two)));
    }),
  );
  expect(digest([])).not.toBe(digest({}));
  expect(digest({ b: [1, "ü"], a: 1e21 })).toBe("sha256-8eaa533827b820f6cc73a06792a5335db67c01e25167a358bbeb9018c421557a");
  expect(() => digest(Number.NaN)).toThrow("no canonical form");
});

/** A value with the order of its keys taken out; lists and mappings stay apart. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => sorted(item));
  if (typeof value !== "object" || value === null) return value === 0 ? 0 : value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { mapping: entries.map(([key, item]) => [key, sorted(item)]) };
}
