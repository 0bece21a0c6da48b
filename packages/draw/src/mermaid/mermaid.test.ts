import { assert, constantFrom, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { mermaid } from "../index.ts";
import { drawable, example, examples, hostileTitles, linesOf, nodesOf, titled } from "../testing/examples.ts";
import { kinds } from "@baton/nodes";

const id = "[A-Za-z]\\w*";
const quoted = '"(?:[\\p{L}\\p{N}\\p{M} _,?!·≤…]|#\\d+;|<br/>)*"';
/** All that a line may be. Whatever a title brings must fit in, inside quotes. */
const sorts = {
  head: /^flowchart LR$/,
  words: /^ {2}acc(?:Title|Descr): [\p{L}\p{N}\p{M} _,.'…-]*$/u,
  start: new RegExp(`^ {2}${id}\\(\\( \\)\\):::start$`),
  node: new RegExp(`^ +(${id})(?:\\(${quoted}\\)|\\[${quoted}\\]|\\[/${quoted}\\\\\\]|\\{\\{${quoted}\\}\\}|\\[\\[${quoted}\\]\\]):::\\w+$`, "u"),
  outcome: new RegExp(`^ {2}${id}\\(\\[${quoted}\\]\\):::outcome$`, "u"),
  edge: new RegExp(`^ {2}${id} (?:-->|-\\.->)(?:\\|${quoted}\\|)? ${id}$`, "u"),
  link: new RegExp(`^ {2}${id} -\\.-\\|${quoted}\\| ${id}$`, "u"),
  region: new RegExp(`^ +subgraph ${id}\\[${quoted}\\]$`, "u"),
  end: /^ +end$/,
  class: /^ {2}class(?:Def)? \w+ [\w#:,-]+(?: \w+)?$/,
} as const;

function sorted(text: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const line of text.trimEnd().split("\n")) {
    const [sort = `not Mermaid: ${line}`] = Object.entries(sorts).flatMap(([name, pattern]) => (pattern.test(line) ? [name] : []));
    found[sort] = (found[sort] ?? 0) + 1;
  }
  return found;
}

describe("a Mermaid flowchart", () => {
  it.each(examples)("of %s has each node and each edge once", (_, graph) => {
    const text = mermaid(graph, kinds);
    const lines = sorted(text);
    expect(Object.keys(lines).filter((sort) => sort.startsWith("not"))).toEqual([]);
    expect(lines).toMatchObject({ head: 1, start: 1, node: nodesOf(graph).length, edge: linesOf(graph).length });
    const declared = [...text.matchAll(/^ +(\w+)[([{].*:::/gm)].map((match) => match[1]);
    expect(new Set(declared).size).toBe(declared.length);
    expect(mermaid(graph, kinds)).toBe(text);
  });

  it("names ports other than the first, and bounds", () => {
    const graph = drawable(
      { a: { kind: "gate", rules: [{ then: "allow" }] }, b: { kind: "transform" }, c: { kind: "branch", cases: [{ port: "yes", when: true }] } },
      ["start -> a", "a -> b", "a.denied -> end.no", { edge: "b -> a", max: 3, else: "c" }, "c.yes -> end", "c.otherwise -> end.no"],
    );
    expect(
      mermaid(graph, kinds)
        .split("\n")
        .filter((line) => /^ {2}\w+ -/.test(line)),
    ).toEqual([
      "  start --> a",
      "  a --> b",
      '  a -.->|"denied"| end_no',
      '  b -->|"done ≤ 3"| a',
      '  b -.->|"after 3"| c',
      '  c -->|"yes"| end_done',
      '  c -.->|"otherwise"| end_no',
    ]);
  });

  it("draws what runs side by side as a block, and what belongs together as a dotted line", () => {
    const text = mermaid(example("finance-close.yaml"), kinds);
    expect(text.match(/^ +subgraph \w+\["for each item"\]$/gm)).toHaveLength(2);
    expect(text).toContain('  ask -.-|"approves"| post');
    expect(text).toMatch(/subgraph region_approvals.*\n(?: {4}.*\n)*? {4}post\[.*\n(?: {4}.*\n)* {2}end\n/);
  });

  it("keeps its own words and ids apart from the nodes' names", () => {
    const names = ["graph", "style", "class", "end_done", "region_a", "default"];
    const text = mermaid(
      drawable(Object.fromEntries(names.map((name) => [name, { kind: "transform" }])), ["start -> graph", "graph -> end", "style -> end_done"]),
      kinds,
    );
    expect(text).toContain("n_graph --> end_done_2");
    expect(text).toContain("n_style --> end_done\n");
    expect(sorted(text)).toMatchObject({ node: 6, outcome: 1, edge: 3 });
  });

  it("shows titles as text, whatever is in them", () => {
    const lines = (title: string): object => sorted(mermaid(titled(title), kinds));
    const plain = lines("plain");
    assert(
      property(constantFrom(...hostileTitles), string({ unit: "binary" }), (hostile, random) => {
        expect(lines(hostile + random)).toEqual(plain);
        expect(lines(`x${random}`)).toEqual(plain);
      }),
    );
  });

  it("says a sign that Mermaid would read by its number", () => {
    expect(mermaid(drawable({ a: { kind: "transform", title: '<b>"1. #x;' } }, ["start -> a"]), kinds)).toContain("#60;b#62;#34;1#46; #35;x#59;");
  });
});
