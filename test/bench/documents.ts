import { type GraphFiles, type Json, graphFiles } from "@baton/core";
import { defineHost, defineTool } from "baton";
import { z } from "zod";
import { InstantModel } from "./instant-model.ts";

const text = z.object({ text: z.string() });

/** What the documents of the benchmarks run on: a model that answers at once and tools that give back what they got. */
export const host = defineHost({
  models: { instant: { chat: () => new InstantModel() } },
  tools: [
    defineTool({ name: "look", description: "Looks.", args: text, result: text, effect: "read", trust: "trusted", execute: async (args) => args }),
    defineTool({ name: "note", description: "Notes.", args: text, result: text, effect: "write", trust: "trusted", execute: async (args) => args }),
  ],
});

type Nodes = Readonly<Record<string, Json>>;

/** Nodes one after another: `step(0)`, `step(1)`... , each a mapping of one or more nodes joined by `edges`. */
function chain(
  id: string,
  length: number,
  step: (at: number) => { readonly nodes: Nodes; readonly edges?: readonly string[]; readonly first: string; readonly last: string },
) {
  const steps = Array.from({ length }, (_, at) => step(at));
  const edges = steps.flatMap(({ edges: own = [], last }, at) => [...own, `${last} -> ${steps[at + 1]?.first ?? "end"}`]);
  const document = {
    baton: 1,
    id,
    goal: "Measure what a step costs.",
    state: { text: "string", count: { schema: "integer", default: 0 } },
    input: ["text"],
    outcomes: { done: ["text", "count"] },
    limits: { steps: 100_000, modelCalls: 100_000, toolCalls: 100_000, tokens: 100_000_000 },
    policies: [{ node: "*", tool: "*", then: "allow" }],
    nodes: Object.assign({}, ...steps.map(({ nodes }) => nodes)),
    edges: [`start -> ${steps[0]?.first ?? "end"}`, ...edges],
  };
  return graphFiles(document, { "prompts/say.md": "---\nid: say\nkind: role\ninputs: [text]\n---\nSay a word.\n" });
}

/** Agents that call their model once and write what it says. */
export function modelChain(length: number): GraphFiles {
  return chain("models", length, (at) => ({
    first: `a${at}`,
    last: `a${at}`,
    nodes: { [`a${at}`]: { kind: "agent", prompt: "prompts/say.md", writes: "text" } },
  }));
}

/** Tool nodes that write what their tool gave. */
export function toolChain(length: number, tool: "look" | "note"): GraphFiles {
  return chain(tool, length, (at) => ({
    first: `t${at}`,
    last: `t${at}`,
    nodes: { [`t${at}`]: { kind: "tool", tool, args: { text: "text" }, writes: { text: "output.text" } } },
  }));
}

/** Agents that call one tool and answer then. */
export function agentChain(length: number): GraphFiles {
  return chain("agents", length, (at) => ({
    first: `a${at}`,
    last: `a${at}`,
    nodes: { [`a${at}`]: { kind: "agent", prompt: "prompts/say.md", tools: ["look"], writes: "text" } },
  }));
}

/** Each time a tool, two transforms, a branch and a transform. */
export function pureChain(length: number): GraphFiles {
  return chain("pure", length, (at) => ({
    first: `t${at}`,
    last: `z${at}`,
    nodes: {
      [`t${at}`]: { kind: "tool", tool: "look", args: { text: "text" }, writes: { text: "output.text" } },
      [`x${at}`]: { kind: "transform", writes: { count: "count + 1" } },
      [`y${at}`]: { kind: "transform", writes: { count: "count + 1" } },
      [`b${at}`]: { kind: "branch", cases: [{ port: "many", when: "count > 1" }] },
      [`z${at}`]: { kind: "transform", writes: { count: "count + 1" } },
    },
    edges: [`t${at} -> x${at}`, `x${at} -> y${at}`, `y${at} -> b${at}`, `b${at}.many -> z${at}`, `b${at}.otherwise -> z${at}`],
  }));
}
