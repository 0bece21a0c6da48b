import { AIMessageChunk } from "@langchain/core/messages";
import { afterEach, describe, expect, test } from "vitest";
import { type HttpWorld, httpWorld } from "./world.ts";

const open: HttpWorld[] = [];
const start = async (...args: Parameters<typeof httpWorld>): Promise<HttpWorld> => {
  const world = await httpWorld(...args);
  open.push(world);
  return world;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((world) => world.close()));
});

const answer = { judged: { percent: 19, country: "DE" }, words: "The rate of DE is 19 percent.", rates: [19] };
const bodies = ({ server }: HttpWorld) => server.requests.map(({ body }) => body);
const events = (world: HttpWorld, type: string) => world.events.filter((event) => event.type === type);
/** Runs while somebody watches tokens, so that replies are streamed. */
const watch = async (world: HttpWorld): Promise<{ readonly agents: readonly unknown[]; readonly text: string; readonly values: unknown }> => {
  const config = { configurable: { thread_id: "t" } };
  const agents: unknown[] = [];
  let text = "";
  for await (const [message, metadata] of await world.compiled.stream({ country: "DE", account: "A1" }, { ...config, streamMode: "messages" })) {
    if (!AIMessageChunk.isInstance(message) || message.text === "") continue;
    agents.push(metadata["agent"]);
    text += message.text;
  }
  return { agents, text, values: (await world.compiled.getState(config)).values };
};

const call = (name: string, args: string) => ({ id: "same", name, arguments: args });

describe("agents over HTTP", () => {
  test("give what the same script gives in the process", async () => {
    const offline = await start({ offline: true });
    expect(await offline.run()).toMatchObject(answer);
    expect(offline.server.requests).toEqual([]);
    const online = await start();
    expect(await online.run()).toMatchObject(answer);
    expect(online.server.requests).toHaveLength(3);
  });

  test("send prompt, sources, brief, tools without pinned arguments, and the answer tool", async () => {
    const world = await start();
    await world.run();
    const [first, second, third] = bodies(world);
    expect(first?.model).toBe("large");
    expect(first?.messages[0]).toMatchObject({
      role: "system",
      content: expect.stringMatching(/^Judge the tax of DE\.[\s\S]*\[R1\] Cite the source\.[\s\S]*\[K1\] knowledge\/vat\.md/),
    });
    expect(first?.messages[1]).toMatchObject({ role: "user", content: expect.stringContaining('"country": "DE"') });
    expect(first?.tools?.map((tool) => tool.function.name)).toEqual(["rate", "answer"]);
    expect(first?.tools?.[0]?.function.parameters).toMatchObject({ properties: { country: {} }, required: ["country"] });
    expect(JSON.stringify(first?.tools?.[0])).not.toContain("account");
    // The server's own ids do not come back.
    expect(second?.messages.slice(2)).toMatchObject([
      { role: "assistant", tool_calls: [{ id: "call_0_0" }] },
      { role: "tool", tool_call_id: "call_0_0", content: '{"percent":19}' },
    ]);
    expect(third?.tools).toBeUndefined();
    expect(JSON.stringify(world.server.requests.map(({ body }) => body))).not.toContain('baton":');
  });

  test("stream their tokens under their names", async () => {
    const world = await start();
    const { agents, text, values } = await watch(world);
    expect(text).toBe(answer.words);
    expect(agents.length).toBeGreaterThan(3);
    expect(new Set(agents)).toEqual(new Set(["say"]));
    expect(values).toMatchObject(answer);
    expect(bodies(world)).toMatchObject([{ stream: true }, { stream: true }, { stream: true, stream_options: { include_usage: true } }]);
  });

  test("ask for JSON where the model has that and the agent has no tools", async () => {
    const world = await start({ spec: { structured: "jsonSchema" }, edit: ["writes: words,", "output: schemas/tax.json, writes: judged,"] });
    world.server.disturb({ type: "reply", calls: [{ id: "a", name: "answer", arguments: '{"percent":7,"country":"XX"}' }] });
    world.server.disturb({ type: "reply", text: '{"percent":8,"country":"YY"}' });
    expect(await world.run()).toMatchObject({ judged: { percent: 8, country: "YY" } });
    const [withTools, without] = bodies(world);
    expect(withTools?.response_format).toBeUndefined();
    expect(without?.response_format).toMatchObject({
      type: "json_schema",
      json_schema: { name: "answer", schema: { properties: { percent: { type: "integer" } } } },
    });
    expect(without?.tools).toBeUndefined();
  });

  test("force the answer tool where there is nothing else to call", async () => {
    const world = await start({ edit: ["writes: words,", "output: schemas/tax.json, writes: judged,"] });
    world.server.disturb({ type: "reply", calls: [{ id: "a", name: "answer", arguments: '{"percent":7,"country":"XX"}' }] });
    world.server.disturb({ type: "reply", calls: [{ id: "a", name: "answer", arguments: '{"percent":8,"country":"YY"}' }] });
    expect(await world.run()).toMatchObject({ judged: { percent: 8, country: "YY" } });
    expect(bodies(world).map((body) => body.tool_choice)).toEqual([undefined, { type: "function", function: { name: "answer" } }]);
  });

  test("send the key of the environment, or none that means anything", async () => {
    const keyed = await start({ env: { OPENAI_API_KEY: "sk-real" } });
    await keyed.run();
    expect(keyed.server.requests[0]?.key).toBe("sk-real");
    const keyless = await start();
    await keyless.run();
    expect(keyless.server.requests[0]?.key).toBe("none");
  });
});

describe("when a server fails", () => {
  test("a full one is asked again after the time it names, and every attempt counts", async () => {
    const world = await start();
    world.server.disturb({ type: "status", status: 429, retryAfter: "7" });
    expect(await world.run()).toMatchObject(answer);
    expect(world.slept).toEqual([7000]);
    expect(events(world, "model.retried")).toMatchObject([{ agent: "tax", model: "first", attempt: 2, reason: expect.stringContaining("too many requests") }]);
    expect(events(world, "model.called")[0]).toMatchObject({ attempt: 2 });
    const [run] = await usageOf(world);
    expect(run?.modelCalls).toBe(4);
  });

  test("a broken one is asked again after growing pauses", async () => {
    const world = await start();
    world.server.disturb({ type: "status", status: 500 }, { type: "status", status: 503 });
    expect(await world.run()).toMatchObject(answer);
    const [one = 0, two = 0] = world.slept;
    expect(one).toBeGreaterThanOrEqual(250);
    expect(two).toBeGreaterThan(one);
  });

  test("the next model of the list is taken when one does not recover", async () => {
    const world = await start();
    world.server.disturb(...[1, 2, 3].map(() => ({ type: "status", status: 500 }) as const));
    expect(await world.run()).toMatchObject(answer);
    expect(bodies(world).map(({ model }) => model)).toEqual(["large", "large", "large", "small", "large", "large"]);
  });

  test("a refused key is not tried again, and is not in the message", async () => {
    const world = await start({ env: { OPENAI_API_KEY: "sk-secret-1" } });
    world.server.disturb({ type: "status", status: 401, message: "bad key sk-secret-1" }, { type: "status", status: 401, message: "bad key sk-secret-1" });
    const { problem } = await world.run();
    expect(problem).toMatchObject({ code: "model_unauthorized", layer: "model", node: "tax" });
    expect(JSON.stringify(problem)).not.toContain("sk-secret");
    expect(bodies(world).map(({ model }) => model)).toEqual(["large", "small"]);
    expect(world.slept).toEqual([]);
  });

  test("a connection that breaks is tried again", async () => {
    const world = await start();
    world.server.disturb({ type: "drop" });
    expect(await world.run()).toMatchObject(answer);
    expect(events(world, "model.retried")).toHaveLength(1);
  });

  test.each(["drop", "truncate"] as const)("a stream that ends early (%s) is not believed", async (type) => {
    const world = await start();
    world.server.disturb({ type });
    const { values } = await watch(world);
    expect(values).toMatchObject(answer);
    expect(world.server.requests).toHaveLength(4);
  });

  test("one that never answers is given up after the node's timeout", async () => {
    const world = await start({ edit: ["retry: 2", "retry: 0\n    timeout: 1s"] });
    world.server.disturb({ type: "stall" }, { type: "stall" });
    expect(await world.run()).toMatchObject({ problem: { code: "model_timeout", message: expect.stringContaining("1000 ms") } });
  });

  test("nobody at the address is said so", async () => {
    const world = await start({ spec: { baseUrl: "http://127.0.0.1:9/v1" } });
    expect(await world.run()).toMatchObject({
      problem: { code: "model_unreachable", message: expect.stringMatching(/`second` could not be reached.*running/) },
    });
  });

  test("broken arguments, twins and unknown tools are answered, and the agent goes on", async () => {
    const world = await start();
    world.server.disturb({
      type: "reply",
      calls: [call("rate", '{"country": "D'), call("rate", '{"country":"DE"}'), call("rate", '{"country":"DE"}'), call("pay", "{}")],
    });
    expect(await world.run()).toMatchObject(answer);
    const told = bodies(world)[1]?.messages.filter(({ role }) => role === "tool");
    expect(told?.map(({ tool_call_id }) => tool_call_id)).toEqual(["call_0_0", "call_0_1", "call_0_2", "call_0_3"]);
    expect(told?.map(({ content }) => content)).toEqual([
      expect.stringContaining("not JSON"),
      '{"percent":19}',
      expect.stringContaining("call_0_1"),
      expect.stringContaining("no tool `pay`"),
    ]);
  });

  test("a reply cut at the length limit makes no call", async () => {
    const world = await start();
    world.server.disturb({ type: "reply", finish: "length", calls: [{ id: "a", name: "rate", arguments: '{"country":"D"}' }] });
    expect(await world.run()).toMatchObject(answer);
    expect(events(world, "tool.called")).toHaveLength(1);
    expect(JSON.stringify(bodies(world)[1]?.messages.at(-1))).toContain("cut off");
  });

  test("a wrong output is sent back once with what is wrong", async () => {
    const world = await start();
    world.server.disturb({ type: "reply", calls: [{ id: "a", name: "answer", arguments: '{"percent":"a lot"}' }] });
    world.server.disturb({ type: "reply", text: '```json\n{"percent":3,"country":"DE"}\n```' });
    expect(await world.run()).toMatchObject({ judged: { percent: 3, country: "DE" } });
    expect(bodies(world)[1]?.messages.at(-1)).toMatchObject({ role: "tool", content: expect.stringMatching(/`country` is missing.*\/percent/) });
  });
});

describe("what a run costs", () => {
  test("is what the server counted, at the model's prices", async () => {
    const world = await start();
    await world.run();
    const called = events(world, "model.called").flatMap((event) => (event.type === "model.called" ? [event] : []));
    const input = called.reduce((sum, event) => sum + event.inputTokens, 0);
    const output = called.reduce((sum, event) => sum + event.outputTokens, 0);
    const [usage] = await usageOf(world);
    expect(usage?.tokens).toBe(input + output);
    expect(usage?.costUsd).toBeCloseTo((input + 10 * output) / 1_000_000, 12);
  });

  test("is estimated where the server counts nothing", async () => {
    const world = await start();
    world.server.disturb({ type: "silent-usage" });
    await world.run();
    expect(events(world, "model.called")[0]).toMatchObject({ inputTokens: expect.any(Number) });
    expect((await usageOf(world))[0]?.tokens).toBeGreaterThan(100);
  });
});

describe("cancelling", () => {
  test("ends a call that is under way, without another attempt", async () => {
    const world = await start();
    world.server.disturb({ type: "stall" });
    const stop = new AbortController();
    const run = world.run({ signal: stop.signal });
    while (world.server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort(new Error("stopped by hand"));
    await expect(run).rejects.toThrow(/stopped by hand|abort/i);
    expect(world.server.requests).toHaveLength(1);
    expect(await world.compiled.getState({ configurable: { thread_id: "t" } })).toMatchObject({ next: ["tax"] });
  });
});

async function usageOf({ storage }: HttpWorld) {
  const tuple = await storage.checkpointer.getTuple({ configurable: { thread_id: "t" } });
  const run: unknown = tuple?.checkpoint.channel_values["$run"];
  const id = typeof run === "object" && run !== null && "id" in run ? String(run.id) : "";
  const row = await storage.budgets.get(id);
  return row === undefined ? [] : [row.usage];
}
