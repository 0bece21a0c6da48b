import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { command, eventsOf, told } from "./protocol-client.ts";

const graph = `
baton: 1
id: climb
goal: Count in four steps, each of which takes a moment.
state: { zero: integer, one: integer, two: integer, three: integer, four: integer }
input: [zero]
outcomes: { done: [four] }
policies: [{ node: "*", effect: read, then: allow }]
nodes:
  first: { kind: tool, tool: climb, args: { to: zero }, writes: one }
  second: { kind: tool, tool: climb, args: { to: one }, writes: two }
  third: { kind: tool, tool: climb, args: { to: two }, writes: three }
  fourth: { kind: tool, tool: climb, args: { to: three }, writes: four }
edges: [start -> first, first -> second, second -> third, third -> fourth, fourth -> end.done]
`;
const config = `
import { setTimeout } from "node:timers/promises";
import { defineHost, defineTool } from "${import.meta.resolve("baton")}";
import { z } from "${import.meta.resolve("zod")}";
const climb = defineTool({
  name: "climb", description: "Adds one", effect: "read", args: z.object({ to: z.int() }), result: z.int(),
  execute: async ({ to }) => { await setTimeout(20); return to + 1; },
});
export default defineHost({ tools: [climb] });
`;

let folder: string;
let server: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baton-protocol-kill-"));
  mkdirSync(join(folder, "graphs/climb"), { recursive: true });
  writeFileSync(join(folder, "graphs/baton.config.ts"), config);
  writeFileSync(join(folder, "graphs/climb/graph.yaml"), graph);
});
afterEach(async () => {
  await kill();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<string> {
  server = spawn(process.execPath, [join(import.meta.dirname, "killed-server.ts"), join(folder, "graphs"), join(folder, "data")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line]: unknown[] = await once(server.stdout ?? server, "data");
  return String(line).trim();
}

async function kill(): Promise<void> {
  if (server === undefined || server.signalCode !== null) return;
  const gone = once(server, "exit");
  server.kill("SIGKILL");
  await gone;
}

test("a thread's events have neither gap nor duplicate after its server was killed in the middle of a run", async () => {
  const before = await start();
  const threads = Array.from({ length: 8 }, () => crypto.randomUUID());
  for (const thread of threads) await command(before, thread, "run.start", { assistant_id: "climb", input: { zero: 1 } });
  const halfway = Promise.withResolvers<void>();
  const begun = new Set<string>();
  const reading = threads.map(
    async (thread) =>
      await eventsOf(before, thread, {}, 1, ({ method }) => {
        if (method === "values") begun.add(thread);
        if (begun.size === threads.length) halfway.resolve();
      }),
  );
  await halfway.promise;
  await kill();
  const seen = await Promise.all(reading);
  expect(seen.some((events) => told(events, "lifecycle").length === 1)).toBe(true);

  const after = await start();
  const all = await Promise.all(threads.map(async (thread) => await eventsOf(after, thread)));
  const unfinished = (index: number): boolean => told(seen[index] ?? [], "lifecycle").length === 1;
  const rest = await Promise.all(
    threads.map(async (thread, index) => (unfinished(index) ? await eventsOf(after, thread, { since: seen[index]?.at(-1)?.seq ?? 0 }) : [])),
  );
  for (const [index, events] of all.entries()) {
    expect(told(events, "values")).toEqual([
      { zero: 1 },
      { zero: 1, one: 2 },
      { zero: 1, one: 2, two: 3 },
      { zero: 1, one: 2, two: 3, three: 4 },
      { zero: 1, one: 2, two: 3, three: 4, four: 5 },
    ]);
    expect(told(events, "checkpoints").map(({ step }) => step)).toEqual([-1, 0, 1, 2, 3, 4].slice(0, told(events, "checkpoints").length));
    expect(told(events, "lifecycle").map(({ event }) => event)).toEqual(["running", "completed"]);
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length);
    const earlier = seen[index] ?? [];
    expect(events.slice(0, earlier.length)).toEqual(earlier);
    expect([...earlier, ...(rest[index] ?? [])]).toEqual(events);
  }
});
