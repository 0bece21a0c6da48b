import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { refusal, serve, type Served } from "./serve.ts";

let here: Served;
beforeAll(async () => {
  here = await serve();
});
afterAll(async () => await here.close());

describe("a run on a thread of its own", () => {
  test("is waited for and gives the values at its end", async () => {
    expect(await here.client().runs.wait(null, "steps", { input: { zero: 1 } })).toEqual({ zero: 1, one: 2, two: 3, three: 4 });
  });

  test("streams values and updates as LangGraph does", async () => {
    const events = [];
    for await (const part of here.client().runs.stream(null, "steps", { input: { zero: 1 }, streamMode: ["values", "updates"] })) events.push(part);
    expect(events.map(({ event, data }) => [event, data])).toEqual([
      ["metadata", { run_id: expect.any(String), attempt: 1 }],
      ["values", { zero: 1 }],
      ["updates", { first: { one: 2 } }],
      ["values", { zero: 1, one: 2 }],
      ["updates", { second: { two: 3 } }],
      ["values", { zero: 1, one: 2, two: 3 }],
      ["updates", { third: { three: 4 } }],
      ["values", { zero: 1, one: 2, two: 3, three: 4 }],
    ]);
  });
});

describe("a run that asks people", () => {
  test("stops with LangChain's request, and goes on with their decision", async () => {
    const client = here.client();
    const { thread_id } = await client.threads.create();
    const stopped = await client.runs.wait(thread_id, "letter", { input: { text: "Hello" } });
    expect(stopped).toMatchObject({
      text: "Hello",
      __interrupt__: [{ id: expect.any(String), value: { actionRequests: [{ name: "send", args: { text: "Hello" } }] } }],
    });
    expect(await client.runs.wait(thread_id, "letter", { command: { resume: { decisions: [{ type: "approve" }] } } })).toEqual({
      text: "Hello",
      receipt: { id: "sent Hello" },
    });
  });
});

describe("a graph in code", () => {
  test("runs, stops and goes on as LangGraph has it", async () => {
    const client = here.client();
    const { thread_id } = await client.threads.create();
    const stopped = await client.runs.wait(thread_id, "essay", { input: { topic: "owls" } });
    expect(stopped).toMatchObject({ draft: "On owls", __interrupt__: [{ value: { question: "Is this good?" } }] });
    expect(await client.runs.wait(thread_id, "essay", { command: { resume: "yes" } })).toMatchObject({ draft: "On owls", approved: "yes" });
  });
});

describe("a run with breakpoints", () => {
  test("stops before and after steps, and goes on without an input", async () => {
    const client = here.client();
    const { thread_id } = await client.threads.create();
    expect(await client.runs.wait(thread_id, "steps", { input: { zero: 1 }, interruptAfter: ["first"] })).toEqual({ zero: 1, one: 2 });
    expect(await client.threads.getState(thread_id)).toMatchObject({ next: ["second"] });
    await client.runs.wait(thread_id, "steps", { input: null, interruptBefore: ["third"] });
    expect(await client.threads.getState(thread_id)).toMatchObject({ next: ["third"] });
    expect(await client.runs.wait(thread_id, "steps", { input: null })).toEqual({ zero: 1, one: 2, two: 3, three: 4 });
  });
});

describe("a run from an earlier checkpoint", () => {
  test("goes on from there in a fork", async () => {
    const client = here.client();
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, "steps", { input: { zero: 1 } });
    const before = (await client.threads.getHistory(thread_id)).find(({ next }) => next[0] === "third");
    const { checkpoint_id = "" } = before?.checkpoint ?? {};
    expect(await client.runs.wait(thread_id, "steps", { input: null, checkpointId: checkpoint_id ?? "" })).toEqual({ zero: 1, one: 2, two: 3, three: 4 });
    expect((await client.threads.getHistory(thread_id, { limit: 20 })).filter(({ next }) => next[0] === "third")).toHaveLength(2);
  });

  test("takes the newest one for what it is: no fork", async () => {
    const client = here.client();
    const { thread_id } = await client.threads.create();
    await client.runs.wait(thread_id, "steps", { input: { zero: 1 } });
    const { checkpoint } = await client.threads.getState(thread_id);
    expect(await client.runs.wait(thread_id, "steps", { input: { zero: 2 }, checkpoint })).toMatchObject({ zero: 2, three: 5 });
    expect((await client.threads.getHistory(thread_id, { limit: 20 })).every(({ metadata }) => metadata?.["source"] !== "update")).toBe(true);
  });
});

describe("a run that cannot be", () => {
  test("is refused with the reason before it is queued", async () => {
    const client = here.client();
    const { thread_id } = await client.threads.create();
    expect(await refusal(client.runs.wait(thread_id, "nothing", { input: {} }))).toMatchObject({ status: 404, code: "assistant_unknown" });
    expect(await refusal(client.runs.wait(thread_id, "steps", { input: { zero: "one" } }))).toMatchObject({ status: 422, code: "input_invalid" });
    expect(await refusal(client.runs.wait(crypto.randomUUID(), "steps", { input: { zero: 1 } }))).toMatchObject({ status: 404, code: "thread_unknown" });
    expect(await client.runs.list(thread_id)).toEqual([]);
  });

  test("makes its thread where it may", async () => {
    const thread = crypto.randomUUID();
    expect(await here.client().runs.wait(thread, "steps", { input: { zero: 1 }, ifNotExists: "create" })).toMatchObject({ three: 4 });
    expect(await here.client().threads.get(thread)).toMatchObject({ status: "idle" });
  });

  test("is told of in its stream, in its wait and in its row", async () => {
    const client = here.client();
    const { thread_id } = await client.threads.create();
    const events = [];
    for await (const { event, data } of client.runs.stream(thread_id, "broken", { input: {} })) events.push([event, data]);
    const error = { error: expect.any(String), message: expect.stringContaining("out of order") };
    expect(events.at(-1)).toEqual(["error", error]);
    expect(await client.runs.wait(thread_id, "broken", { input: {}, raiseError: false })).toEqual({ __error__: error });
    expect((await client.runs.list(thread_id)).map(({ status }) => status)).toEqual(["error", "error"]);
    expect(await client.threads.get(thread_id)).toMatchObject({ status: "error" });
  });
});

describe("runs without a thread", () => {
  test("take their threads with them, unless these are to be kept", async () => {
    const client = here.client();
    const gone = await client.runs.create(null, "steps", { input: { zero: 1 } });
    const kept = await client.runs.create(null, "steps", { input: { zero: 1 }, onCompletion: "continue" });
    expect(await client.runs.join(kept.thread_id, kept.run_id)).toMatchObject({ three: 4 });
    expect(await client.threads.get(kept.thread_id)).toMatchObject({ values: { three: 4 } });
    await expect.poll(async () => await here.deps.storage.threads.get(gone.thread_id)).toBe(undefined);
  });

  test("come in batches", async () => {
    const response = await fetch(`${here.url}/runs/batch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([1, 2].map((zero) => ({ assistant_id: "steps", input: { zero }, on_completion: "keep" }))),
    });
    const made = z.array(z.object({ thread_id: z.string(), run_id: z.string() })).parse(await response.json());
    const values = await Promise.all(made.map(({ thread_id, run_id }) => here.client().runs.join(thread_id, run_id)));
    expect(values).toMatchObject([{ three: 4 }, { three: 5 }]);
  });
});

describe("a full queue", () => {
  test("is told with a time to come back", async () => {
    const full = await serve({ limits: { workers: 1, queue: 0 } });
    const busy = await full.client().runs.create(null, "endless", { input: { begun: 1 }, onCompletion: "continue" });
    const response = await fetch(`${full.url}/runs/wait`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ assistant_id: "steps", input: { zero: 1 } }),
    });
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await full.deps.storage.threads.count({})).toBe(1);
    await full.client().runs.cancel(busy.thread_id, busy.run_id, true);
    await full.close();
  });
});
