import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualClock } from "baton";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { examples, serve, type Served } from "./serve.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Waits an hour, then asks somebody who has a day. */
const patience = `
baton: 1
id: patience
goal: Wait, and ask.
state: { answer: string }
outcomes: { answered: [answer], nobody: [] }
nodes:
  rest: { kind: wait, for: 1h }
  who: { kind: review, asks: "Who?", answer: string, expires: 1d, writes: { answer: output.value } }
edges: [start -> rest, rest -> who, who.answered -> end.answered, who.expired -> end.nobody]
`;

let data: string;
let here: Served;
let clock = manualClock(Date.UTC(2026, 0, 5));
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), "baton-due-"));
  clock = manualClock(Date.UTC(2026, 0, 5));
  await start();
});
afterEach(async () => {
  await here.close();
  rmSync(data, { recursive: true });
});

async function start(): Promise<void> {
  here = await serve({ data, clock, files: { ...examples, "patience/graph.yaml": patience } });
}

/** What a process that is started again finds. */
async function restart(): Promise<void> {
  await here.close();
  await start();
}

/** Reads jobs of a thread, oldest first, once none of them is under way. */
async function jobs(thread: string) {
  const client = here.client();
  const list = await client.runs.list(thread);
  for (const { run_id } of list) await client.runs.join(thread, run_id);
  return (await client.runs.list(thread)).toReversed();
}

async function patient(): Promise<string> {
  const client = here.client();
  const { thread_id: thread } = await client.threads.create();
  await client.runs.wait(thread, "patience", { input: {} });
  return thread;
}

/** Turns the clock, and gives what comes due then the turns of the event loop that it takes. */
async function pass(ms: number, until: () => Promise<boolean>): Promise<void> {
  await clock.advance(ms);
  await expect.poll(until).toBe(true);
}

const asks = (thread: string) => async () => (await here.deps.storage.approvals.list({ thread, status: "open" })).length === 1;
const isIdle = (thread: string) => async () => (await here.deps.storage.threads.get(thread))?.status === "idle";

describe("what comes due", () => {
  test("goes on by itself: a timer, then a review that nobody answered", async () => {
    const thread = await patient();
    await pass(hour, asks(thread));
    expect(await jobs(thread)).toMatchObject([{ status: "success" }, { status: "success", metadata: { created_by: "system" } }]);
    await pass(day, isIdle(thread));
    const [run] = await here.deps.storage.threads.listRuns(thread);
    expect(run).toMatchObject({ status: "done", outcome: "nobody" });
    expect(await jobs(thread)).toHaveLength(3);
  });

  test("goes on after a restart too, and once", async () => {
    const thread = await patient();
    await here.close();
    await clock.advance(hour);
    await start();
    await expect.poll(asks(thread)).toBe(true);
    await restart();
    expect(await jobs(thread)).toHaveLength(2);
    await here.close();
    await clock.advance(2 * day);
    await start();
    await expect.poll(isIdle(thread)).toBe(true);
    await restart();
    expect(await jobs(thread)).toHaveLength(3);
  });
});

describe("a delayed run", () => {
  test("runs when its time has come, after a restart too", async () => {
    const client = here.client();
    const { thread_id: thread } = await client.threads.create();
    const { run_id: run } = await client.runs.create(thread, "steps", { input: { zero: 1 }, afterSeconds: 3600 });
    await clock.advance(hour - 1000);
    expect(await client.runs.get(thread, run)).toMatchObject({ status: "pending" });
    await restart();
    expect(await here.client().runs.get(thread, run)).toMatchObject({ status: "pending" });
    await clock.advance(1000);
    expect(await here.client().runs.join(thread, run)).toMatchObject({ three: 4 });
  });

  test("stands in no other run's way", async () => {
    const client = here.client();
    const { thread_id: thread } = await client.threads.create();
    await client.runs.create(thread, "steps", { input: { zero: 1 }, afterSeconds: 3600 });
    expect(await client.runs.wait(thread, "steps", { input: { zero: 5 }, multitaskStrategy: "enqueue" })).toMatchObject({ three: 8 });
  });
});
