import { examples } from "./serve.ts";

const config = `
import { defineHost, defineTool } from "${import.meta.resolve("baton")}";
import { z } from "${import.meta.resolve("zod")}";
const refund = defineTool({
  name: "refund", description: "Gives money back", effect: "sensitive",
  args: z.strictObject({ order: z.string(), amount_minor: z.int().positive() }), result: z.strictObject({ receipt: z.string() }),
  execute: ({ order }) => ({ receipt: "R-" + order }),
});
export default defineHost({ tools: [refund], roles: ["controller"] });
`;

const refund = `
baton: 1
id: refund
title: A refund
goal: Give money back once a controller agrees.
state: { order: string, amount_minor: integer, receipt: object, why: string, tags: { schema: list(object), default: [] } }
input: [order, amount_minor, tags]
outcomes: { refunded: [receipt, tags], refused: [why?] }
policies:
  - { node: pay, tool: refund, when: args.amount_minor > 100000, then: deny, reason: Never more than a thousand. }
  - { node: pay, tool: refund, then: approve, by: controller, expires: 1d, reason: Money leaves the house. }
nodes:
  review: { kind: review, approves: pay, shows: [order], decisions: [approve, edit, reject], writesOn: { rejected: { why: output.message } } }
  pay: { kind: tool, tool: refund, args: { order: order, amount_minor: amount_minor }, writes: receipt }
edges: [start -> review, review.approved -> pay, review.rejected -> end.refused, review.expired -> end.refused, pay -> end.refunded]
`;

/** Contains the other. */
const outer = `
baton: 1
id: outer
goal: Ask for a refund in a graph inside.
state: { number: string, given: object }
input: [number]
outcomes: { done: [given?] }
nodes:
  hand: { kind: subgraph, graph: refund, input: { order: number, amount_minor: "4500" }, writesOn: { refunded: { given: output.receipt } } }
edges: [start -> hand, hand.refunded -> end.done, hand.refused -> end.done]
`;

const inCode = `
import { END, interrupt, START, StateGraph } from "${import.meta.resolve("@langchain/langgraph")}";
import { z } from "${import.meta.resolve("zod")}";
const state = z.object({ topic: z.string(), draft: z.string().optional(), approved: z.boolean().optional(), source: z.any().optional() });
export const graph = new StateGraph(state)
  .addNode("write", async ({ topic }, { store }) => {
    await store.put(["drafts"], topic, { words: topic.length });
    return { draft: "On " + topic };
  })
  .addNode("ask", ({ draft }) => ({ approved: interrupt({ question: "Is this good?", draft }) }))
  .addEdge(START, "write").addEdge("write", "ask").addEdge("ask", END)
  .compile();
`;

/** Documents `refund` and `outer`, which has the other inside, and `essay` in code, which keeps an item in the store. */
export const refunds: Readonly<Record<string, string>> = {
  "baton.config.ts": config,
  "refund/graph.yaml": refund,
  "outer/graph.yaml": outer,
  "code.ts": inCode,
  "langgraph.json": examples["langgraph.json"] ?? "",
};
