import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { type Approval, type ManualClock, manualClock } from "@baton/runtime";
import { createLog, createServer as createBaton, type Server, type ServerDeps } from "@baton/server";
import { newKey } from "@baton/server/keys";
import { Client } from "@langchain/langgraph-sdk";
import { openServing, type Serving } from "baton";

const modules = { baton: import.meta.resolve("baton"), zod: import.meta.resolve("zod") };

/** A tool that pays, into a ledger on disk, and an office that works from nine to five. */
const config = `
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { defineHost, defineTool } from "${modules.baton}";
import { z } from "${modules.zod}";
export default defineHost({
  roles: ["controller", "legal", "cfo", "clerk", "operator"],
  calendars: { office: { zone: "UTC", days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00" } },
  tools: [
    defineTool({
      name: "pay", description: "Pays.", effect: "sensitive", trust: "trusted",
      args: z.strictObject({ order: z.string(), amount: z.int().positive() }), result: z.strictObject({ receipt: z.string() }),
      execute: (call) => { appendFileSync(join(import.meta.dirname, "ledger.jsonl"), JSON.stringify(call) + "\\n"); return { receipt: "R-" + call.order }; },
    }),
  ],
});
`;

/** Pays an order, once the people of \`by\` have approved it. */
const paying = (id: string, by: string, more = ""): string => `
baton: 1
id: ${id}
goal: Pay an order.
state: { order: string, amount: integer, secret: { schema: string, default: "'for the graph alone'" }, why: string, receipt: { schema: { type: object, properties: { receipt: { type: string } }, required: [receipt] } } }
input: [order, amount]
outcomes: { paid: [receipt], refused: [why?], late: [] }
policies: [{ node: pay, tool: pay, then: approve, by: ${by}${more} }]
nodes:
  review: { kind: review, approves: pay, shows: [order], decisions: [approve, edit, reject], writesOn: { rejected: { why: output.message } } }
  pay: { kind: tool, tool: pay, args: { order: order, amount: amount }, writes: receipt }
edges: [start -> review, review.approved -> pay, review.rejected -> end.refused, review.expired -> end.late, pay -> end.paid]
`;

const documents: Readonly<Record<string, string>> = {
  "one/graph.yaml": paying("one", "controller"),
  "permits/graph.yaml": paying("permits", "operator"),
  "two/graph.yaml": paying("two", "{ role: controller, count: 2, fourEyes: true }"),
  "mixed/graph.yaml": paying("mixed", "[controller, legal]"),
  "slow/graph.yaml": paying("slow", "controller", ", expires: 2d, calendar: office, escalate: [{ after: 4h, to: cfo }]"),
  "ask/graph.yaml": `
baton: 1
id: ask
goal: Ask two people.
state: { place: string, who: string }
input: []
outcomes: { done: [place, who], nobody: [] }
nodes:
  ask: { kind: review, asks: "Where?", answer: string, by: [controller, legal], writes: { place: output.value, who: output.by } }
edges: [start -> ask, ask.answered -> end.done, ask.expired -> end.nobody]
`,
  "both/graph.yaml": `
baton: 1
id: both
goal: Ask two people side by side.
state: { first: string, second: string }
input: []
outcomes: { done: [first, second] }
nodes:
  fork: { kind: parallel, branches: [a, b] }
  one: { kind: review, asks: "One?", answer: string, by: controller, writes: { first: output.value }, writesOn: { expired: { first: "''" } } }
  two: { kind: review, asks: "Two?", answer: string, by: legal, writes: { second: output.value }, writesOn: { expired: { second: "''" } } }
  meet: { kind: join, of: fork }
edges:
  - start -> fork
  - fork.a -> one
  - fork.b -> two
  - one.answered -> meet
  - one.expired -> meet
  - two.answered -> meet
  - two.expired -> meet
  - meet -> end
`,
};

type Terms = Partial<Pick<Parameters<typeof newKey>[0], "permissions" | "roles">>;

/** A caller with a key of their own. */
export interface Caller {
  readonly client: Client;
  call(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: Body }>;
}

/** What a server answered, read as far as a test looks. */
export type Body = { readonly [key: string]: unknown };

/** A server with people. */
export interface People {
  readonly clock: ManualClock;
  readonly serving: Serving;
  /** An approver with these business roles, or whoever the terms say. */
  as(identity: string, roles?: readonly string[], terms?: Terms): Promise<Caller>;
  /** Starts a graph for \`ruth\`, until it waits for people. */
  waiting(graph: string, input?: Readonly<Record<string, string | number>>): Promise<Approval>;
  /** How a thread's last run stands. */
  standing(thread: string): Promise<{ readonly status: string; readonly outcome: string | undefined }>;
  paid(): readonly string[];
  /** Takes no more runs, and answers on. */
  drain(): Promise<void>;
  /** The same data in another process, as it were. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Monday, 2 November 2026, nine o'clock: the office opens. */
const monday = Date.UTC(2026, 10, 2, 9);

/** Starts one; everybody comes with a key, unless it is local. `idle`: it answers, but does nothing that comes due until it is started anew. */
export async function people({ auth = "keys", idle = false }: { readonly auth?: ServerDeps["access"]["auth"]; readonly idle?: boolean } = {}): Promise<People> {
  const folder = mkdtempSync(join(tmpdir(), "baton-people-"));
  for (const [name, text] of Object.entries({ "baton.config.mjs": config, ...documents })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const clock = manualClock(monday);
  const begin = async () => {
    const serving = openServing({ graphs: folder, data: join(folder, "data"), offline: true, clock });
    const deps: ServerDeps = {
      ...serving,
      access: { auth, hosts: ["127.0.0.1"], origins: [], webhookHosts: [] },
      limits: { bodyBytes: 1_000_000, jsonDepth: 60, requestMs: 10_000, queue: 100, workers: 4, streamBytes: 1_000_000 },
      log: createLog({ level: "warn", version: "0", to: { write: (line) => void process.stderr.write(line) } }),
      version: "0",
    };
    return { serving, server: createBaton(deps) };
  };
  let here: { readonly serving: Serving; readonly server: Server } = await begin();
  if (!idle) await here.server.start();
  const http = createServer(getRequestListener((...request) => here.server.app.fetch(...request)));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;

  const as: People["as"] = async (identity, roles = [], terms = {}) => {
    const { key, row } = newKey({ identity, permissions: ["approver"], roles, quota: {}, expiresAt: undefined, ...terms }, clock.now());
    if (auth === "keys") await here.serving.storage.keys.add(row);
    const headers = { "content-type": "application/json", ...(auth === "keys" ? { "x-api-key": key } : {}) };
    return {
      client: new Client({ apiUrl: url, ...(auth === "keys" ? { apiKey: key } : {}), callerOptions: { maxRetries: 0 } }),
      call: async (method, path, body) => {
        const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
        const read: unknown = await response.json();
        return { status: response.status, body: { ...(typeof read === "object" ? read : {}) } };
      },
    };
  };
  return {
    clock,
    get serving() {
      return here.serving;
    },
    as,
    waiting: async (graph, input = {}) => {
      const { client } = await as("ruth", [], { permissions: ["designer"] });
      const { thread_id: thread } = await client.threads.create();
      await client.runs.wait(thread, graph, { input });
      const [open] = await here.serving.storage.approvals.list({ thread, status: "open" });
      if (open === undefined) throw new Error(`${graph} waits for nobody`);
      return open;
    },
    standing: async (thread) => {
      const { client } = await as("ruth", [], { permissions: ["designer", "operator"] });
      for (const { run_id } of await client.runs.list(thread)) await client.runs.join(thread, run_id);
      const run = (await here.serving.storage.threads.listRuns(thread)).at(-1);
      return { status: run?.status ?? "none", outcome: run?.outcome };
    },
    paid: () =>
      readOrEmpty(join(folder, "ledger.jsonl"))
        .split("\n")
        .filter((line) => line !== ""),
    drain: async () => await here.server.drain(),
    restart: async () => {
      await here.server.drain();
      await here.serving.close();
      here = await begin();
      await here.server.start();
    },
    close: async () => {
      http.closeAllConnections();
      http.close();
      await here.server.drain();
      await here.serving.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
