import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@langchain/langgraph-sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const runs = 50;

/** Delivers four parcels, each once, and takes a moment for each. */
const graph = `
baton: 1
id: parcels
goal: Deliver four parcels.
state: { address: string, last: string }
input: [address]
outcomes: { done: [last] }
policies:
  - { node: "*", tool: deliver, then: allow }
nodes:
  one: { kind: tool, tool: deliver, args: { address: address, parcel: "'one'" }, writes: { last: output.parcel } }
  two: { kind: tool, tool: deliver, args: { address: address, parcel: "'two'" }, writes: { last: output.parcel } }
  three: { kind: tool, tool: deliver, args: { address: address, parcel: "'three'" }, writes: { last: output.parcel } }
  four: { kind: tool, tool: deliver, args: { address: address, parcel: "'four'" }, writes: { last: output.parcel } }
edges: [start -> one, one -> two, two -> three, three -> four, four -> end.done]
`;

/** The carrier knows a delivery by its key, and keeps the same one once. */
const config = (ledger: string): string => `
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { defineHost, defineTool } from "${import.meta.resolve("baton")}";
import { z } from "${import.meta.resolve("zod")}";
const ledger = ${JSON.stringify(ledger)};
const keys = new Set(existsSync(ledger) ? readFileSync(ledger, "utf8").split("\\n").map((line) => line.split(" ")[2]) : []);
const deliver = defineTool({
  name: "deliver", description: "Delivers a parcel", effect: "write", idempotent: true,
  args: z.object({ address: z.string(), parcel: z.string() }), result: z.object({ parcel: z.string() }),
  execute: async ({ address, parcel }, { idempotencyKey }) => {
    await setTimeout(5);
    if (!keys.has(idempotencyKey)) appendFileSync(ledger, address + " " + parcel + " " + idempotencyKey + "\\n");
    keys.add(idempotencyKey);
    await setTimeout(5);
    return { parcel };
  },
});
export default defineHost({ tools: [deliver] });
`;

/** Runs errands in code, which no gateway sees: what counts is what its state says. */
const inCode = `
import { setTimeout } from "node:timers/promises";
import { Annotation, END, START, StateGraph } from "${import.meta.resolve("@langchain/langgraph")}";
const log = Annotation({ reducer: (all, more) => all.concat(more), default: () => [] });
const errand = (name) => async () => { await setTimeout(20); return { log: [name] }; };
export const graph = new StateGraph(Annotation.Root({ log }))
  .addNode("one", errand("one")).addNode("two", errand("two")).addNode("three", errand("three"))
  .addEdge(START, "one").addEdge("one", "two").addEdge("two", "three").addEdge("three", END).compile();
`;
const errands = 10;

let folder: string;
let server: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baton-kill-"));
  mkdirSync(join(folder, "graphs/parcels"), { recursive: true });
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "graphs/baton.config.ts"), config(join(folder, "ledger.txt")));
  writeFileSync(join(folder, "graphs/parcels/graph.yaml"), graph);
  writeFileSync(join(folder, "graphs/errands.ts"), inCode);
  writeFileSync(join(folder, "graphs/langgraph.json"), JSON.stringify({ graphs: { errands: "./errands.ts:graph" } }));
});
afterEach(async () => {
  await end("SIGKILL");
  rmSync(folder, { recursive: true });
});

async function start(): Promise<Client> {
  server = spawn(process.execPath, [join(import.meta.dirname, "killed-server.ts"), join(folder, "graphs"), join(folder, "data")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line]: unknown[] = await once(server.stdout ?? server, "data");
  return new Client({ apiUrl: String(line).trim(), apiKey: null, callerOptions: { maxRetries: 0, maxConcurrency: 200 } });
}

async function end(signal: NodeJS.Signals): Promise<void> {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, "exit");
  server.kill(signal);
  await gone;
}

interface Seen {
  readonly id: number;
  readonly event: string;
  readonly data: unknown;
}

/** Reads on with a run's stream until it ends, or its server is gone. */
async function follow(client: Client, thread: string, run: string, seen: Seen[], each: () => void): Promise<void> {
  try {
    const last = seen.at(-1)?.id ?? -1;
    for await (const { id, event, data } of client.runs.joinStream(thread, run, { lastEventId: String(last) })) {
      seen.push({ id: Number(id), event, data });
      each();
    }
  } catch {
    // Its server is gone.
  }
}

const whole = (address: string) => [
  ["values", { address }],
  ...["one", "two", "three", "four"].flatMap((parcel) => [
    ["updates", { [parcel]: { last: parcel } }],
    ["values", { address, last: parcel }],
  ]),
];

describe.each(["SIGKILL", "SIGTERM"] as const)("a server that gets %s in the middle of 50 runs", (signal) => {
  test("has all of them done after it is started again, each effect once, and readers see neither gap nor duplicate", async () => {
    const client = await start();
    const made = await Promise.all(
      Array.from({ length: runs }, async (_, index) => {
        const { thread_id: thread } = await client.threads.create();
        const { run_id: run } = await client.runs.create(thread, "parcels", { input: { address: `street-${index}` }, streamMode: ["values", "updates"] });
        return { thread, run, address: `street-${index}`, seen: new Array<Seen>() };
      }),
    );
    const coded = await Promise.all(
      Array.from({ length: errands }, async () => {
        const { thread_id: thread } = await client.threads.create();
        return { thread, run: (await client.runs.create(thread, "errands", { input: { log: ["begun"] } })).run_id };
      }),
    );
    const halfway = Promise.withResolvers<void>();
    let events = 0;
    const count = (): void => {
      events += 1;
      if (events === runs * 4) halfway.resolve();
    };
    const reading = made.map(({ thread, run, seen }) => follow(client, thread, run, seen, count));
    await halfway.promise;
    await end(signal);
    await Promise.all(reading);
    expect(made.some(({ seen }) => seen.length < 10)).toBe(true);

    const again = await start();
    await Promise.all(made.map(({ thread, run, seen }) => follow(again, thread, run, seen, () => undefined)));
    for (const { address, seen } of made) {
      expect(seen.map(({ id }) => id)).toEqual(seen.map((_, index) => index + 1));
      expect(seen.slice(1).map(({ event, data }) => [event, data])).toEqual(whole(address));
    }

    for (const { thread, run } of coded) expect(await again.runs.join(thread, run)).toEqual({ log: ["begun", "one", "two", "three"] });
    const statuses = await Promise.all(made.map(async ({ thread, run }) => (await again.runs.get(thread, run)).status));
    expect(new Set(statuses)).toEqual(new Set(["success"]));
    const delivered = readFileSync(join(folder, "ledger.txt"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ").slice(0, 2).join(" "));
    expect(delivered.toSorted()).toEqual(made.flatMap(({ address }) => ["one", "two", "three", "four"].map((parcel) => `${address} ${parcel}`)).toSorted());
    expect(existsSync(join(folder, "data"))).toBe(true);
  });
});
