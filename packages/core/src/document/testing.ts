import { z } from "zod";
import { defineKind, type Kind, type Kinds } from "../kind/kind.ts";
import { expressionSchema, graphReferenceSchema, schemaReferenceSchema } from "./fields.ts";

// Small kinds for this folder's tests: between them they name files and schemas, have ports by config, and have migrations.

const about = { title: "Toy", summary: "A toy.", appearance: { family: "flow", icon: "circle" } } as const;

const tool = defineKind({
  ...about,
  type: "tool",
  version: 1,
  config: z.strictObject({
    tool: z.string().describe("A tool of the host."),
    args: z.record(z.string(), expressionSchema).optional().describe("Its arguments."),
    tags: z.array(z.string()).optional().describe("Tags."),
  }),
  ports: () => [{ name: "done", output: true }],
  effects: () => "tool",
});

const branch = defineKind({
  ...about,
  type: "branch",
  version: 1,
  config: z.strictObject({
    cases: z
      .array(z.strictObject({ port: z.string(), when: expressionSchema }))
      .min(1)
      .describe("Conditions."),
  }),
  ports: (own) => [...own.cases.map(({ port }) => ({ name: port, output: undefined, explicit: true })), { name: "otherwise", output: undefined }],
  effects: () => "pure",
});

const agent = defineKind({
  ...about,
  type: "agent",
  version: 1,
  config: z.strictObject({
    prompt: z.string().describe("The prompt file."),
    knowledge: z.array(z.string()).default([]).describe("Files it knows."),
    output: schemaReferenceSchema.default("string"),
    role: z.enum(["task", "specialist"]).default("task").describe("Its role."),
  }),
  ports: (own, context) => [{ name: "done", output: context.schema(own.output) ?? true }],
  effects: () => "model",
  files: (own) => [
    { file: own.prompt, type: "prompt", path: ["prompt"] },
    ...own.knowledge.map((file, index) => ({ file, type: "knowledge" as const, path: ["knowledge", index] })),
  ],
  schemas: (own) => [{ schema: own.output, path: ["output"] }],
});

const score = defineKind({
  ...about,
  type: "acme/score",
  version: 3,
  config: z.union([z.strictObject({ points: z.int() }), z.strictObject({ grade: z.string() })]),
  migrations: [
    { from: 1, migrate: ({ value, ...rest }) => ({ ...rest, score: value ?? 0 }) },
    { from: 2, migrate: ({ score: points, ...rest }) => ({ ...rest, points: points ?? 0 }) },
  ],
  ports: () => [{ name: "done", output: true }],
  effects: () => "pure",
});

const subgraph = defineKind({
  ...about,
  type: "subgraph",
  version: 1,
  config: z.strictObject({ graph: graphReferenceSchema.describe("The graph inside.") }),
  ports: (own, context) => [...(context.subgraph(own.graph)?.outcomes.keys() ?? [])].map((name) => ({ name, output: true })),
  effects: () => "tool",
  graphs: (own) => [{ reference: own.graph, path: ["graph"], input: {}, inputPath: ["input"] }],
});

const all: readonly Kind[] = [tool, branch, agent, score, subgraph];

/** The kinds of this folder's tests. */
export const testKinds: Kinds = new Map(all.map((kind) => [kind.type, kind]));
