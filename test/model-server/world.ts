import { type Graph, readGraph } from "@baton/core";
import { kinds } from "@baton/nodes";
import { compilers } from "@baton/nodes/compile";
import {
  type BatonEvent,
  type BatonGraph,
  type Clock,
  compileToLangGraph,
  createGateway,
  createModelProvider,
  defineHost,
  defineTool,
  memoryStorage,
  type ModelProvider,
  type ModelSpec,
  parseScript,
  scriptedProvider,
  type Storage,
  systemClock,
} from "@baton/runtime";
import { z } from "zod";
import { type ModelServer, startModelServer } from "./server.ts";

const files: Readonly<Record<string, string>> = {
  "graph.yaml": `
baton: 1
id: taxes
title: Taxes
goal: Judge the tax of an invoice.
state:
  country: string
  account: string
  judged: schemas/tax.json
  rates: { schema: list(number), merge: append }
  words: string
  problem: { schema: { type: object } }
input: [country, account]
outcomes: { done: [judged?, words?, rates], failed: [problem] }
policies: [{ node: "*", effect: read, then: allow }]
nodes:
  tax:
    kind: agent
    role: specialist
    does: Judge the tax.
    prompt: prompts/tax.md
    knowledge: [knowledge/vat.md]
    rules: [Cite the source.]
    model: [first, second]
    tools: [{ tool: rate, args: { account: account }, writes: { rates: "[output.percent]" } }]
    output: schemas/tax.json
    retry: 2
    writes: judged
    writesOn: { failed: { problem: output } }
  say: { kind: agent, prompt: prompts/say.md, model: first, retry: 1, writes: words, writesOn: { failed: { problem: output } } }
edges:
  - start -> tax
  - tax -> say
  - tax.failed -> end.failed
  - say -> end.done
  - say.failed -> end.failed
`,
  "prompts/tax.md": "---\nid: tax\nkind: role\ninputs: [country]\n---\nJudge the tax of {{ country }}.\n",
  "prompts/say.md": "---\nid: say\nkind: role\ninputs: [judged]\n---\nSay it in words.\n",
  "knowledge/vat.md": "Germany: 19 %.\n",
  "schemas/tax.json":
    '{"type":"object","properties":{"percent":{"type":"integer"},"country":{"type":"string"}},"required":["percent","country"],"additionalProperties":false}',
};

const script = `
agents:
  tax:
    - { when: "!has(results.rate)", calls: [{ tool: rate, args: { country: country } }] }
    - { output: { percent: "int(results.rate.percent)", country: country } }
  say:
    - text: "The rate of {{ judged.country }} is {{ judged.percent }} percent."
`;

/** A small graph with two agents that speak to a server over HTTP, or to the scripted model in the process. */
export interface HttpWorld {
  readonly server: ModelServer;
  readonly compiled: BatonGraph;
  readonly storage: Storage;
  /** Milliseconds that somebody slept, in order. */
  readonly slept: readonly number[];
  readonly events: readonly BatonEvent[];
  run(options?: { readonly signal?: AbortSignal }): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

interface WorldOptions {
  readonly offline?: boolean;
  readonly spec?: Partial<Extract<ModelSpec, { readonly provider: "openai" }>>;
  /** Changes of the document. */
  readonly edit?: readonly [from: string, to: string];
  readonly env?: Readonly<Record<string, string>>;
}

export async function httpWorld(options: WorldOptions = {}): Promise<HttpWorld> {
  const graph = read(options.edit);
  const parsed = parseScript(script, "scripted.yaml");
  const server = await startModelServer(parsed, graph);
  const slept: number[] = [];
  // Pauses and short timeouts take no time.
  const clock: Clock = {
    now: systemClock.now,
    sleep: async (ms, signal) => {
      if (ms > 60_000) return systemClock.sleep(ms, signal);
      slept.push(ms);
      signal?.throwIfAborted();
    },
    after: (ms, wake) => {
      if (ms > 60_000) return systemClock.after(ms, wake);
      slept.push(ms);
      const soon = setImmediate(wake);
      return () => clearImmediate(soon);
    },
  };
  const spec = { provider: "openai", baseUrl: server.url, prices: { input: 1, output: 10 }, ...options.spec } as const;
  const rate = defineTool({
    name: "rate",
    description: "VAT rate.",
    args: z.object({ country: z.string(), account: z.string() }),
    result: z.object({ percent: z.number() }),
    effect: "read",
    trust: "trusted",
    execute: ({ country }) => ({ percent: country === "DE" ? 19 : 25 }),
  });
  const host = defineHost({ tools: [rate], models: { first: { ...spec, model: "large" }, second: { ...spec, model: "small" } } });
  const storage = memoryStorage(clock);
  const models: ModelProvider = options.offline === true ? scriptedProvider(parsed, graph) : createModelProvider(host, { env: options.env ?? {} });
  const gateway = createGateway(graph, { host, storage, clock });
  const compiled = compileToLangGraph(graph, { kinds, compilers, services: { host, storage, clock, models, gateway } });
  const events: BatonEvent[] = [];
  const config = { configurable: { thread_id: "t" } };
  return {
    server,
    compiled,
    storage,
    slept,
    events,
    run: async (more = {}) => {
      const stream = await compiled.stream({ country: "DE", account: "A1" }, { ...config, ...more, streamMode: "custom" });
      for await (const event of stream) events.push(event);
      return (await compiled.getState(config)).values;
    },
    close: () => server.close(),
  };
}

function read(edit: WorldOptions["edit"]): Graph {
  const text = (path: string): string | undefined => {
    const found = Object.hasOwn(files, path) ? files[path] : undefined;
    if (edit !== undefined && path === "graph.yaml" && found?.includes(edit[0]) === false) throw new Error(`the document has no ${edit[0]}`);
    return edit === undefined || path !== "graph.yaml" ? found : found?.replace(...edit);
  };
  const { graph, diagnostics } = readGraph({ root: "graph.yaml", read: text }, kinds);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (graph === undefined || errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  return graph;
}
