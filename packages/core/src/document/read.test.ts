import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import { parseDuration } from "./duration.ts";
import { readGraph, type ReadResult } from "./read.ts";
import { testKinds } from "./testing.ts";

function read(text: string, files: Readonly<Record<string, string>> = {}): ReadResult {
  const all = new Map(Object.entries({ "graph.yaml": text, ...files }));
  return readGraph({ root: "graph.yaml", read: (path) => all.get(path) }, testKinds);
}
const found = (result: ReadResult): readonly string[] => result.diagnostics.map(({ code, at }) => `${code} ${at.file}:${at.line}:${at.column}`);
const clean = (result: ReadResult) => {
  expect(result.diagnostics).toEqual([]);
  if (result.graph === undefined) throw new Error("nothing was read");
  return result.graph;
};

const edges = "edges: [start -> find, find -> end]\n";
const node = "nodes: { find: { kind: tool, tool: search } }\n";

describe("shorthand", () => {
  test("is expanded in channels", () => {
    const graph = clean(
      read(
        `baton: 1
id: x
state:
  a: string
  b: schemas/thing.json#/$defs/part
  c: { schema: list(list(integer)), merge: append, trust: untrusted }
  d: { merge: messages, keep: thread, secrecy: restricted }
  e: { schema: integer, merge: sum }
  f: { schema: string, default: "" }
  g: { type: object, properties: { part: { $ref: schemas/thing.json } } }
${node}${edges}`,
        {
          "schemas/thing.json":
            '{ "$id": "https://example.com/thing", "type": "object", "properties": { "next": { "$ref": "#" }, "p": { "$ref": "other.json#/$defs/x" } }, "$defs": { "part": { "type": "number" } } }',
          "schemas/other.json": '{ "$defs": { "x": { "type": "boolean" } } }',
        },
      ),
    );
    const channel = (name: string) => graph.channels.get(name);
    expect(channel("a")).toEqual({
      name: "a",
      schema: { type: "string" },
      merge: "replace",
      initial: undefined,
      trust: undefined,
      secrecy: "internal",
      keep: "run",
    });
    expect(channel("b")?.schema).toEqual({ type: "number" });
    expect(channel("c")).toMatchObject({ schema: { type: "array", items: { type: "array", items: { type: "integer" } } }, initial: [], trust: "untrusted" });
    expect(channel("d")).toMatchObject({ schema: { type: "array" }, merge: "messages", initial: [], keep: "thread", secrecy: "restricted" });
    expect([channel("e")?.initial, channel("f")?.initial]).toEqual([0, ""]);
    const schema = JSON.stringify(channel("g")?.schema);
    expect(schema).not.toMatch(/\.json[#"]|\$id/);
    expect([...schema.matchAll(/"\$ref":"(#\/\$defs\/)/g)]).toHaveLength(3);
  });

  test("is expanded in nodes, with the defaults of their kind", () => {
    const graph = clean(
      read(`baton: 1
id: x
state: { a: string, b: string }
defaults: { tool: { timeout: 30s, retry: 2, limits: { toolCalls: 3, time: 5m } } }
nodes:
  find: { kind: tool, tool: search, writes: a, writesOn: { failed: { b: output.message }, done: { b: "'x'" } }, title: Find, limits: { time: 1h } }
  other: { kind: tool, tool: search, timeout: 2d, retry: 0 }
  route: { kind: branch, cases: [{ port: yes_port, when: "true" }], writes: b }
edges: [start -> find, find -> route, route.yes_port -> other, { edge: route.otherwise -> find, max: 3, else: end, note: again }, other -> end]
`),
    );
    const find = graph.nodes.get("find");
    expect(find).toMatchObject({ kind: "tool", config: { tool: "search" }, title: "Find", timeoutMs: 30_000, retry: 2, limits: { timeMs: 3_600_000 } });
    expect([...(find?.writes ?? [])]).toEqual([
      ["failed", { b: "output.message" }],
      ["done", { a: "output", b: "'x'" }],
    ]);
    expect(graph.nodes.get("other")).toMatchObject({ timeoutMs: 172_800_000, retry: 0, limits: { toolCalls: 3, timeMs: 300_000 } });
    expect([...(graph.nodes.get("route")?.writes ?? [])]).toEqual([["yes_port", { b: "output" }]]);
    expect(graph.start).toEqual({ type: "node", node: "find" });
    expect(graph.edges.map((edge) => edge.id)).toEqual(["find.done -> route", "route.yes_port -> other", "route.otherwise -> find", "other.done -> end.done"]);
    expect(graph.edges[2]).toMatchObject({ max: 3, otherwise: { type: "outcome", outcome: "done" }, path: ["edges", 3] });
  });

  test("is expanded in policies and outcomes", () => {
    const graph = clean(
      read(`baton: 1
id: x
goal: Go.
state: { a: string, b: string }
outcomes: { paid: [a, b?] }
policies:
  - { node: "*", effect: read, then: allow }
  - { node: find, tool: [t, u], then: approve, by: [lead, { role: cfo, count: 2, fourEyes: true }], after: [other.ok, more], expires: 3d, escalate: [{ after: 1d, to: boss }] }
${node}edges: [start -> find, find -> end.paid]
`),
    );
    expect(graph.policies).toEqual([
      { nodes: "*", tools: "*", effect: "read", then: "allow", by: [], path: ["policies", 0] },
      {
        nodes: ["find"],
        tools: ["t", "u"],
        then: "approve",
        by: [
          { role: "lead", count: 1, fourEyes: false },
          { role: "cfo", count: 2, fourEyes: true },
        ],
        after: [
          { node: "other", port: "ok" },
          { node: "more", port: undefined },
        ],
        expires: "3d",
        escalate: [{ after: "1d", to: "boss" }],
        path: ["policies", 1],
      },
    ]);
    expect(graph.outcomes).toEqual(
      new Map([
        [
          "paid",
          [
            { channel: "a", optional: false },
            { channel: "b", optional: true },
          ],
        ],
      ]),
    );
  });

  test("durations are whole numbers with a unit", () => {
    expect(["30s", "15m", "4h", "3d"].map(parseDuration)).toEqual([30_000, 900_000, 14_400_000, 259_200_000]);
    expect(["", "0s", "1.5h", "3w", "-1s", "5", "1h30m", " 1s"].map(parseDuration)).toEqual(Array.from({ length: 8 }, () => undefined));
  });
});

const agent = (keys: string) => `baton: 1\nid: x\nstate: { a: string }\nnodes: { w: { kind: agent, ${keys} } }\nedges: [start -> w, w -> end]\n`;

describe("files", () => {
  test("prompts, knowledge and schemas are read with what they name", () => {
    const prompt = "---\r\nid: helper\r\nkind: review\r\ninputs: [a, b?]\r\n---\r\nHelp {{ a }}.\r\n";
    const graph = clean(
      read(agent("prompt: prompts/p.md, knowledge: [k/one.md], output: { type: array, items: { $ref: s/t.json } }"), {
        "prompts/p.md": prompt,
        "k/one.md": "Facts.",
        "s/t.json": '{"type":"string"}',
      }),
    );
    expect(graph.prompts.get("prompts/p.md")).toEqual({
      file: "prompts/p.md",
      id: "helper",
      kind: "review",
      inputs: [
        { name: "a", optional: false },
        { name: "b", optional: true },
      ],
      template: "Help {{ a }}.\r\n",
      templateStart: prompt.indexOf("Help"),
    });
    expect(graph.knowledge).toEqual(new Map([["k/one.md", "Facts."]]));
    const reference = JSON.stringify({ type: "array", items: { $ref: "s/t.json" } });
    expect(graph.schemas.get(reference)).toEqual({ type: "array", items: { $ref: "#/$defs/t" }, $defs: { t: { type: "string" } } });
  });

  test.each([
    ["../p.md", "BT117"],
    ["/etc/passwd", "BT117"],
    ["prompts/../../p.md", "BT117"],
    ["https://example.com/p.md", "BT117"],
    ["file:p.md", "BT117"],
    ["C:\\\\p.md", "BT117"],
    ["prompts/gone.md", "BT100"],
  ])("a prompt %s is refused where it is named", (path, code) => {
    const result = read(agent(`prompt: "${path}"`));
    expect(found(result)).toEqual([`${code} graph.yaml:4:36`]);
    expect(result.diagnostics[0]?.at.node).toBe("w");
  });

  test("a schema's references stay in the folder and lead somewhere, each told where it stands", () => {
    const files = {
      "p.md": "Hi.",
      "s/a.json":
        '{ "properties": {\n "r": { "$ref": "https://example.com/x.json" },\n "g": { "$ref": "gone.json" },\n "n": { "$ref": "#/$defs/none" },\n "t": { "type": "text" },\n "c": { "$ref": "#/properties/c" } } }',
    };
    const result = read(agent("prompt: p.md, output: s/a.json"), files);
    expect(found(result).toSorted()).toEqual([
      "BT100 s/a.json:3:17",
      "BT116 s/a.json:4:17",
      "BT117 s/a.json:2:17",
      "BT121 graph.yaml:4:50",
      "BT121 s/a.json:5:17",
    ]);
  });

  test("recursion across files is fine", () => {
    const files = {
      "p.md": "Hi.",
      "s/a.json": '{ "type": "object", "properties": { "b": { "$ref": "b.json" } } }',
      "s/b.json": '{ "type": "array", "items": { "$ref": "a.json#" } }',
    };
    const schema = clean(read(agent("prompt: p.md, output: list(s/a.json)"), files)).schemas.get("list(s/a.json)");
    expect(schema).toMatchObject({ type: "array", items: { type: "object", properties: { b: { $ref: "#/$defs/b" } } } });
  });
});

describe("problems", () => {
  test("come all at once, each at its place, and the rest is read", () => {
    const result = read(`baton: 1
id: Bad Id
gaol: Typo.
state: { a: strnig, In: string, b: { schema: string, mrege: append } }
input: a
nodes:
  find: { kind: tool, tol: search, retry: many }
  ok: { kind: tool, tool: search }
  bad: { kind: tole }
  worse: 3
  old: { kind: acme/score@9, points: 1 }
policies: [{ node: "*", then: alow }]
edges: [start -> ok, "ok => find", { edge: ok -> end, mx: 2 }]
limits: { steps: -1, time: soon }
`);
    expect(found(result).toSorted()).toEqual(
      [
        "BT112 graph.yaml:2:5",
        "BT110 graph.yaml:3:1",
        "BT116 graph.yaml:4:13",
        "BT113 graph.yaml:4:21",
        "BT110 graph.yaml:4:54",
        "BT112 graph.yaml:5:8",
        "BT110 graph.yaml:7:23",
        "BT111 graph.yaml:7:3",
        "BT112 graph.yaml:7:43",
        "BT114 graph.yaml:9:16",
        "BT112 graph.yaml:10:10",
        "BT120 graph.yaml:11:16",
        "BT112 graph.yaml:12:31",
        "BT119 graph.yaml:13:22",
        "BT110 graph.yaml:13:55",
        "BT112 graph.yaml:14:18",
        "BT112 graph.yaml:14:28",
      ].toSorted(),
    );
    expect([...(result.graph?.nodes.keys() ?? [])]).toEqual(["ok"]);
    expect([...(result.graph?.channels.keys() ?? [])]).toEqual(["a", "In", "b"]);
    expect(result.diagnostics.find((each) => each.code === "BT110")?.fix?.edits).toEqual([{ op: "rename", path: ["gaol"], to: "goal" }]);
    for (const { message } of result.diagnostics) expect(message).toMatch(/^[`A-Z].*[.?]$/);
  });
  test("a mistake in `defaults` is told once, where it stands", () => {
    const result = read(
      `baton: 1\nid: x\ndefaults: { tool: { retry: -1 }, tol: {} }\nnodes: { a: { kind: tool, tool: t }, b: { kind: tool, tool: t } }\nedges: [start -> a, a -> b, b -> end]\n`,
    );
    expect(found(result)).toEqual(["BT114 graph.yaml:3:34", "BT112 graph.yaml:3:28"]);
  });
  test("a newer format is refused, naming both versions", () => {
    const { graph, diagnostics } = read(`baton: 7\nid: x\nnew: { shape: true }\n`);
    expect(graph).toBeUndefined();
    expect(diagnostics.map((each) => each.message)).toEqual(["The document is written in format 7, and this program knows formats up to 1: update Baton."]);
  });
  test("a document without a start is read on from the node that nothing leads to", () => {
    const result = read(`baton: 1\nid: x\nnodes: { a: { kind: tool, tool: t }, b: { kind: tool, tool: t } }\nedges: [b -> a, a -> end]\n`);
    expect(found(result)).toEqual(["BT115 graph.yaml:4:1"]);
    expect(result.graph?.start).toEqual({ type: "node", node: "b" });
  });
  test.each([
    "",
    "# only a comment",
    "[]",
    "3",
    "baton: 1",
    "\u0000",
    "{",
    "nodes: 3\nedges: {}\nstate: []\npolicies: x\ndefaults: 1\noutcomes: 2\nparams: 4\nlimits: []",
  ])("no text makes reading throw: %j", (text) => {
    expect(read(text).diagnostics.length).toBeGreaterThan(0);
  });
  test("lists of lists end somewhere", () => {
    const result = read(`baton: 1\nid: x\nstate: { a: "${"list(".repeat(50_000)}string${")".repeat(50_000)}" }\n${node}${edges}`);
    expect(found(result)).toEqual(["BT116 graph.yaml:3:13"]);
    expect(result.diagnostics[0]?.message.length).toBeLessThan(400);
  });
  test("a missing document is named", () => {
    expect(readGraph({ root: "graph.yaml", read: () => undefined }, testKinds).diagnostics.map((each) => each.code)).toEqual(["BT100"]);
  });
  test("a document mutated anywhere is answered with places inside its files", () => {
    const text = `baton: 1\nid: x\nstate: { a: string, b: { schema: list(s/a.json), merge: append } }\nparams: { p: 1 }\nlimits: { time: 5m }\npolicies: [{ node: "*", effect: read, then: allow, by: [x] }]\nnodes:\n  w: { kind: agent, prompt: p.md, output: s/a.json, writes: { a: output }, writesOn: { failed: b } }\n  r: { kind: branch, cases: [{ port: q, when: a }] }\nedges: [start -> w, w -> r, { edge: r.q -> w, max: 2, else: end }, r.otherwise -> end]\n`;
    const files = { "p.md": "---\nid: p\ninputs: [a]\n---\nHi", "s/a.json": '{ "type": "object", "properties": { "x": { "$ref": "#" } } }' };
    expect(read(text, files).diagnostics).toEqual([]);
    const scrap = fc.constantFrom("", "null", "[", "}", "3", ": ", "true", "'", "\n", "-1", "../x", "{ a: b }", "[]", "x".repeat(30));
    const which = fc.constantFrom("graph.yaml", "p.md", "s/a.json");
    fc.assert(
      fc.property(which, fc.nat(600), fc.nat(12), scrap, (file, start, length, piece) => {
        const all: Record<string, string> = { "graph.yaml": text, ...files };
        const old = all[file] ?? "";
        all[file] = old.slice(0, start) + piece + old.slice(start + length);
        for (const { at, message } of read(all["graph.yaml"] ?? "", all).diagnostics) {
          expect(at.end).toBeLessThanOrEqual((all[at.file] ?? "").length);
          expect(message).not.toContain("undefined");
        }
      }),
      { numRuns: 500 },
    );
  });
});
