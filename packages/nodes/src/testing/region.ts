import { type Example, exampleFrom } from "./example.ts";

/** What a test's graph has between start and end; everything has a default but what runs in the branches. */
export interface RegionParts {
  /** Config of the node `all`, one branch for each of `items` unless it says otherwise. */
  readonly parallel?: string;
  readonly nodes: Readonly<Record<string, string>>;
  readonly edges: readonly string[];
  /** Config of the node `met`, besides `of`. */
  readonly join?: string;
  /** More channels, policies, limits and outcomes. */
  readonly state?: string;
  readonly policies?: readonly string[];
  readonly limits?: string;
  readonly files?: Readonly<Record<string, string>>;
}

const anything = { type: "object", properties: { of: true }, required: ["of"], additionalProperties: false };
const works = { description: "Works.", trust: "trusted", args: anything, result: true };
const host = {
  roles: ["boss"],
  models: {},
  events: { arrived: { type: "object", properties: { id: { type: "string" } }, required: ["id"] } },
  tools: {
    look: { ...works, effect: "read" },
    note: { ...works, effect: "write", idempotent: true },
    post: { ...works, effect: "write" },
    pay: { ...works, effect: "sensitive", idempotent: true },
  },
};

/** A graph of one region, for tests: `items` come in, `out` (what the join gives) and `notes` (what branches write) come out. */
export function region({ parallel, nodes, edges, join, state, policies, limits, files }: RegionParts): Example {
  const graph = `
baton: 1
id: lanes
goal: Work on items.
state:
  items: { schema: { type: array } }
  notes: { schema: list(string), merge: append }
  out: { schema: {} }
${(state ?? "").replaceAll(/^(?=.)/gm, "  ")}
input: [items]
outcomes: { done: [out?, notes], other: [out?, notes] }
${limits === undefined ? "" : `limits: ${limits}`}
policies:
${(policies ?? []).map((each) => `  - ${each}\n`).join("")}  - { node: "*", then: allow, tool: [look, note, post] }
nodes:
  all: { kind: parallel, ${parallel ?? "each: items, as: item"} }
${Object.entries(nodes)
  .map(([id, node]) => `  ${id}: ${node}\n`)
  .join("")}  met: { kind: join, of: all, writes: { out: output }, ${join ?? ""} }
edges:
  - start -> all
${edges.map((each) => `  - ${each}\n`).join("")}`;
  return exampleFrom(graph, host, files);
}

/** One tool call for each item and nothing else. */
export const calling = (tool: string, more: Partial<RegionParts> = {}): Example =>
  region({
    parallel: "each: items, as: item, atMost: 1000, local: { seen: { schema: {} } }",
    nodes: { work: `{ kind: tool, tool: ${tool}, args: { of: item }, writes: { seen: output, notes: "['saw ' + string(item)]" } }` },
    edges: ["all -> work", "work -> met", "met -> end"],
    join: "collect: { item: item, seen: seen }",
    ...more,
  });

/** The same with a node more, so that it runs in lanes. */
export const inLanes = (tool: string, more: Partial<RegionParts> = {}): Example =>
  region({
    parallel: "each: items, as: item, atMost: 1000, local: { seen: { schema: {} } }",
    nodes: {
      work: `{ kind: tool, tool: ${tool}, args: { of: item }, writes: { seen: output, notes: "['saw ' + string(item)]" } }`,
      rest: "{ kind: transform }",
    },
    edges: ["all -> work", "work -> rest", "rest -> met", "met -> end"],
    join: "collect: { item: item, seen: seen }",
    ...more,
  });
