import { request } from "node:http";
import type { StreamMode } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve, type Served } from "./serve.ts";

let here: Served;
beforeAll(async () => {
  here = await serve();
});
afterAll(async () => await here.close());

const ended = { zero: 1, one: 2, two: 3, three: 4 };

async function eventsOf(streamMode: StreamMode[], more: { streamSubgraphs?: boolean } = {}) {
  const parts = [];
  for await (const { event, data } of here.client().runs.stream(null, "steps", { input: { zero: 1 }, streamMode, ...more })) parts.push({ event, data });
  return parts;
}

describe("a stream", () => {
  test("tells tasks with their inputs and results, and nothing of Baton's own channels", async () => {
    const events = await eventsOf(["tasks"]);
    expect(events.slice(1).map(({ data }) => data)).toMatchObject([
      { name: "first", input: { zero: 1 }, triggers: expect.any(Array), interrupts: [] },
      { name: "first", result: { one: 2 }, interrupts: [] },
      { name: "second" },
      { name: "second", result: { two: 3 } },
      { name: "third" },
      { name: "third", result: { three: 4 } },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/"\$|\$"|baton_|__pregel/);
  });

  test("tells checkpoints and debug as LangGraph's server frames them, without how the run is made", async () => {
    const events = await eventsOf(["checkpoints", "debug"]);
    const checkpoints = events.filter(({ event }) => event === "checkpoints");
    expect(checkpoints.map(({ data }) => data)).toMatchObject([
      { values: {}, metadata: { step: -1 }, next: ["__start__"] },
      { values: { zero: 1 }, metadata: { step: 0 }, next: ["first"] },
      { next: ["second"] },
      { next: ["third"] },
      { values: ended, next: [] },
    ]);
    const debug = events.filter(({ event }) => event === "debug").map(({ data }) => data);
    expect(debug.at(-1)).toMatchObject({ type: "checkpoint", payload: { checkpoint: { checkpoint_ns: "" }, parent_checkpoint: {}, values: ended } });
    expect(JSON.stringify(events)).not.toMatch(/"\$|\$"|baton_/);
  });

  test("tells what a run reports as custom events", async () => {
    const events = await eventsOf(["custom"]);
    expect(events.map(({ data }) => data)).toContainEqual(expect.objectContaining({ type: "node.done", node: "second", port: "done" }));
  });

  test("tells everything that runs as events", async () => {
    const events = await eventsOf(["events"]);
    const names = events.map(({ data }) => data).flatMap((data) => (typeof data === "object" && data !== null && "event" in data ? [String(data.event)] : []));
    expect(new Set(names)).toContain("on_chain_start");
    expect(JSON.stringify(events)).not.toMatch(/"\$|\$"|baton_|__pregel/);
  });
});

describe("a stream that is come back to", () => {
  test("goes on after the last event that was seen, without gap or duplicate", async () => {
    const client = here.client();
    const { thread_id } = await client.threads.create();
    const run = await client.runs.create(thread_id, "steps", { input: { zero: 1 }, streamMode: ["values", "updates"] });
    const all = [];
    for await (const part of client.runs.joinStream(thread_id, run.run_id, { lastEventId: "-1" })) all.push(part);
    expect(all.map(({ id }) => id)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    const rest = [];
    for await (const part of client.runs.joinStream(thread_id, run.run_id, { lastEventId: "3" })) rest.push(part);
    expect(rest).toEqual(all.slice(3));
  });

  test("tells where it can be come back to", async () => {
    const response = await fetch(`${here.url}/runs/stream`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ assistant_id: "steps", input: { zero: 1 } }),
    });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const at = response.headers.get("content-location") ?? "";
    expect(at).toMatch(/^\/runs\/[0-9a-f-]{36}$/);
    expect(response.headers.get("location")).toBe(`${at}/stream`);
    await response.text();
  });
});

describe("a reader that is too slow", () => {
  test("is dropped, and has the rest when it comes back", async () => {
    const client = here.client();
    const { thread_id } = await client.threads.create();
    const topic = "owls ".repeat(150_000);
    const run = await client.runs.create(thread_id, "essay", { input: { topic }, streamMode: ["values", "tasks", "checkpoints", "debug"], afterSeconds: 0.3 });
    // A connection that is open, and not read before the run is over.
    const { promise, resolve } = Promise.withResolvers<string>();
    request(`${here.url}/threads/${thread_id}/runs/${run.run_id}/stream`, { headers: { "last-event-id": "-1" } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve(text));
      response.pause();
      void client.runs.join(thread_id, run.run_id).then(() => response.resume());
    }).end();
    const seen = [...(await promise).matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    const rest = [];
    for await (const { id } of client.runs.joinStream(thread_id, run.run_id, { lastEventId: String(seen.at(-1) ?? 0) })) rest.push(Number(id));
    const whole = [...seen, ...rest];
    expect(whole).toEqual(whole.map((_, index) => index + 1));
    expect(rest.length).toBeGreaterThan(0);
  });
});
