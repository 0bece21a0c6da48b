import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { command, eventsOf, told } from "./protocol-client.ts";
import { examples, serve, type Served } from "./serve.ts";

const greet = `
baton: 1
id: greet
goal: Greet somebody.
state: { name: string, greeting: string }
input: [name]
outcomes: { done: [greeting] }
nodes:
  say: { kind: agent, role: task, prompt: prompts/say.md, writes: greeting }
edges: [start -> say, say -> end.done]
`;
const files = {
  ...examples,
  "greet/graph.yaml": greet,
  "greet/prompts/say.md": "---\ninputs: [name]\n---\nGreet the person.\n",
  "greet/scripted.yaml": 'agents:\n  say:\n    - text: "Hello {{ name }}, how are you?"\n',
};

let here: Served;
beforeAll(async () => {
  here = await serve({ files });
});
afterAll(async () => await here.close());

describe("LangGraph's thread stream", () => {
  const open = (client: Client, assistantId: string) => client.threads.stream({ assistantId });

  test("runs a graph and gives its values", async () => {
    const thread = open(here.client(), "steps");
    await thread.run.start({ input: { zero: 1 } });
    const seen: unknown[] = [];
    for await (const values of thread.values) seen.push(values);
    expect(seen).toEqual([{ zero: 1 }, { zero: 1, one: 2 }, { zero: 1, one: 2, two: 3 }, { zero: 1, one: 2, two: 3, three: 4 }]);
    expect(await thread.output).toEqual({ zero: 1, one: 2, two: 3, three: 4 });
    await thread.close();
  });

  test("puts together what a model says", async () => {
    const thread = open(here.client(), "greet");
    const { messages } = thread;
    await thread.run.start({ input: { name: "Ada" } });
    const texts: string[] = [];
    for await (const message of messages) texts.push(await message.text);
    expect(texts).toEqual(["Hello Ada, how are you?"]);
    await thread.close();
  });

  test("stops for people, and goes on with their decision", async () => {
    const thread = open(here.client(), "letter");
    await thread.run.start({ input: { text: "Hello" } });
    await thread.output;
    expect(thread.interrupted).toBe(true);
    expect(thread.interrupts).toMatchObject([{ payload: { actionRequests: [{ name: "send", args: { text: "Hello" } }] } }]);
    const seen = await thread.subscribe("values");
    await thread.input.respond({ namespace: [], interrupt_id: thread.interrupts[0]?.interruptId ?? "", response: { decisions: [{ type: "approve" }] } });
    let last: unknown;
    for await (const event of seen) last = event.params.data;
    expect(last).toEqual({ text: "Hello", receipt: { id: "sent Hello" } });
    expect(thread.interrupted).toBe(false);
    await thread.close();
  });

  test("reads the state", async () => {
    const thread = open(here.client(), "steps");
    await thread.run.start({ input: { zero: 4 } });
    await thread.output;
    const { values, checkpoint } = await thread.state.get({ namespace: [], keys: ["three"] });
    expect(values).toEqual({ three: 7 });
    const { checkpoints } = await thread.state.listCheckpoints({ limit: 100 });
    expect(checkpoints[0]?.id).toBe(checkpoint?.id);
    expect(checkpoints.map(({ step }) => step)).toEqual([...checkpoints.keys()].map((_, index) => checkpoints.length - 2 - index));
    await thread.close();
  });

  test("takes an input while people are asked as their answer", async () => {
    const thread = open(here.client(), "letter");
    await thread.run.start({ input: { text: "Hello" } });
    await thread.output;
    await expect(thread.run.start({ input: { text: "Never mind" } })).rejects.toMatchObject({ code: "invalid_argument" });
    const seen = await thread.subscribe("values");
    await thread.run.start({ input: { decisions: [{ type: "reject", message: "Too short." }] } });
    let last: unknown;
    for await (const event of seen) last = event.params.data;
    expect(last).toEqual({ text: "Hello", refused: "Too short." });
    await thread.close();
  });

  test("forks a thread at a checkpoint", async () => {
    const thread = open(here.client(), "steps");
    await thread.run.start({ input: { zero: 4 } });
    await thread.output;
    const { checkpoints } = await thread.state.listCheckpoints({ limit: 100 });
    const middle = checkpoints.find(({ step }) => step === 1)?.id ?? "";
    const { run_id } = await thread.state.fork({ checkpoint_id: middle });
    await here.client().runs.join(thread.threadId, run_id);
    const { values } = await thread.state.get({ namespace: [] });
    expect(values).toEqual({ zero: 4, one: 5, two: 6, three: 7 });
    const after = await thread.state.listCheckpoints({ limit: 100 });
    expect(after.checkpoints.length).toBeGreaterThan(checkpoints.length);
    await thread.close();
  });

  test("drives a graph in code through an interrupt", async () => {
    const thread = open(here.client(), "essay");
    await thread.run.start({ input: { topic: "owls" } });
    await thread.output;
    expect(thread.interrupts).toMatchObject([{ payload: { question: "Is this good?", draft: "On owls" } }]);
    const seen = await thread.subscribe("values");
    await thread.input.respond({ namespace: [], interrupt_id: thread.interrupts[0]?.interruptId ?? "", response: "yes" });
    let last: unknown;
    for await (const event of seen) last = event.params.data;
    expect(last).toEqual({ topic: "owls", draft: "On owls", approved: "yes" });
    await thread.close();
  });
});

describe("a thread's events", () => {
  test("begin and end with its lifecycle, are numbered, and tell a checkpoint right before its values", async () => {
    const id = crypto.randomUUID();
    expect(await command(here.url, id, "run.start", { assistant_id: "steps", input: { zero: 1 } })).toMatchObject({
      type: "success",
      id: 7,
      result: { run_id: expect.any(String) },
      meta: { thread_id: id },
    });
    const events = await eventsOf(here.url, id);
    expect(told(events, "lifecycle")).toEqual([
      { event: "running", graph_name: "steps" },
      { event: "completed", graph_name: "steps" },
    ]);
    expect(events.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq).toSorted((a, b) => a - b));
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length);
    const before = events.flatMap(({ method }, index) => (method === "values" ? [events[index - 1]?.method] : []));
    expect(before).toEqual(["checkpoints", "checkpoints", "checkpoints", "checkpoints"]);
    expect(told(events, "checkpoints").map(({ step, source }) => [step, source])).toEqual([
      [-1, "input"],
      [0, "loop"],
      [1, "loop"],
      [2, "loop"],
      [3, "loop"],
    ]);
    expect(events.filter(({ method }) => method === "updates").map(({ params }) => [params.node, params.data])).toEqual([
      ["first", { one: 2 }],
      ["second", { two: 3 }],
      ["third", { three: 4 }],
    ]);
  });

  test("are the same whenever they are read, from the first or from where one stopped, and follow on over runs", async () => {
    const id = crypto.randomUUID();
    await command(here.url, id, "run.start", { assistant_id: "steps", input: { zero: 1 } });
    const first = await eventsOf(here.url, id);
    await command(here.url, id, "run.start", { assistant_id: "steps", input: { zero: 10 } });
    const both = await eventsOf(here.url, id, {}, 2);
    const again = await eventsOf(here.url, id, {}, 2);
    expect(both.slice(0, first.length)).toEqual(first);
    expect(again).toEqual(both);
    const since = first.at(-1)?.seq ?? 0;
    expect(await eventsOf(here.url, id, { since })).toEqual(both.slice(first.length));
  });

  test("are those of the channels that were asked for", async () => {
    const id = crypto.randomUUID();
    await command(here.url, id, "run.start", { assistant_id: "steps", input: { zero: 1 } });
    const events = await eventsOf(here.url, id, { channels: ["custom", "lifecycle"] });
    expect(new Set(events.map(({ method }) => method))).toEqual(new Set(["custom", "lifecycle"]));
    expect(told(events, "custom").map(({ payload }) => payload)).toContainEqual(expect.objectContaining({ type: "node.done", node: "third", port: "done" }));
  });

  test("tell of runs that others started, and of those that the inbox goes on with", async () => {
    const client = here.client();
    const { thread_id } = await client.threads.create();
    await client.runs.create(thread_id, "letter", { input: { text: "Hi" } });
    const stopped = await eventsOf(here.url, thread_id);
    expect(told(stopped, "input.requested")).toMatchObject([{ payload: { actionRequests: [{ name: "send" }] } }]);
    expect(told(stopped, "lifecycle").at(-1)).toMatchObject({ event: "interrupted" });
    const [approval] = await here.deps.storage.approvals.list({ thread: thread_id, status: "open" });
    const decided = await fetch(`${here.url}/baton/approvals/${approval?.id ?? ""}/decide`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ decisions: [{ type: "approve" }] }),
    });
    expect(decided.ok).toBe(true);
    const on = await eventsOf(here.url, thread_id, {}, 2);
    expect(told(on, "values").at(-1)).toEqual({ text: "Hi", receipt: { id: "sent Hi" } });
    expect(told(on, "lifecycle").at(-1)).toMatchObject({ event: "completed" });
  });

  test("say that a run was stopped", async () => {
    const id = crypto.randomUUID();
    await command(here.url, id, "run.start", { assistant_id: "endless", input: { begun: 1 } });
    const [run] = await here.client().runs.list(id);
    await here.client().runs.cancel(id, run?.run_id ?? "", true);
    expect(told(await eventsOf(here.url, id), "lifecycle").at(-1)).toMatchObject({ event: "interrupted", graph_name: "endless" });
  });
});

describe("a command", () => {
  test("that is unknown, does not fit or comes at the wrong time is answered so", async () => {
    const id = crypto.randomUUID();
    expect(await command(here.url, id, "run.stop", {})).toMatchObject({ type: "error", id: 7, error: "unknown_command" });
    expect(await command(here.url, id, "run.start", { input: {} })).toMatchObject({
      type: "error",
      error: "invalid_argument",
      message: expect.stringContaining("assistant_id"),
    });
    expect(await command(here.url, id, "run.start", { assistant_id: "nobody", input: {} })).toMatchObject({ type: "error", error: "invalid_argument" });
    expect(await command(here.url, id, "input.respond", { interrupt_id: "x", response: 1 })).toMatchObject({ type: "error", error: "no_such_run" });
    expect(await command(here.url, id, "agent.getTree", {})).toMatchObject({ type: "error", error: "not_supported" });
    await command(here.url, id, "run.start", { assistant_id: "letter", input: { text: "Hi" } });
    await eventsOf(here.url, id);
    const unknown = await command(here.url, id, "input.respond", { interrupt_id: "0".repeat(32), response: { decisions: [{ type: "approve" }] } });
    expect(unknown).toMatchObject({ type: "error", error: "no_such_interrupt" });
  });
});

describe("somebody else's thread", () => {
  test("is not there: neither its events nor its commands", async () => {
    const locked = await serve({ files, keys: true });
    try {
      const [ada, eve] = await Promise.all([locked.key({ identity: "ada" }), locked.key({ identity: "eve" })]);
      const { thread_id } = await locked.client(ada).threads.create();
      const call = async (path: string, body: object): Promise<Response> =>
        await fetch(`${locked.url}/threads/${thread_id}/${path}`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-api-key": eve },
          body: JSON.stringify(body),
        });
      expect((await call("stream/events", { channels: ["values"] })).status).toBe(404);
      expect(await (await call("commands", { id: 1, method: "state.get", params: {} })).json()).toMatchObject({ type: "error", error: "no_such_run" });
      expect(await (await call("commands", { id: 1, method: "run.start", params: { assistant_id: "steps", input: { zero: 1 } } })).json()).toMatchObject({
        type: "error",
        error: "no_such_run",
      });
    } finally {
      await locked.close();
    }
  });
});

test("a server that has just begun tells the same events as the one before, and goes on with them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-protocol-"));
  try {
    const data = join(folder, "data");
    const id = crypto.randomUUID();
    const before = await serve({ files, data });
    await command(before.url, id, "run.start", { assistant_id: "letter", input: { text: "Hello" } });
    const first = await eventsOf(before.url, id);
    await before.close();
    const after = await serve({ files, data });
    expect(await eventsOf(after.url, id)).toEqual(first);
    const asked = told(first, "input.requested")[0]?.["interrupt_id"];
    const since = first.at(-1)?.seq;
    const coming = eventsOf(after.url, id, { since });
    await command(after.url, id, "input.respond", { interrupt_id: asked, response: { decisions: [{ type: "approve" }] } });
    expect(told(await coming, "values").at(-1)).toEqual({ text: "Hello", receipt: { id: "sent Hello" } });
    await after.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
