import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Target, target } from "./world.ts";

/** A model that says a word, for a thousand tokens. */
function model(): Server {
  const message = { role: "assistant", content: "Hello" };
  const usage = { prompt_tokens: 500, completion_tokens: 500, total_tokens: 1000 };
  const reply = { id: "c", object: "chat.completion", created: 1, model: "m", choices: [{ index: 0, message, finish_reason: "stop" }], usage };
  return createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(reply));
  }).listen(0, "127.0.0.1");
}

/** Two calls of the model, with a question between them. */
const twice = `
baton: 1
id: twice
goal: Greet a person twice.
state: { name: string, greeting: string }
input: [name]
outcomes: { done: [greeting], nobody: [] }
nodes:
  first: { kind: agent, role: task, prompt: prompts/greet.md, writes: greeting }
  again: { kind: review, asks: "Whom else?", answer: string, writes: { name: output.value } }
  second: { kind: agent, role: task, prompt: prompts/greet.md, writes: greeting }
edges: [start -> first, first -> again, again.answered -> second, again.expired -> end.nobody, second -> end.done]
`;

let it: Target;
let provider: Server;
beforeAll(async () => {
  provider = model();
  await once(provider, "listening");
  const bound = provider.address();
  it = await target({
    env: { OPENAI_API_KEY: "k", OPENAI_BASE_URL: `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}/v1` },
    prepare: (here) => {
      here.write("twice/graph.yaml", twice);
      here.write("twice/prompts/greet.md", "---\ninputs: [name]\n---\nGreet the person.\n");
      // A dollar for each call.
      here.write("baton.config.mjs", here.read("baton.config.mjs").replace('model: "none"', 'model: "none", prices: { input: 1000, output: 1000 }'));
    },
  });
});
afterAll(async () => {
  provider.close();
  await it.close();
});

const halfADay = 12 * 3_600_000;
const echo = { assistant_id: "echo", input: { data: {} } };

describe("an identity with so many runs a day", () => {
  test("has them with all its keys together, and new ones when the day is over", async () => {
    const quota = { runsPerDay: 2 };
    const [one, other] = [await it.key("daily", { permissions: ["operator"], quota }), await it.key("daily", { permissions: ["operator"], quota })];
    expect((await it.call(one, "/runs/wait", { method: "POST", body: echo })).status).toBe(200);
    expect((await it.call(other, "/runs/wait", { method: "POST", body: echo })).status).toBe(200);
    for (const path of ["/runs", "/runs/wait", "/runs/stream"]) {
      const refused = await it.call(one, path, { method: "POST", body: echo });
      expect(refused).toMatchObject({ status: 429, json: { code: "quota_exceeded" } });
      expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
      expect(Number(refused.headers["retry-after"])).toBeLessThanOrEqual(86_400);
    }
    const batch = await it.call(one, "/runs/batch", { method: "POST", body: [echo, echo] });
    expect(batch.status).toBe(429);
    await it.clock.advance(2 * halfADay);
    expect((await it.call(one, "/runs/wait", { method: "POST", body: echo })).status).toBe(200);
  });
});

describe("an identity with so much cost a day", () => {
  test("begins no run once it is used up; each stretch of a run counts once", async () => {
    const key = await it.key("spender", { permissions: ["operator"], quota: { costUsdPerDay: 1.5 } });
    const { thread_id: thread } = Object((await it.call(key, "/threads", { method: "POST", body: {} })).json);
    const wait = `/threads/${thread}/runs/wait`;
    const today = new Date(it.clock.now()).toISOString().slice(0, 10);
    const spent = async (): Promise<number | undefined> => (await it.deps.storage.keys.spend("spender", today, {}))?.costUsd;
    expect((await it.call(key, wait, { method: "POST", body: { assistant_id: "twice", input: { name: "Ann" } } })).status).toBe(200);
    expect(await spent()).toBeCloseTo(1);
    const answer = { command: { resume: { decisions: [{ type: "respond", message: "Bob" }] } } };
    expect((await it.call(key, wait, { method: "POST", body: { assistant_id: "twice", ...answer } })).json).toMatchObject({ greeting: "Hello" });
    expect(await spent()).toBeCloseTo(2);
    expect(await it.call(key, "/runs/wait", { method: "POST", body: echo })).toMatchObject({
      status: 429,
      json: { detail: expect.stringContaining("1.5 USD") },
    });
    await it.clock.advance(2 * halfADay);
    expect((await it.call(key, "/runs/wait", { method: "POST", body: echo })).status).toBe(200);
  });
});

describe("a key with so many requests a minute", () => {
  test("is told when it may come back, and may then", async () => {
    const key = await it.key("busy", { permissions: ["operator"], quota: { requestsPerMinute: 3 } });
    const other = await it.key("busy", { permissions: ["operator"], quota: { requestsPerMinute: 3 } });
    for (let call = 0; call < 3; call++) expect((await it.call(key, "/baton/me")).status).toBe(200);
    const refused = await it.call(key, "/baton/me");
    expect(refused).toMatchObject({ status: 429, json: { code: "quota_exceeded" }, headers: { "retry-after": "20" } });
    expect((await it.call(other, "/baton/me")).status).toBe(200);
    await it.clock.advance(19_000);
    expect((await it.call(key, "/baton/me")).status).toBe(429);
    await it.clock.advance(1000);
    expect((await it.call(key, "/baton/me")).status).toBe(200);
    expect((await it.call(key, "/baton/me")).status).toBe(429);
  });

  test("gathers no more than a minute's worth while it is quiet", async () => {
    const key = await it.key("quiet", { permissions: ["operator"], quota: { requestsPerMinute: 2 } });
    expect((await it.call(key, "/baton/me")).status).toBe(200);
    await it.clock.advance(3_600_000);
    const statuses = await Promise.all([1, 2, 3].map(async () => (await it.call(key, "/baton/me")).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
  });
});
