import { END } from "@langchain/langgraph";
import type { Client, Message, StreamMode } from "@langchain/langgraph-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { serve, type Served } from "../server/serve.ts";
import { conversation } from "./conversation.ts";
import { eventsOf } from "./scenario.ts";

let here: Served;
let client: Client;
beforeAll(async () => {
  here = await serve({ files: conversation });
  client = here.client();
});
afterAll(async () => await here.close());

const streamMode: StreamMode[] = ["values", "messages-tuple", "custom"];
const said = z.object({ messages: z.array(z.object({ type: z.string(), content: z.string() })) });

/** What agent-chat-ui sends with each of its requests, besides what it is about. */
const always = { streamMode, streamSubgraphs: true, streamResumable: true, onDisconnect: "continue" } as const;

/** Where the thread stands, as the hook passes it on. */
async function head(thread: string) {
  const [state] = await client.threads.getHistory(thread, { limit: 10 });
  if (state === undefined) throw new Error("The thread has no history.");
  const { thread_id: _, ...checkpoint } = state.checkpoint;
  return { state, checkpoint };
}

async function say(thread: string, text: string): Promise<void> {
  const message: Message = { id: crypto.randomUUID(), type: "human", content: [{ type: "text", text }] };
  await eventsOf(client.runs.stream(thread, "mail", { input: { messages: [message], context: undefined }, ...always }));
}

describe("agent-chat-ui on a document", () => {
  test("converses, shows what is asked, answers it, and finds the thread again", async () => {
    expect((await fetch(`${here.url}/info`)).ok).toBe(true);
    const { thread_id: thread } = await client.threads.create();
    await say(thread, "When will you come?");
    const { state, checkpoint } = await head(thread);
    expect(said.parse(state.values).messages).toEqual([
      { type: "human", content: "When will you come?" },
      { type: "ai", content: "Thank you, we shall see." },
    ]);
    expect(state.tasks.flatMap(({ interrupts }) => interrupts)).toMatchObject([{ value: { action_requests: [{ name: "send" }], review_configs: [{}] } }]);
    const command = { resume: { decisions: [{ type: "approve" }] } };
    const events = await eventsOf(client.runs.stream(thread, "mail", { input: {}, command, checkpoint, ...always }));
    expect(events.at(-1)).toMatchObject({ event: "values", data: { receipt: { id: "sent Thank you, we shall see." } } });
    expect(await client.threads.search({ metadata: { graph_id: "mail" }, limit: 100 })).toMatchObject([{ thread_id: thread, status: "idle" }]);
  });

  test("marks a question as resolved by sending the thread to its end", async () => {
    const { thread_id: thread } = await client.threads.create();
    await say(thread, "Hello?");
    await eventsOf(client.runs.stream(thread, "mail", { input: {}, command: { goto: END }, ...always }));
    expect(await client.threads.getState(thread)).toMatchObject({ next: [], tasks: [] });
    expect(await here.deps.storage.effects.list({ thread })).toEqual([]);
    expect(await here.deps.storage.approvals.list({ thread, status: "open" })).toEqual([]);
  });

  test("has an answer made anew from the checkpoint before it", async () => {
    const { thread_id: thread } = await client.threads.create();
    await say(thread, "Once more?");
    const history = await client.threads.getHistory(thread);
    const before = history.find(({ next }) => next[0] === "write");
    const { thread_id: _, ...checkpoint } = before?.checkpoint ?? { thread_id: "", checkpoint_ns: "", checkpoint_id: null, checkpoint_map: null };
    await eventsOf(client.runs.stream(thread, "mail", { checkpoint, ...always }));
    const { state } = await head(thread);
    expect(said.parse(state.values).messages.map(({ content }) => content)).toEqual(["Once more?", "Thank you, we shall see."]);
    expect(await here.deps.storage.approvals.list({ thread, status: "open" })).toHaveLength(1);
  });
});

describe("agent-inbox on a document", () => {
  /** A thread that it shows, and what it sends: LangChain's shape with its own fields. */
  async function shown() {
    const { thread_id: thread } = await client.threads.create();
    await client.runs.wait(thread, "letter", { input: { text: "Hello" } });
    const found = await client.threads.search({ offset: 0, limit: 10, status: "interrupted", metadata: { graph_id: "letter" } });
    expect(found.map(({ thread_id }) => thread_id)).toContain(thread);
    return {
      thread,
      respond: (decision: object) => client.runs.stream(thread, "letter", { command: { resume: { decisions: [decision] } }, streamMode: "events" }),
    };
  }

  test.each([
    ["accepts", { type: "approve", args: { action: "send", args: { text: "Hello" } } }, { receipt: { id: "sent Hello" } }],
    ["edits", { type: "edit", args: { action: "send", args: { text: "Goodbye" } } }, { receipt: { id: "sent Goodbye" } }],
    ["responds", { type: "reject", args: "Not now." }, { refused: "Not now." }],
    ["ignores", { type: "ignore", args: null }, {}],
  ])("%s, and follows what runs by LangChain's events", async (_, decision, values) => {
    const { thread, respond } = await shown();
    const nodes = [];
    for await (const { event, data } of respond(decision)) {
      if (event === "events" && data.event === "on_chain_start") nodes.push(data.metadata["langgraph_node"]);
    }
    expect(nodes).toContain("read");
    expect(await client.threads.get(thread)).toMatchObject({ status: "idle", values });
  });

  test("resolves a thread by ending it", async () => {
    const { thread } = await shown();
    await client.threads.updateState(thread, { values: null, asNode: END });
    expect(await client.threads.get(thread)).toMatchObject({ status: "idle", interrupts: {} });
    expect(await here.deps.storage.effects.list({ thread })).toEqual([]);
  });
});
