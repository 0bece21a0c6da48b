import { type JsonObject, readGraph } from "@baton/core";
import {
  compileToLangGraph,
  createGateway,
  defineHost,
  defineTool,
  memoryStorage,
  type ModelProvider,
  parseScript,
  scriptedProvider,
  systemClock,
} from "@baton/runtime";
import { type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { compilers } from "../compile.ts";
import { kinds } from "../index.ts";

const look = defineTool({
  name: "look",
  description: "",
  args: z.object({ a: z.string(), b: z.int() }),
  result: z.object({ found: z.string() }),
  effect: "read",
  execute: ({ a, b }) => ({ found: `${a}${b}` }),
});

interface Agent {
  /** Keys of the node besides kind, prompt and writes, as YAML flow. */
  readonly keys?: string;
  readonly inputs: string;
  readonly prompt?: string;
  readonly script: string;
  readonly edges?: string;
}

/** Runs one agent in a graph of a few channels; gives the channels, and what its model was sent first. */
async function run({ keys, inputs, prompt = "Work.", script, edges = "work -> end.done" }: Agent, input: JsonObject = {}) {
  const files = new Map([
    ["prompts/work.md", `---\nid: work\nkind: role\ninputs: [${inputs}]\n---\n${prompt}\n`],
    [
      "graph.yaml",
      `
baton: 1
id: one
goal: Work.
state:
  a: { schema: string, default: "" }
  maybe: { schema: { type: object, properties: { x: { type: string } }, required: [x] } }
  talk: { merge: messages }
  found: { schema: list(string), merge: append }
  told: string
  problem: { schema: { type: object } }
input: [a, talk, maybe]
outcomes: { done: [told?, found, problem?] }
policies: [{ node: "*", effect: read, then: allow }]
nodes:
  work: { kind: agent, prompt: prompts/work.md${keys === undefined ? "" : `, ${keys}`}, writes: told, writesOn: { failed: { problem: output } } }
edges: [start -> work, ${edges}, work.failed -> end.done]
`.replace("input: [a, talk, maybe]", `input: [a, talk${"maybe" in input ? ", maybe" : ""}]`),
    ],
  ]);
  const { graph, diagnostics } = readGraph({ root: "graph.yaml", read: (path) => files.get(path) }, kinds);
  if (graph === undefined || diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const clock = systemClock;
  const storage = memoryStorage(clock);
  const host = defineHost({ tools: [look] });
  const scripted = scriptedProvider(parseScript(script, "scripted.yaml"), graph);
  const sent: BaseMessage[][] = [];
  const models: ModelProvider = { resolve: async (alias) => watched(await scripted.resolve(alias), sent) };
  const gateway = createGateway(graph, { host, storage, clock });
  const compiled = compileToLangGraph(graph, { kinds, compilers, services: { host, storage, clock, models, gateway } });
  const values = await compiled.invoke({ a: "A", talk: [], ...input }, { configurable: { thread_id: "t" } });
  return { values, sent: sent[0] ?? [] };
}

/** The same model, which notes what it is sent. */
function watched(model: Awaited<ReturnType<ModelProvider["resolve"]>>, sent: BaseMessage[][]) {
  const callbacks = [{ handleChatModelStart: (_: unknown, messages: BaseMessage[][]) => void sent.push(...messages) }];
  model.chat.callbacks = callbacks;
  return model;
}

describe("an agent node", () => {
  test("renders its prompt with its inputs: channels by name, or what they are bound to", async () => {
    const { values, sent } = await run({
      inputs: "a, both",
      keys: "input: { both: a + a }",
      prompt: "{{ a }} and {{ both }}.",
      script: "agents: { work: [{ text: '{{ both }}!' }] }",
    });
    expect(values).toMatchObject({ told: "AA!" });
    expect(sent[0]?.text).toMatch(/^A and AA\./);
    expect(sent[1]?.text).toContain('"both": "AA"');
  });

  test("shows nothing for an optional input that is not there, bound or not, and says so in the brief", async () => {
    const { sent } = await run({
      inputs: "maybe?, x?",
      keys: "input: { x: maybe.x }",
      prompt: "[{{ maybe }}{{ x }}]",
      script: "agents: { work: [{ text: ok }] }",
    });
    expect(sent[0]?.text).toMatch(/^\[\]/);
    expect(sent[1]?.text).toContain("Not known yet: maybe, x.");
  });

  test("fails where a needed input was never written", async () => {
    const { values } = await run({ inputs: "maybe", script: "agents: { work: [{ text: ok }] }" });
    expect(values).toMatchObject({ problem: { code: "input_absent", message: expect.stringContaining("`maybe?`") } });
  });

  test("sees the newest messages of a conversation, before its brief", async () => {
    const talk = ["one", "two", "three"].map((content, index) => ({ id: `m${index}`, role: index === 1 ? "assistant" : "user", content }));
    const { sent } = await run({ inputs: "a", keys: "messages: { channel: talk, last: 2 }", script: "agents: { work: [{ text: ok }] }" }, { talk });
    expect(sent.map((message) => [message.type, message.text.split("\n")[0]])).toEqual([
      ["system", "Work."],
      ["ai", "two"],
      ["human", "three"],
      ["human", 'You are `work` in the workflow "one".'],
    ]);
    expect(HumanMessage.isInstance(sent[3])).toBe(true);
  });

  test("has pinned arguments from the state, and tools that write to channels", async () => {
    const { values } = await run({
      inputs: "a",
      keys: 'tools: [{ tool: look, args: { a: "a + \'x\'" }, writes: { found: "[output.found]" } }]',
      script:
        'agents: { work: [{ when: turn == 0, calls: [{ tool: look, args: { b: "1" } }, { tool: look, args: { a: "\'mine\'", b: "2" } }] }, { text: "{{ results.look.found }}" }] }',
    });
    expect(values).toMatchObject({ found: ["Ax1", "Ax2"], told: "Ax2" });
  });

  test("starts afresh on every entry", async () => {
    const { values } = await run({
      inputs: "a",
      keys: 'tools: [{ tool: look, args: { a: a }, writes: { found: "[output.found]" } }]',
      script: 'agents: { work: [{ when: turn == 0, calls: [{ tool: look, args: { b: "1" } }] }, { text: "turn {{ turn }}" }] }',
      edges: '{ edge: "work -> work", max: 1, else: end.done }',
    });
    expect(values).toMatchObject({ told: "turn 1", found: ["A1", "A1"] });
  });
});
