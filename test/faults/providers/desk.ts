import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseScript, systemClock, type Clock, type ModelSpec } from "@baton/runtime";
import { type Baton, type BatonEvent, checkFiles, defineHost, defineTool, graphFolder, hostManifest, openBaton, type RunResult } from "baton";
import { z } from "zod";
import { type Disturbance, type ModelServer, startModelServer } from "../../model-server/server.ts";

const files = (options: DeskOptions): Readonly<Record<string, string>> => ({
  "graph.yaml": `
baton: 1
id: desk
goal: Book an order, once.
state: { order: string, answer: { schema: { type: object, properties: { words: { type: string } }, required: [words], additionalProperties: false } } }
input: [order]
outcomes: { done: [answer] }
policies: [{ node: "*", effect: write, then: allow }]
limits: ${options.limits ?? "{ modelCalls: 50 }"}
nodes:
  clerk:
    kind: agent
    prompt: prompts/clerk.md
    model: [${(options.models ?? ["first", "second"]).join(", ")}]
    retry: ${options.retry ?? 1}
    ${options.timeout === undefined ? "" : `timeout: ${options.timeout}`}
    ${options.tools === false ? "" : "tools: [book]"}
    output: ${options.text === true ? "string" : "{ type: object, properties: { words: { type: string } }, required: [words], additionalProperties: false }"}
    writes: ${options.text === true ? "{ answer: \"{ 'words': output }\" }" : "answer"}
edges: [start -> clerk, clerk -> end]
`,
  "prompts/clerk.md": "---\nid: clerk\nkind: role\ninputs: [order]\n---\nBook the order.\n",
});

const script = (options: DeskOptions): string => `
agents:
  clerk:
    ${options.tools === false ? "" : "- { when: '!has(results.book)', calls: [{ tool: book, args: { order: order } }] }"}
    - ${options.text === true ? '{ text: "Booked {{ order }}." }' : "{ output: { words: \"'Booked ' + order\" } }"}
`;

export interface DeskOptions {
  readonly models?: readonly string[];
  readonly retry?: number;
  readonly timeout?: string;
  readonly limits?: string;
  /** False: the agent has none. */
  readonly tools?: false;
  /** Its answer is text; else an object. */
  readonly text?: true;
  readonly structured?: "jsonSchema";
  /** Threads are kept on disk, else in memory. */
  readonly disk?: true;
  /** Pauses between attempts take their time; else they take none. */
  readonly pauses?: true;
  /** Tokens are watched, so that replies are streamed. */
  readonly streamed: boolean;
}

/** An agent that books an order with a tool that cannot tell a second call from the first, and says so; its models are one server. */
export interface Desk {
  readonly baton: Baton;
  readonly server: ModelServer;
  readonly events: readonly BatonEvent[];
  /** Orders as they were booked: one too many if a call was made twice. */
  readonly booked: readonly string[];
  /** Pauses between attempts, in milliseconds; they take no time. */
  readonly slept: readonly number[];
  run(stop?: { readonly signal?: AbortSignal; readonly drain?: AbortSignal }): Promise<RunResult>;
  resume(): Promise<RunResult>;
  close(): Promise<void>;
}

export const thread = "order-1";

/** The desk with a server that meets the first requests with these. */
export async function desk(options: DeskOptions, ...disturbances: readonly Disturbance[]): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), "baton-"));
  for (const [name, text] of Object.entries(files(options))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const booked: string[] = [];
  const slept: number[] = [];
  const events: BatonEvent[] = [];
  const book = defineTool({
    name: "book",
    description: "Books an order.",
    args: z.strictObject({ order: z.string() }),
    result: z.object({ number: z.int() }),
    effect: "write",
    execute: ({ order }) => ({ number: booked.push(order) }),
  });
  const opened = checkFiles(graphFolder(folder).files, hostManifest(defineHost({ tools: [book], models: specs("http://127.0.0.1/v1", options) })));
  const problems = opened.diagnostics.filter(({ severity }) => severity === "error");
  if (opened.graph === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  const server = await startModelServer(parseScript(script(options), "scripted.yaml"), opened.graph);
  server.disturb(...disturbances);
  const clock: Clock = {
    ...systemClock,
    sleep: async (ms, signal) => {
      slept.push(ms);
      if (options.pauses === true) await systemClock.sleep(ms, signal);
      signal?.throwIfAborted();
    },
  };
  const host = defineHost({ tools: [book], models: specs(server.url, options) });
  const baton = await openBaton({ graph: folder, data: options.disk === true ? join(folder, "data") : false, host, clock, env: {} });
  const watch = { onEvent: (happened: BatonEvent): void => void events.push(happened), ...(options.streamed ? { onToken: (): void => undefined } : {}) };
  return {
    baton,
    server,
    events,
    booked,
    slept,
    run: (stop = {}) => baton.run({ thread, input: { order: "A-1" }, ...watch, ...stop }),
    resume: () => baton.resume(thread, watch),
    close: async () => {
      await baton.close();
      await server.close().catch(() => undefined); // it may be closed already
      rmSync(folder, { recursive: true });
    },
  };
}

function specs(baseUrl: string, { structured }: DeskOptions): Readonly<Record<string, ModelSpec>> {
  const spec = { provider: "openai", baseUrl, prices: { input: 1, output: 10 }, ...(structured === undefined ? {} : { structured }) } as const;
  return { first: { ...spec, model: "large" }, second: { ...spec, model: "small" } };
}

/** What a model call, as it was reported, should have cost; a run's usage is the sum of these and of nothing else. */
export function costs(events: readonly BatonEvent[]): { readonly tokens: number; readonly costUsd: number } {
  const called = events.flatMap((event) => (event.type === "model.called" ? [event] : []));
  const sum = (count: (event: (typeof called)[number]) => number): number => called.reduce((all, event) => all + count(event), 0);
  return {
    tokens: sum(({ inputTokens, outputTokens }) => inputTokens + outputTokens),
    costUsd: sum(({ inputTokens, outputTokens }) => inputTokens + 10 * outputTokens) / 1_000_000,
  };
}
