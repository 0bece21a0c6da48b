import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { createLog, createServer, type ServerDeps } from "@baton/server";
import { newKey } from "@baton/server/keys";
import { Client } from "@langchain/langgraph-sdk";
import { openServing } from "baton";
import { z } from "zod";

type NewKey = Parameters<typeof newKey>[0];

/** How a server of a test is to be. */
export interface ServeOptions {
  /** Files of the graphs' folder by path; `examples` below if absent. */
  readonly files?: Readonly<Record<string, string>>;
  /** The folder to serve in place of one made of `files`; the test removes it. */
  readonly folder?: string;
  /** Keeps everything in SQLite in this folder; in memory if absent. */
  readonly data?: string;
  /** Asks for keys; else there is one local user. */
  readonly keys?: true;
  readonly clock?: ServerDeps["clock"];
  /** Says otherwise than usual. */
  readonly deps?: Partial<ServerDeps>;
  readonly limits?: Partial<ServerDeps["limits"]>;
}

/** A real server on a real port. */
export interface Served {
  readonly url: string;
  readonly deps: ServerDeps;
  /** LangGraph's own client as the local user, or with a key; it does not try again. */
  client(key?: string): Client;
  /** A new key's text, where keys are asked for. */
  key(who: Partial<NewKey> & Pick<NewKey, "identity">): Promise<string>;
  /** Stops it as SIGTERM does, and removes what it made. */
  close(): Promise<void>;
}

/**
 * Starts a server for a test: `const here = await serve()`, then `here.client()` and at the end `await here.close()`. It serves `examples` offline,
 * graphs in code too, with everything in memory, for one local user, unless options say otherwise.
 */
export async function serve(options: ServeOptions = {}): Promise<Served> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "baton-serve-"));
  if (options.folder === undefined) write(folder, options.files ?? examples);
  const { clock } = options;
  const serving = openServing({ graphs: folder, data: options.data ?? false, offline: true, ungoverned: true, ...(clock === undefined ? {} : { clock }) });
  const deps: ServerDeps = {
    ...serving,
    access: { auth: options.keys === true ? "keys" : "local", hosts: ["127.0.0.1"], origins: [], webhookHosts: [] },
    limits: { bodyBytes: 1_000_000, jsonDepth: 60, requestMs: 10_000, queue: 1000, workers: 8, streamBytes: 1_000_000, ...options.limits },
    log: createLog({ level: process.env["LOG_LEVEL"] ?? "fatal", version: "test", to: { write: (line) => void process.stderr.write(line) } }),
    version: "test",
    ...options.deps,
  };
  const server = createServer(deps);
  const http = createHttpServer(getRequestListener(server.app.fetch));
  const url = await listen(http);
  await server.start();
  return {
    url,
    deps,
    client: (key) => new Client({ apiUrl: url, callerOptions: { maxRetries: 0 }, ...(key === undefined ? { apiKey: null } : { apiKey: key }) }),
    key: async (who) => {
      const { key, row } = newKey({ permissions: ["designer"], roles: [], quota: {}, expiresAt: undefined, ...who }, deps.clock.now());
      await deps.storage.keys.add(row);
      return key;
    },
    close: async () => {
      await server.drain();
      http.closeAllConnections();
      http.close();
      await serving.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true });
    },
  };
}

/** The status that a client's call was refused with, and what it was told. */
export async function refusal(call: Promise<unknown>): Promise<{ readonly status: number; readonly code: string; readonly detail: string }> {
  const error: unknown = await call.then(
    () => new Error("it was not refused"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error) || !("status" in error)) throw error;
  const told = z.object({ code: z.string(), detail: z.string() }).parse(JSON.parse(error.message.slice(error.message.indexOf("{"))));
  return { status: Number(error.status), ...told };
}

async function listen(http: HttpServer): Promise<string> {
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Three steps without people. */
const steps = `
baton: 1
id: steps
goal: Count in three steps.
state: { zero: integer, one: integer, two: integer, three: integer }
input: [zero]
outcomes: { done: [three] }
policies:
  - { node: "*", tool: "*", then: allow }
nodes:
  first: { kind: tool, tool: add, args: { to: zero }, writes: { one: output.sum } }
  second: { kind: tool, tool: add, args: { to: one }, writes: { two: output.sum } }
  third: { kind: tool, tool: add, args: { to: two }, writes: { three: output.sum } }
edges: [start -> first, first -> second, second -> third, third -> end.done]
`;

/** Asks a person before it writes. */
const letter = `
baton: 1
id: letter
goal: Send a letter once somebody has read it.
state: { text: string, receipt: object, refused: string }
input: [text]
outcomes: { sent: [receipt], refused: [refused?] }
policies:
  - { node: send, tool: send, then: approve, by: editor, expires: 3d }
nodes:
  read: { kind: review, approves: send, shows: [text], decisions: [approve, edit, reject], writesOn: { rejected: { refused: output.message } } }
  send: { kind: tool, tool: send, args: { text: text }, writes: { receipt: output } }
edges: [start -> read, read.approved -> send, read.rejected -> end.refused, read.expired -> end.refused, send -> end.sent]
`;

/** Waits for as long as its signal does not abort: for what stops runs. */
const endless = `
baton: 1
id: endless
goal: Never come to an end.
state: { begun: integer }
input: [begun]
outcomes: { done: [] }
policies:
  - { node: "*", tool: "*", then: allow }
nodes:
  note: { kind: tool, tool: add, args: { to: begun }, writes: { begun: output.sum } }
  hang: { kind: tool, tool: hang, args: { seconds: "600" } }
edges: [start -> note, note -> hang, hang -> end.done]
`;

/** Fails in its only step. */
const broken = `
baton: 1
id: broken
goal: Fail.
state: { done: boolean }
outcomes: { done: [] }
policies:
  - { node: "*", tool: "*", then: allow }
nodes:
  fail: { kind: tool, tool: fail, args: {} }
edges: [start -> fail, fail -> end.done]
`;

const config = `
import { defineHost, defineTool, ToolFailure } from "${import.meta.resolve("baton")}";
import { z } from "${import.meta.resolve("zod")}";

const add = defineTool({
  name: "add", description: "Adds one", effect: "read",
  args: z.object({ to: z.int() }), result: z.object({ sum: z.int() }),
  execute: ({ to }) => ({ sum: to + 1 }),
});
const send = defineTool({
  name: "send", description: "Sends a letter", effect: "write", idempotent: true,
  args: z.object({ text: z.string() }), result: z.object({ id: z.string() }),
  execute: ({ text }) => ({ id: "sent " + text }),
});
const hang = defineTool({
  name: "hang", description: "Waits", effect: "read",
  args: z.object({ seconds: z.int() }), result: z.object({}),
  execute: ({ seconds }, { signal }) => new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve({}), seconds * 1000);
    signal.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  }),
});
const fail = defineTool({
  name: "fail", description: "Fails", effect: "read", args: z.object({}), result: z.object({}),
  execute: () => { throw new ToolFailure("The machine is out of order."); },
});
export default defineHost({ tools: [add, send, hang, fail], roles: ["editor"] });
`;

/** LangGraph's own, not governed. */
const inCode = `
import { END, interrupt, START, StateGraph } from "${import.meta.resolve("@langchain/langgraph")}";
import { z } from "${import.meta.resolve("zod")}";
const state = z.object({ topic: z.string(), draft: z.string().optional(), approved: z.unknown().optional() });
export const graph = new StateGraph(state)
  .addNode("write", ({ topic }) => ({ draft: "On " + topic }))
  .addNode("ask", ({ draft }) => ({ approved: interrupt({ question: "Is this good?", draft }) }))
  .addEdge(START, "write").addEdge("write", "ask").addEdge("ask", END)
  .compile();
`;

/** What is served if a test brings nothing of its own: documents `steps`, `letter`, `endless` and `broken`, and `essay` in code. */
export const examples: Readonly<Record<string, string>> = {
  "baton.config.ts": config,
  "steps/graph.yaml": steps,
  "letter/graph.yaml": letter,
  "endless/graph.yaml": endless,
  "broken/graph.yaml": broken,
  "code.ts": inCode,
  "langgraph.json": JSON.stringify({ graphs: { essay: "./code.ts:graph" } }),
};
