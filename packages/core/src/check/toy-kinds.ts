import { z } from "zod";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { ownedShape } from "../document/fields.ts";
import { folderFiles } from "../document/files.ts";
import { readGraph } from "../document/read.ts";
import type { HostManifest } from "../host/manifest.ts";
import { hostManifestSchema } from "../host/manifest.ts";
import type { Json, JsonSchema } from "../json.ts";
import { checkGraph } from "./check.ts";
import { defineKind, type Kind, type Kinds, type Owned, type Port } from "../kind/kind.ts";

// Small kinds for the checker's tests: they ask everything of it that the real ones do, and open and close regions besides.

const values = z.record(z.string(), z.json()).default({});
const names = z.array(z.string()).default([]);
const appearance = { family: "flow", icon: "circle" } as const;
const about = { version: 1, title: "Toy", summary: "A toy.", appearance } as const;

const tool = defineKind({
  ...about,
  type: "tool",
  config: z.strictObject({ tool: z.string(), args: values, ...ownedShape }),
  ownable: ["worker"],
  ports: (own, context) => [{ name: "done", output: context.tool(own.tool)?.result ?? true, happy: true }],
  effects: () => "tool",
  values: (own, context) =>
    Object.entries(own.args).map(([name, value]) => {
      const expects = propertyOf(context.tool(own.tool)?.args, name);
      return { path: ["args", name], value, place: "expression" as const, ...(expects === undefined ? {} : { expects }) };
    }),
  tools: (own) => [{ tool: own.tool, pinned: own.args, path: ["tool"], argsPath: ["args"], complete: true }],
});

function propertyOf(schema: Json | undefined, name: string): JsonSchema | undefined {
  const found = z.object({ properties: z.record(z.string(), z.union([z.boolean(), z.record(z.string(), z.json())])) }).safeParse(schema);
  return found.success ? found.data.properties[name] : undefined;
}

const branch = defineKind({
  ...about,
  type: "branch",
  config: z.strictObject({ cases: z.array(z.strictObject({ port: z.string(), when: z.json() })) }),
  ports: (own): readonly Port[] => {
    const conditions = own.cases.map((each) => each.when);
    return [
      ...own.cases.map(({ port, when }, index) => ({ name: port, output: undefined, explicit: true, when: [when], unless: conditions.slice(0, index) })),
      { name: "otherwise", output: undefined, explicit: true, unless: conditions },
    ];
  },
  effects: () => "pure",
  values: (own) => own.cases.map(({ when }, index) => ({ path: ["cases", index, "when"], value: when, place: "expression", expects: { type: "boolean" } })),
});

const transform = defineKind({
  ...about,
  type: "transform",
  config: z.strictObject({}),
  ports: () => [{ name: "done", output: undefined }],
  effects: () => "pure",
});

const agent = defineKind({
  ...about,
  type: "agent",
  config: z.strictObject({ prompt: z.string(), model: z.string().optional(), input: values, ...ownedShape }),
  ownable: ["worker", "member"],
  ports: () => [{ name: "done", output: { type: "string" } }],
  effects: () => "model",
  files: (own) => [{ file: own.prompt, type: "prompt", path: ["prompt"] }],
  values: (own) => Object.entries(own.input).map(([name, value]) => ({ path: ["input", name], value, place: "expression" })),
  reads: (own, context) =>
    (context.prompt(own.prompt)?.inputs ?? [])
      .filter((input) => !Object.hasOwn(own.input, input.name))
      .map((input) => ({ channel: input.name, optional: input.optional, path: ["prompt"] })),
  host: (own) => (own.model === undefined ? [] : [{ type: "model", name: own.model, path: ["model"] }]),
});

const review = defineKind({
  ...about,
  type: "review",
  config: z.strictObject({ approves: z.string(), shows: z.array(z.string()).default([]) }),
  ports: () => ["approved", "rejected", "expired"].map((name) => ({ name, output: true })),
  effects: () => "human",
  values: (own) => own.shows.map((value, index) => ({ path: ["shows", index], value, place: "expression", mayBeAbsent: true })),
  nodes: (own) => [{ node: own.approves, path: ["approves"], makesCall: true }],
});

/** Sends back by `retry`, at most as often as its rounds. */
const check = defineKind({
  ...about,
  type: "check",
  config: z.strictObject({}),
  ports: () => [
    { name: "passed", output: undefined },
    { name: "retry", output: undefined, bounded: true },
    { name: "exhausted", output: undefined },
  ],
  effects: () => "pure",
});

const wait = defineKind({
  ...about,
  type: "wait",
  config: z.strictObject({ event: z.string() }),
  ports: () => [{ name: "fired", output: true }],
  effects: () => "human",
  host: (own) => [{ type: "event", name: own.event, path: ["event"] }],
});

const remote = defineKind({
  ...about,
  type: "remote",
  config: z.strictObject({ agent: z.string() }),
  ports: () => [{ name: "done", output: true }],
  effects: () => "tool",
  host: (own) => [{ type: "agent", name: own.agent, path: ["agent"] }],
});

const toyLocal = z.strictObject({
  merge: z.enum(["append", "max"]).optional(),
  default: z.json().optional(),
  schema: z.record(z.string(), z.json()).optional(),
});

function localOf({ merge, default: initial, schema }: z.output<typeof toyLocal>) {
  return { ...(merge === undefined ? {} : { merge }), ...(initial === undefined ? {} : { initial }), ...(schema === undefined ? {} : { schema }) };
}

/** Locals: true where a branch is given it, false where it writes it. */
const parallel = defineKind({
  ...about,
  type: "parallel",
  config: z.strictObject({
    branches: z.array(z.string()).default([]),
    each: z.string().optional(),
    local: z.record(z.string(), z.union([z.boolean(), toyLocal])).default({}),
  }),
  ports: (own) => branchesOf(own).map((name) => ({ name, output: undefined })),
  effects: () => "pure",
  values: (own) => (own.each === undefined ? [] : [{ path: ["each"], value: own.each, place: "expression" }]),
  region: (own) => ({
    type: "opens",
    ports: branchesOf(own),
    many: own.each !== undefined,
    locals: Object.fromEntries(
      Object.entries(own.local).map(([name, written]) => [
        name,
        {
          schema: { type: "string" },
          path: ["local", name],
          ...(typeof written === "boolean" ? { written } : { written: written.default !== undefined, ...localOf(written) }),
        },
      ]),
    ),
  }),
});

function branchesOf(own: { readonly branches: readonly string[]; readonly each?: string | undefined }): readonly string[] {
  return own.each === undefined ? own.branches : ["each"];
}

const join = defineKind({
  ...about,
  type: "join",
  config: z.strictObject({ of: z.string(), need: z.union([z.literal("all"), z.number()]).default("all"), collect: z.json().optional() }),
  ports: () => [{ name: "done", output: true }],
  effects: () => "pure",
  region: (own) => ({
    type: "closes",
    of: own.of,
    path: ["of"],
    need: own.need,
    ...(own.collect === undefined ? {} : { collect: { value: own.collect, path: ["collect"] } }),
  }),
});

const subgraph = defineKind({
  ...about,
  type: "subgraph",
  config: z.strictObject({ graph: z.string(), input: values }),
  ports: (own, context) => {
    const outcomes = [...(context.subgraph(own.graph)?.outcomes.keys() ?? [])];
    return outcomes.map((name) => ({ name, output: true, explicit: outcomes.length > 1 }));
  },
  effects: () => "tool",
  values: (own) => Object.entries(own.input).map(([name, value]) => ({ path: ["input", name], value, place: "expression" })),
  graphs: (own) => [{ reference: own.graph, path: ["graph"], input: own.input, inputPath: ["input"] }],
});

const toyWorker = z.strictObject({ passes: names, after: names, required: z.boolean().default(false) });

/** Owns nodes: workers by name with what is said of each, members in a list. */
const boss = defineKind({
  ...about,
  type: "boss",
  config: z.strictObject({ workers: z.record(z.string(), toyWorker).default({}), members: names, passes: names, ...ownedShape }),
  ownable: ["worker"],
  ports: () => ["done", "escalated"].map((name) => ({ name, output: { type: "string" } })),
  effects: () => "model",
  owns: ({ workers, members, passes }) => {
    const shared = passes.map((channel, index) => ({ channel, path: ["passes", index] }));
    return [
      ...Object.entries(workers).map(([node, worker]): Owned => {
        const path = ["workers", node];
        const own = worker.passes.map((channel, index) => ({ channel, path: [...path, "passes", index] }));
        return {
          node,
          path,
          as: "worker",
          passes: [...shared, ...own],
          after: worker.after.map((each, index) => ({ node: each, path: [...path, "after", index] })),
          required: worker.required,
        };
      }),
      ...members.map((node, index): Owned => ({ node, path: ["members", index], as: "member", passes: shared, after: [], required: false })),
    ];
  },
});

const all: readonly Kind[] = [tool, branch, transform, agent, review, check, wait, remote, parallel, join, subgraph, boss];

/** Toy kinds by type. */
export const toyKinds: Kinds = new Map(all.map((kind) => [kind.type, kind]));

/** A host with a little of everything. */
export const toyHost: HostManifest = hostManifestSchema.parse({
  tools: {
    search: {
      effect: "read",
      args: { type: "object", properties: { query: { type: "string" } }, required: ["query"], additionalProperties: false },
      result: { type: "string" },
    },
    pay: {
      effect: "sensitive",
      args: { type: "object", properties: { amount_minor: { type: "integer" } }, required: ["amount_minor"], additionalProperties: false },
      result: { type: "object", properties: { receipt: { type: "string" } }, required: ["receipt"], additionalProperties: false },
    },
  },
  models: { standard: {} },
  agents: { credit_bureau: {} },
  events: { document_uploaded: true },
  roles: ["controller"],
  calendars: ["office_days"],
  params: { tolerance: "high" },
});

const prompt = `---
id: find
kind: role
inputs: [question]
---
Answer {{ question }}.
`;

/** Checks the text of a graph.yaml with the toy kinds and host; `prompts/find.md` takes `question`. */
export function checkToy(text: string, files: Readonly<Record<string, string>> = {}): readonly Diagnostic[] {
  const folder = folderFiles({ "graph.yaml": text, "prompts/find.md": prompt, ...files });
  return checkGraph(readGraph(folder, toyKinds), toyKinds, toyHost);
}

/** A document with the usual head: two text channels, one input, one outcome. */
export function toyDocument(parts: {
  readonly state?: string;
  readonly input?: string;
  readonly outcomes?: string;
  readonly more?: string;
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
}): string {
  return [
    "baton: 1",
    "id: example",
    "goal: Answer a question.",
    ...(parts.more === undefined ? [] : [parts.more]),
    `state: ${parts.state ?? "{ question: string, answer: string }"}`,
    `input: ${parts.input ?? "[question]"}`,
    `outcomes: ${parts.outcomes ?? "{ done: [answer] }"}`,
    "nodes:",
    ...parts.nodes.map((node) => `  ${node}`),
    "edges:",
    ...parts.edges.map((edge) => `  - ${edge}`),
    "",
  ].join("\n");
}
