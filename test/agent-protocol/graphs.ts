// Graphs in code that LangGraph's own server and Baton both serve: objects, whose shape both find out for themselves.
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { Command, END, interrupt, type LangGraphRunnableConfig, MessagesValue, Send, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { z } from "zod";

const stepsState = z.object({ zero: z.number(), one: z.number().optional(), two: z.number().optional(), three: z.number().optional() });

/** Counts in three steps. */
export const steps: object = new StateGraph(stepsState)
  .addNode("first", ({ zero }) => ({ one: zero + 1 }))
  .addNode("second", ({ one = 0 }) => ({ two: one + 1 }))
  .addNode("third", ({ two = 0 }) => ({ three: two + 1 }))
  .addEdge(START, "first")
  .addEdge("first", "second")
  .addEdge("second", "third")
  .addEdge("third", END)
  .compile();

const letterState = z.object({ text: z.string(), receipt: z.record(z.string(), z.string()).optional(), refused: z.string().optional() });
const answerSchema = z.object({
  decisions: z.array(
    z.object({ type: z.string(), message: z.string().optional(), editedAction: z.object({ args: z.object({ text: z.string() }) }).optional() }),
  ),
});

/** Sends a letter once somebody has read it: LangChain's human-in-the-loop shape, written by hand. */
export const letter: object = new StateGraph(letterState)
  .addNode(
    "read",
    ({ text }) => {
      const { decisions } = answerSchema.parse(
        interrupt({
          actionRequests: [{ name: "send", args: { text } }],
          reviewConfigs: [{ actionName: "send", allowedDecisions: ["approve", "edit", "reject"] }],
        }),
      );
      const [decision] = decisions;
      if (decision?.type === "reject") return new Command({ update: { refused: decision.message ?? "" }, goto: END });
      return new Command({ goto: new Send("send", { text: decision?.editedAction?.args.text ?? text }) });
    },
    { ends: ["send", END] },
  )
  .addNode("send", ({ text }) => ({ receipt: { id: `sent ${text}` } }))
  .addEdge(START, "read")
  .addEdge("send", END)
  .compile();

const chatState = new StateSchema({ messages: MessagesValue, approved: z.unknown().optional() });

/** A model that streams tokens, then a question to a person, then the end. */
function chatting(sleep: number, reply: string) {
  return new StateGraph(chatState)
    .addNode("speak", async ({ messages: said }, config) => {
      config.writer?.({ heard: said.length });
      return { messages: [await new FakeListChatModel({ responses: [reply], sleep }).invoke(said, config)] };
    })
    .addNode("ask", () => ({ approved: interrupt({ question: "Is this good?" }) }))
    .addEdge(START, "speak")
    .addEdge("speak", "ask")
    .addEdge("ask", END)
    .compile();
}
export const chat: object = chatting(0, "Rain");
/** The same at a pace at which one can look on. */
export const slowChat: object = chatting(120, "It will rain until noon, and then the sun comes out.");

const innerState = z.object({ word: z.string(), loud: z.string().optional() });
const inner = new StateGraph(innerState)
  .addNode("shout", ({ word }) => ({ loud: word.toUpperCase() }))
  .addEdge(START, "shout")
  .addEdge("shout", END)
  .compile();

/** Has another inside. */
export const nested: object = new StateGraph(innerState)
  .addNode("inside", inner)
  .addNode("after", ({ loud = "" }) => ({ word: `${loud}!` }))
  .addEdge(START, "inside")
  .addEdge("inside", "after")
  .addEdge("after", END)
  .compile();

/** Never comes to an end by itself. */
export const endless: object = new StateGraph(z.object({ begun: z.number() }))
  .addNode("note", ({ begun }) => ({ begun: begun + 1 }))
  .addNode("hang", async (_state, { signal }: LangGraphRunnableConfig) => {
    const { promise, reject } = Promise.withResolvers<never>();
    signal?.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
    return await promise;
  })
  .addEdge(START, "note")
  .addEdge("note", "hang")
  .addEdge("hang", END)
  .compile();

/** Fails in its only step. */
export const broken: object = new StateGraph(z.object({ done: z.boolean().optional() }))
  .addNode("fail", () => {
    throw new TypeError("The machine is out of order.");
  })
  .addEdge(START, "fail")
  .addEdge("fail", END)
  .compile();

/** Greets as its configuration and context say. */
export const configured: object = new StateGraph(z.object({ greeting: z.string().optional() }), z.object({ name: z.string().optional() }))
  .addNode("greet", (_state, { configurable, context }) => ({
    greeting: `${String(Reflect.get(configurable ?? {}, "word") ?? "Hello")}, ${context?.name ?? "you"}`,
  }))
  .addEdge(START, "greet")
  .addEdge("greet", END)
  .compile();
