import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusal, serve, type Served } from "./serve.ts";

let here: Served;
beforeAll(async () => {
  here = await serve();
});
afterAll(async () => await here.close());

/** A run that hangs in its second step. */
async function hanging(more: object = {}) {
  const client = here.client();
  const { thread_id: thread } = await client.threads.create();
  const { run_id: run } = await client.runs.create(thread, "endless", { input: { begun: 1 }, streamMode: "updates", ...more });
  for await (const { event } of client.runs.joinStream(thread, run, { lastEventId: "-1" })) if (event === "updates") break;
  return { client, thread, run };
}

describe("a run that is cancelled", () => {
  test("stops where it is, and its thread can go on", async () => {
    const { client, thread, run } = await hanging();
    await client.runs.cancel(thread, run, true);
    expect(await client.runs.get(thread, run)).toMatchObject({ status: "interrupted" });
    expect(await client.threads.getState(thread)).toMatchObject({ values: { begun: 2 }, next: ["hang"] });
    expect(await client.threads.get(thread)).toMatchObject({ status: "idle" });
  });

  test("leaves nothing with `rollback`", async () => {
    const { client, thread, run } = await hanging();
    await client.runs.cancel(thread, run, true, "rollback");
    expect(await refusal(client.runs.get(thread, run))).toMatchObject({ status: 404 });
    expect(await client.threads.getState(thread)).toMatchObject({ values: {}, next: [] });
  });

  test("goes back to what the thread was before with `rollback`", async () => {
    const client = here.client();
    const { thread_id: thread } = await client.threads.create();
    await client.runs.wait(thread, "endless", { input: { begun: 10 }, interruptAfter: ["note"] });
    const { run_id: run } = await client.runs.create(thread, "endless", { input: { begun: 1 }, streamMode: "updates", multitaskStrategy: "interrupt" });
    for await (const { event } of client.runs.joinStream(thread, run, { lastEventId: "-1" })) if (event === "updates") break;
    await client.runs.cancel(thread, run, true, "rollback");
    expect(await client.threads.getState(thread)).toMatchObject({ values: { begun: 11 } });
  });

  test("never runs where it only waited", async () => {
    const { client, thread, run } = await hanging();
    const { run_id: next } = await client.runs.create(thread, "endless", { input: { begun: 5 }, multitaskStrategy: "enqueue" });
    await client.runs.cancel(thread, next, true);
    await client.runs.cancel(thread, run, true);
    expect(await client.runs.get(thread, next)).toMatchObject({ status: "interrupted" });
    expect(await client.threads.getState(thread)).toMatchObject({ values: { begun: 2 } });
  });

  test("is one of many", async () => {
    const [one, other] = await Promise.all([hanging(), hanging()]);
    await one.client.runs.cancelMany({ status: "running", action: "interrupt" });
    for (const { client, thread, run } of [one, other]) {
      await client.runs.join(thread, run);
      expect(await client.runs.get(thread, run)).toMatchObject({ status: "interrupted" });
    }
  });

  test("was left by a client that wanted it to end with it", async () => {
    const client = here.client();
    const { thread_id: thread } = await client.threads.create();
    const leave = new AbortController();
    let run = "";
    const reading = (async () => {
      const options = { input: { begun: 1 }, streamMode: "updates", onDisconnect: "cancel", signal: leave.signal } as const;
      for await (const { event } of client.runs.stream(thread, "endless", { ...options, onRunCreated: ({ run_id }) => void (run = run_id) })) {
        if (event === "updates") leave.abort();
      }
    })();
    await reading.catch(() => undefined);
    await here.client().runs.join(thread, run);
    expect(await here.client().runs.get(thread, run)).toMatchObject({ status: "interrupted" });
  });
});

describe("a run that somebody waits for", () => {
  test("is cancelled when they leave, if they said so", async () => {
    const client = here.client();
    const { thread_id: thread } = await client.threads.create();
    const leave = new AbortController();
    const waiting = client.runs.wait(thread, "endless", { input: { begun: 1 }, onDisconnect: "cancel", signal: leave.signal });
    waiting.catch(() => undefined);
    await expect.poll(async () => (await client.runs.list(thread))[0]?.status).toBe("running");
    leave.abort();
    await expect.poll(async () => (await client.runs.list(thread))[0]?.status).toBe("interrupted");
  });
});

describe("a run that is deleted", () => {
  test("is gone, and what it left on its thread stays", async () => {
    const client = here.client();
    const { thread_id: thread } = await client.threads.create();
    await client.runs.wait(thread, "steps", { input: { zero: 1 } });
    const run = (await client.runs.list(thread)).at(0)?.run_id ?? "";
    await client.runs.delete(thread, run);
    expect(await client.runs.list(thread)).toEqual([]);
    expect(await client.threads.getState(thread)).toMatchObject({ values: { three: 4 } });
  });

  test("is not one that is under way", async () => {
    const { client, thread, run } = await hanging();
    expect(await refusal(client.runs.delete(thread, run))).toMatchObject({ status: 422, code: "run_under_way" });
    await client.runs.cancel(thread, run, true);
  });
});
