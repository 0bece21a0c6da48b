import { Annotation, END, interrupt, START, StateGraph } from "@langchain/langgraph";

// What the contestants of `serve` serve: three steps, and two with a question to a person between them; by hand, and as documents.

const State = Annotation.Root({ text: Annotation<string>, count: Annotation<number>, answer: Annotation<string> });
const add = ({ count }: { readonly count: number }): { count: number } => ({ count: count + 1 });

/** Three steps by hand. */
export const steps = new StateGraph(State)
  .addNode("first", add)
  .addNode("second", add)
  .addNode("third", add)
  .addEdge(START, "first")
  .addEdge("first", "second")
  .addEdge("second", "third")
  .addEdge("third", END);

/** A step, a question, a step, by hand. */
export const asking = new StateGraph(State)
  .addNode("first", add)
  .addNode("ask", () => ({ answer: String(interrupt({ question: "Go on?" })) }))
  .addNode("second", add)
  .addEdge(START, "first")
  .addEdge("first", "ask")
  .addEdge("ask", "second")
  .addEdge("second", END);

const head = (id: string, more: string): string => `
baton: 1
id: ${id}
goal: Measure what serving costs.
state: { text: string, count: integer${more} }
input: [text, count]
outcomes: { done: [text, count] }
policies: [{ node: "*", tool: "*", then: allow }]
nodes:
`;
const adding = (...nodes: readonly string[]): string =>
  nodes.map((node) => `  ${node}: { kind: tool, tool: add, args: { to: count }, writes: { count: output.sum } }\n`).join("");

const config = `
import { defineHost, defineTool } from "${import.meta.resolve("baton")}";
import { z } from "${import.meta.resolve("zod")}";
export default defineHost({
  tools: [
    defineTool({
      name: "add", description: "Adds one.", effect: "read", trust: "trusted",
      args: z.object({ to: z.int() }), result: z.object({ sum: z.int() }), execute: ({ to }) => ({ sum: to + 1 }),
    }),
  ],
});
`;

/** The same as documents: files of a folder of graphs. */
export const documents: Readonly<Record<string, string>> = {
  "baton.config.ts": config,
  "steps/graph.yaml": `${head("steps", "")}${adding("first", "second", "third")}edges: [start -> first, first -> second, second -> third, third -> end]\n`,
  "asking/graph.yaml": `${head("asking", ", answer: string")}${adding("first", "second")}  ask: { kind: review, asks: "Go on?", answer: string, writes: { answer: output.value } }
edges: [start -> first, first -> ask, ask.answered -> second, ask.expired -> end, second -> end]
`,
};
