import { HumanMessage } from "@langchain/core/messages";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve, type Served } from "./serve.ts";

const files = {
  "echo/graph.yaml": `baton: 1
id: echo
goal: Say again what was said.
state:
  messages: { merge: messages, keep: thread }
input: [messages]
outcomes: { done: [messages] }
nodes:
  again:
    kind: transform
    writes: { messages: "[{'id': 'said-' + string(size(messages)), 'role': 'assistant', 'content': 'You said: ' + messages[size(messages) - 1].content}]" }
edges:
  - start -> again
  - again -> end.done
`,
};

let here: Served;
beforeAll(async () => {
  here = await serve({ files });
});
afterAll(async () => await here.close());

test.each([
  ["as LangGraph's clients send them", { type: "human", content: "Hello." }],
  ["as OpenAI's do", { role: "user", content: "Hello." }],
  ["as LangChain serializes its own", new HumanMessage("Hello.").toJSON()],
  ["in blocks of text", { type: "human", content: [{ type: "text", text: "Hello." }] }],
])("messages %s reach a document, and come back with the type that chat pages look for", async (_, message) => {
  const client = here.client();
  const { thread_id } = await client.threads.create();
  const values = await client.runs.wait(thread_id, "echo", { input: { messages: [message] } });
  const told = [
    { type: "human", role: "user", content: "Hello.", id: expect.any(String) },
    { type: "ai", role: "assistant", content: "You said: Hello.", id: "said-1" },
  ];
  expect(values).toMatchObject({ messages: told });
  expect((await client.threads.getState(thread_id)).values).toMatchObject({ messages: told });
  // What came is sent again, as chat pages do.
  await client.threads.updateState(thread_id, { values: { messages: told.slice(1).map((each) => ({ ...each, content: "Said better." })) } });
  expect((await client.threads.getState(thread_id)).values).toMatchObject({ messages: [told[0], { ...told[1], content: "Said better." }] });
});

test("a message that is none is refused by its schema", async () => {
  await expect(here.client().runs.wait(null, "echo", { input: { messages: [{ type: "tool", content: "x", tool_call_id: "1" }] } })).rejects.toThrow(/messages/);
});
