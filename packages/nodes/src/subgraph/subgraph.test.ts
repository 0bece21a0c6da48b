import { kindContext } from "@baton/core";
import { describe, expect, test } from "vitest";
import { defineGraph } from "../define.ts";
import { kinds } from "../index.ts";
import { changed, check, type Example, exampleOf, read } from "../testing/example.ts";

const example = exampleOf("subgraph/docs.md");
const screening = "graphs/vendor-screening/graph.yaml";
const codes = (of: Example): readonly string[] => check(of).map(({ code }) => code);

/** The ports of node `screen`, as the checker sees them. */
function ports(of: Example) {
  const { graph } = read(of);
  const node = graph?.nodes.get("screen");
  if (graph === undefined || node === undefined) return [];
  return kinds.get("subgraph")?.ports(node.config, kindContext(graph, kinds, of.manifest, node)) ?? [];
}

/** The example with a second outcome of the graph inside, which need not give its reason. */
function withTwoOutcomes(): Example {
  const two = changed(
    changed(example, "{ done: [screening] }", "{ done: [screening], unknown: [country?] }", screening),
    "judge -> end",
    "judge -> end\n  - look_up.failed -> end.unknown",
    screening,
  );
  return changed(two, "- screen -> end.checked", "- screen.done -> end.checked\n  - screen.unknown -> end.unknown");
}

describe("the ports of a graph inside", () => {
  test("are its outcomes, with the schemas of their channels", () => {
    expect(ports(example)).toMatchObject([
      {
        name: "done",
        explicit: false,
        output: {
          properties: { screening: { type: "object", properties: { clear: { type: "boolean" } }, required: ["clear", "hits"] } },
          required: ["screening"],
          additionalProperties: false,
        },
      },
    ]);
  });

  test("are all named by edges where there are several, and may leave out what the outcome may", () => {
    expect(ports(withTwoOutcomes())).toMatchObject([
      { name: "done", explicit: true },
      { name: "unknown", explicit: true, output: { properties: { country: { type: "string" } }, required: [] } },
    ]);
    const named = changed(withTwoOutcomes(), "writes: { screening: output.screening }", "writesOn: { done: { screening: output.screening } }");
    expect(codes(changed(named, "outcomes: { checked: [screening] }", "outcomes: { checked: [screening], unknown: [] }"))).toEqual([]);
    expect(codes(withTwoOutcomes())).toEqual(["BT143", "BT134"]);
  });

  test("give what they say: a channel that may be absent is asked for with `has`", () => {
    const two = changed(withTwoOutcomes(), "outcomes: { checked: [screening] }", "outcomes: { checked: [screening], unknown: [place] }");
    const reading = (right: string): Example =>
      changed(
        changed(two, "input: [vendor]", "  place: string\ninput: [vendor]"),
        "writes: { screening: output.screening }",
        `writesOn: { done: { screening: output.screening }, unknown: { place: "${right}" } }`,
      );
    expect(codes(reading("has(output.country) ? output.country : ''"))).toEqual([]);
    expect(codes(reading("output.contry"))).toEqual(["BT203"]);
  });
});

describe("what a graph inside is given", () => {
  test("fits its channels", () => {
    expect(codes(changed(example, "name: vendor.name,", "name: 3,"))).toEqual(["BT203"]);
    expect(codes(changed(example, "name: vendor.name,", "name: nobody,"))).toEqual(["BT202"]);
  });

  test("is all that it needs, and nothing else", () => {
    expect(codes(changed(example, "name: vendor.name, country", "country"))).toEqual(["BT159"]);
    expect(codes(changed(example, "name: vendor.name,", "name: vendor.name, hits: vendor.name,"))).toEqual(["BT158"]);
  });

  test("may be a conversation", () => {
    const talks = changed(
      changed(example, "  name: string\n", "  name: string\n  talk: { merge: messages }\n", screening),
      "[name, country]",
      "[name, country, talk]",
      screening,
    );
    const gives = changed(talks, "outcomes: { done: [screening] }", "outcomes: { done: [screening, talk] }", screening);
    // A conversation starts empty, so it may be left out.
    expect(codes(gives)).toEqual([]);
    const given = changed(
      changed(gives, "input: [vendor]", "  talk: { merge: messages }\ninput: [vendor]"),
      "country: vendor.country }",
      "country: vendor.country, talk: talk }",
    );
    expect(codes(changed(given, "screening: output.screening", "screening: output.screening, talk: output.talk"))).toEqual([]);
  });
});

test("a graph that is not there is one problem, at its name", () => {
  const gone = changed(example, "vendor-screening@1.2.0", "vendor-scoring@1.2.0");
  const text = gone.files.get("graph.yaml") ?? "";
  expect(check(gone).map(({ code, at }) => [code, text.slice(at.start, at.end)])).toEqual([["BT123", "vendor-scoring@1.2.0"]]);
});

test("tools inside are those of the same host", () => {
  const [found, ...others] = check(changed(example, "tool: search_sanctions, args", "tool: search_sanction, args", screening));
  expect(others).toEqual([]);
  expect(found).toMatchObject({ code: "BT128", message: expect.stringMatching(/`search_sanction`; did you mean `search_sanctions`\?$/) });
});

test("policies name nodes inside by their way", () => {
  expect(codes(changed(example, "node: screen/look_up", "node: screen/lookup"))).toEqual(["BT160"]);
  expect(codes(changed(example, "then: allow }", "after: [screen/look_up.done], then: allow }"))).toEqual([]);
  expect(codes(changed(example, "then: allow }", "after: [screen/look_up.found], then: allow }"))).toEqual(["BT161"]);
});

test("defineGraph takes any port of a graph inside", () => {
  const nodes = { screen: { kind: "subgraph", graph: "vendor-screening", input: { name: "a" } } } as const;
  const head = { baton: 1, id: "x", state: { a: "string" } } as const;
  defineGraph({ ...head, nodes, edges: ["start -> screen", "screen.unknown -> end", "screen -> end"] });
  // @ts-expect-error a node that contains a graph names it
  defineGraph({ ...head, nodes: { screen: { kind: "subgraph" } }, edges: ["start -> screen", "screen -> end"] });
  expect(kinds.get("subgraph")?.effects({}, kindContextOf())).toBe("tool");
});

function kindContextOf() {
  const { graph } = read(example);
  const node = graph?.nodes.get("screen");
  if (graph === undefined || node === undefined) throw new Error("The example cannot be read.");
  return kindContext(graph, kinds, example.manifest, node);
}
