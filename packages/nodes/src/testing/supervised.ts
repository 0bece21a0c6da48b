import type { Json, JsonObject } from "@baton/core";
import type { BatonEvent, Engine, RunResult } from "@baton/runtime";
import { type Example, exampleFrom } from "./example.ts";

/** A reply of a scripted model: what stands in `output` and `args` are expressions; `data` gives those of constants. */
export interface Reply {
  readonly when?: string;
  readonly output?: Json;
  readonly text?: string;
  readonly calls?: readonly { readonly tool: string; readonly args: JsonObject }[];
}

/** What a test's supervisor has; everything has a default but its workers. */
export interface SupervisedParts {
  /** Config of the node `boss` besides its prompt and workers. */
  readonly boss?: string;
  /** Its workers, each with what is said of it there and its own config. */
  readonly workers: Readonly<Record<string, readonly [rules: string, node: string]>>;
  readonly replies: Readonly<Record<string, readonly Reply[]>>;
  readonly state?: string;
  /** More channels that come out. */
  readonly gives?: string;
  readonly policies?: readonly string[];
  readonly limits?: string;
  /** What `boss` writes, and all edges, where the graph is not `boss` alone. */
  readonly writes?: string;
  readonly nodes?: Readonly<Record<string, string>>;
  readonly edges?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

const anything = { type: "object", properties: { of: true }, required: ["of"], additionalProperties: false };
const outcomes =
  'writes: out, writesOn: { escalated: { problem: "[output.worker, output.task, output.reason]" }, failed: { problem: "[output.code, output.message]" } }';
const straight = ["start -> boss", "boss -> end.done", "boss.escalated -> end.desk", "boss.failed -> end.broken"];
const tool = { description: "Works.", trust: "trusted", args: anything, result: true };
const host = {
  roles: ["lead"],
  models: {},
  tools: { look: { ...tool, effect: "read" }, note: { ...tool, effect: "write", idempotent: true }, pay: { ...tool, effect: "sensitive", idempotent: true } },
};

const role = (id: string, inputs: string, text: string): string => `---\nid: ${id}\nkind: role\ninputs: [${inputs}]\n---\n${text}\n`;

/** A graph around one supervisor, for tests: `goal` and `secret` come in, `out`, `notes` and `problem` come out. */
export function supervised(parts: SupervisedParts): Example {
  const { boss = "", workers, replies, state = "", gives, policies = [], limits, writes = outcomes, nodes = {}, edges = straight, files } = parts;
  const lines = (values: readonly string[], indent: string): string => values.map((each) => `${indent}${each}\n`).join("");
  const own = [
    `boss: { kind: supervisor, ${boss.includes("strategy:") ? "" : "strategy: plan, "}prompt: prompts/boss.md, ${boss === "" ? "" : `${boss}, `}workers: { ${Object.entries(
      workers,
    )
      .map(([name, [rules]]) => `${name}: ${rules}`)
      .join(", ")} }, ${writes} }`,
    ...Object.entries(workers).map(([name, [, node]]) => `${name}: ${node}`),
    ...Object.entries(nodes).map(([name, node]) => `${name}: ${node}`),
  ];
  const graph = `
baton: 1
id: supervised
goal: Get it done.
state:
  goal: { schema: string, trust: untrusted }
  secret: string
  notes: { schema: list(string), merge: append }
  out: { schema: string, default: "" }
  problem: { schema: list(string), default: [] }
${lines(
  state.split("\n").filter((line) => line !== ""),
  "  ",
)}input: [goal, secret]
outcomes: { done: [out?, notes${gives === undefined ? "" : `, ${gives}`}], desk: [problem, notes], broken: [problem, notes] }
${limits === undefined ? "" : `limits: ${limits}`}
policies:
${lines(
  policies.map((each) => `- ${each}`),
  "  ",
)}  - { node: "*", tool: [look, note], then: allow }
nodes:
${lines(own, "  ")}edges:
${lines(
  edges.map((each) => `- ${each}`),
  "  ",
)}`;
  const prompts = { "prompts/boss.md": role("boss", "goal, secret", "Reach {{ goal }}."), "prompts/worker.md": role("worker", "", "Do what you are told.") };
  return exampleFrom(graph, host, { ...prompts, "scripted.yaml": JSON.stringify({ agents: replies }), ...files });
}

export const input: JsonObject = { goal: "the goal", secret: "Nobody may know." };

/** An agent that works for `boss`. */
export const worker = (more = ""): string =>
  `{ kind: agent, role: task, does: Work., prompt: prompts/worker.md, ${more === "" ? "" : `${more}, `}writes: { notes: "[output]" } }`;

/** A tool that works for `boss`. */
export const toolWorker = (name: string, more = ""): string =>
  `{ kind: tool, does: Call ${name}., tool: ${name}, takes: { type: object, properties: { of: { type: string } }, required: [of] }, args: { of: task.input.of }, ${
    more === "" ? "" : `${more}, `
  }writes: { notes: "['${name} ' + task.input.of]" } }`;

/** Constants as expressions. */
export function data(value: Json): Json {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map(data);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, data(inner)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A task of a plan; what is not said is empty. */
export const task = (id: string, by: string, more: JsonObject = {}): JsonObject => ({
  id,
  worker: by,
  instruction: `Do ${id}.`,
  input: {},
  after: [],
  success: [],
  ...more,
});

/** A plan as a model gives it. */
export const plan = (...tasks: readonly JsonObject[]): Json => data({ tasks });

/** Gives a plan once, and in the end a result that names all that was done. */
export const planning = (...tasks: readonly JsonObject[]): readonly Reply[] => [{ when: "size(plan.tasks) == 0", output: plan(...tasks) }, synthesis];

export const synthesis: Reply = {
  when: "plan.tasks.all(t, t.status in ['done', 'dropped'])",
  output: {
    output: "join(plan.tasks.filter(t, t.status == 'done').map(t, t.id), ' ')",
    sources: [{ part: "'all'", tasks: "plan.tasks.filter(t, t.status == 'done').map(t, t.id)" }],
  },
};

/** Runs a thread from its input, or goes on with it, and gives what it reported: each event in few words. */
export async function followed(
  run: (watch: { onEvent: (event: BatonEvent) => void }) => Promise<RunResult>,
): Promise<{ readonly result: RunResult; readonly events: readonly BatonEvent[] }> {
  const events: BatonEvent[] = [];
  const result = await run({ onEvent: (event) => void events.push(event) });
  return { result, events };
}

/** What happened to plan and tasks, in few words. */
export function story(events: readonly BatonEvent[]): readonly string[] {
  return events.flatMap((event): readonly string[] => {
    switch (event.type) {
      case "plan.made":
      case "plan.revised":
        return [`${event.type} ${event.tasks.map(({ id }) => id).join(" ")}`];
      case "task.started":
        return [`started ${event.task} ${event.attempt}`];
      case "task.done":
      case "task.parked":
        return [`${event.type.slice(5)} ${event.task}`];
      case "task.failed":
        return [`failed ${event.task} ${event.error.code}`];
      case "brief.sent":
        return [`brief ${event.task} -> ${event.to}`];
      case "synthesis.done":
      case "escalated":
        return [event.type];
      default:
        return [];
    }
  });
}

/** The plan of `boss` as it stands. */
export async function planOf(engine: Engine, thread = "t1") {
  return (await engine.show(thread)).plans["boss"];
}

/** Values as texts, in their order. */
export function sorted(values: readonly unknown[]): readonly string[] {
  return values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).toSorted();
}
