import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve, type Served } from "./serve.ts";

const langgraph = import.meta.resolve("@langchain/langgraph");
const core = (path: string) => import.meta.resolve(`@langchain/core/${path}`);

/** A model that says what it is told to, word by word, alone and in a graph inside. */
const chat = `
import { END, MessagesAnnotation, START, StateGraph } from "${langgraph}";
import { FakeListChatModel } from "${core("utils/testing")}";
const model = () => new FakeListChatModel({ responses: ["Good day"] });
const answer = async ({ messages }, config) => ({ messages: [await model().invoke(messages, config)] });
export const graph = new StateGraph(MessagesAnnotation).addNode("answer", answer).addEdge(START, "answer").addEdge("answer", END).compile();
const hang = (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
const patient = ({ messages }, config) => (messages.at(-1).content === "Wait" ? hang(messages, config) : answer({ messages }, config));
export const slow = new StateGraph(MessagesAnnotation).addNode("note", () => ({})).addNode("answer", patient)
  .addEdge(START, "note").addEdge("note", "answer").addEdge("answer", END).compile();
export const nested = new StateGraph(MessagesAnnotation).addNode("inner", graph).addEdge(START, "inner").addEdge("inner", END).compile();
`;

let here: Served;
beforeAll(async () => {
  here = await serve({
    files: { "chat.ts": chat, "langgraph.json": JSON.stringify({ graphs: { chat: "./chat.ts:graph", nested: "./chat.ts:nested", slow: "./chat.ts:slow" } }) },
  });
});
afterAll(async () => await here.close());

const input = { messages: [{ role: "user", content: "Hello" }] };

describe("what a model says", () => {
  test("streams as pairs of chunk and metadata with `messages-tuple`", async () => {
    const parts = [];
    for await (const { event, data } of here.client().runs.stream(null, "chat", { input, streamMode: "messages-tuple" })) parts.push({ event, data });
    const said = parts.slice(1);
    expect(new Set(said.map(({ event }) => event))).toEqual(new Set(["messages"]));
    expect(said.flatMap(({ data }) => (Array.isArray(data) ? [data[0]] : [])).map(({ content }) => content)).toEqual("Good day".split(""));
    expect(said[0]?.data).toMatchObject([{ type: "ai", id: expect.any(String) }, { langgraph_node: "answer" }]);
    expect(JSON.stringify(parts)).not.toMatch(/baton_/);
  });

  test("streams as messages so far with `messages`, and whole once it is in the state", async () => {
    const parts = [];
    for await (const { event, data } of here.client().runs.stream(null, "chat", { input, streamMode: "messages" })) parts.push({ event, data });
    expect(parts.map(({ event }) => event).filter((event, index, all) => event !== all[index - 1])).toEqual([
      "metadata",
      "messages/complete",
      "messages/metadata",
      "messages/partial",
      "messages/complete",
    ]);
    expect(parts.findLast(({ event }) => event === "messages/partial")?.data).toMatchObject([{ content: "Good day" }]);
    expect(parts.at(-1)?.data).toMatchObject([{ type: "ai", content: "Good day" }]);
  });
});

describe("a graph inside", () => {
  test("streams under its namespace where that is asked for", async () => {
    const events = [];
    const options = { input, streamMode: "updates", streamSubgraphs: true } as const;
    for await (const { event, data } of here.client().runs.stream(null, "nested", options)) events.push({ event, data });
    expect(events.map(({ event }) => event)).toEqual(["metadata", expect.stringMatching(/^updates\|inner:[0-9a-f-]{36}$/), "updates"]);
    expect(events[1]?.data).toMatchObject({ answer: { messages: [{ content: "Good day" }] } });
  });
});

describe("a conversation", () => {
  test("goes on over the runs of its thread", async () => {
    const client = here.client();
    const { thread_id: thread } = await client.threads.create();
    await client.runs.wait(thread, "chat", { input });
    expect(await client.runs.wait(thread, "chat", { input })).toMatchObject({ messages: [{}, {}, { type: "human" }, { type: "ai", content: "Good day" }] });
  });
});

describe("a run that is cancelled", () => {
  test("leaves its thread as it was before with `rollback`", async () => {
    const client = here.client();
    const { thread_id: thread } = await client.threads.create();
    await client.runs.wait(thread, "slow", { input });
    const before = await client.threads.getState(thread);
    const hanging = await client.runs.create(thread, "slow", { input: { messages: [{ role: "user", content: "Wait" }] }, streamMode: "updates" });
    for await (const { event } of client.runs.joinStream(thread, hanging.run_id, { lastEventId: "-1" })) if (event === "updates") break;
    await client.runs.cancel(thread, hanging.run_id, true, "rollback");
    expect((await client.threads.getState(thread)).values).toEqual(before.values);
    expect(await client.runs.wait(thread, "slow", { input })).toMatchObject({ messages: [{}, {}, { content: "Hello" }, { content: "Good day" }] });
  });
});
