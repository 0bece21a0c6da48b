import type { Channel, Graph } from "@baton/core";
import { AIMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { describe, expect, test } from "vitest";
import { answerShape } from "./answer.ts";
import { scriptedProvider } from "./scripted.ts";
import { parseScript } from "./scripted-schema.ts";
import type { CallContext } from "./contract.ts";

const channel = (name: string, schema: Channel["schema"]): [string, Channel] => [
  name,
  { name, schema, merge: "replace", initial: undefined, trust: undefined, secrecy: "internal", keep: "run" },
];
const graph: Graph = {
  id: "g",
  title: "G",
  goal: "",
  owners: {},
  params: { limit: 10 },
  channels: new Map([channel("amount", { type: "integer" }), channel("note", { type: "string" })]),
  input: [],
  outcomes: new Map(),
  limits: {},
  policies: [],
  nodes: new Map(),
  start: { type: "outcome", outcome: "done" },
  edges: [],
  prompts: new Map(),
  knowledge: new Map(),
  schemas: new Map(),
  subgraphs: new Map(),
  hash: "sha256-0",
};

const context = (own: Partial<CallContext> = {}) => ({
  tags: [],
  baton: { agent: "tax", inputs: {}, state: { amount: 12 }, turn: 0, run: { id: "r", thread: "t", user: "u", environment: "e" }, ...own },
});
const model = async (script: string) => (await scriptedProvider(parseScript(script, "scripted.yaml"), graph).resolve(undefined)).chat;
const offered = (schema: Parameters<typeof answerShape>[0]) => [{ type: "function", function: { name: "answer", parameters: answerShape(schema).parameters } }];

describe("the scripted model", () => {
  test("answers by the first rule that holds, from the run's own state", async () => {
    const chat = await model(`
agents:
  tax:
    - { when: amount > params.limit, text: "{{ amount }} is too much." }
    - text: "{{ amount }} is fine."
`);
    expect((await chat.invoke("?", context())).text).toBe("12 is too much.");
    expect((await chat.invoke("?", context({ state: { amount: 3 } }))).text).toBe("3 is fine.");
  });

  test("says what it is, costs nothing and counts tokens", async () => {
    const provider = scriptedProvider(parseScript("agents: { tax: [{ text: one two three }] }", "scripted.yaml"), graph);
    const { chat, prices, alias } = await provider.resolve("careful");
    expect({ prices, alias }).toEqual({ prices: { input: 0, output: 0 }, alias: "careful" });
    const message = await chat.invoke("12345678", context());
    expect(message.response_metadata).toMatchObject({ model_name: "scripted" });
    expect(AIMessage.isInstance(message) ? message.usage_metadata : undefined).toMatchObject({ input_tokens: 2, output_tokens: 4, total_tokens: 6 });
  });

  test("streams its words, and calls piece by piece", async () => {
    const chat = await model("agents: { tax: [{ when: turn == 0, text: Let me look., calls: [{ tool: look, args: { n: amount } }] }, { text: Done now. }] }");
    const words: string[] = [];
    for await (const chunk of await chat.stream("?", context({ turn: 1 }))) words.push(chunk.text);
    expect(words).toEqual(["Done ", "now.", ""]);
    let whole;
    for await (const chunk of await chat.stream("?", context())) whole = whole === undefined ? chunk : whole.concat(chunk);
    expect(whole).toMatchObject({ content: "Let me look.", tool_calls: [{ name: "look", args: { n: 12 } }], usage_metadata: {} });
  });

  test("sees the turn, the last message and the last result of each tool", async () => {
    const chat = await model(`
agents:
  tax:
    - when: turn == 1 && message.role == 'tool' && message.name == 'rate'
      text: "{{ results.rate.percent }} percent"
    - calls: [{ tool: rate, args: { country: "'DK'" } }]
`);
    const question = new HumanMessage("?");
    const asked = await chat.invoke([question], context());
    expect(asked).toMatchObject({ tool_calls: [{ name: "rate", args: { country: "DK" } }] });
    const call = new AIMessage({ content: "", tool_calls: [{ id: "a", name: "rate", args: {} }] });
    const result = new ToolMessage({ tool_call_id: "a", content: '{"percent":25}' });
    expect((await chat.invoke([question, call, result], context({ turn: 1 }))).text).toBe("25 percent");
  });

  test("a call that came to nothing is no result", async () => {
    const chat = await model("agents: { tax: [{ when: has(results.rate), text: found }, { text: nothing }] }");
    const call = new AIMessage({ content: "", tool_calls: [{ id: "a", name: "rate", args: {} }] });
    const refused = new ToolMessage({ tool_call_id: "a", content: '{"error":{"type":"denied","message":"No."}}' });
    expect((await chat.invoke([call, refused], context({ turn: 1 }))).text).toBe("nothing");
  });

  test("an agent's inputs are in scope, whatever they are bound to", async () => {
    const chat = await model("agents: { tax: [{ text: '{{ lines[0] }} {{ amount }}' }] }");
    expect((await chat.invoke("?", context({ inputs: { lines: ["a"], amount: 12 } }))).text).toBe("a 12");
  });

  test("typed output goes by the answer tool, wrapped where it is no object", async () => {
    const chat = await model("agents: { tax: [{ when: amount > 0, output: { outcome: \"'pay'\", amount: amount } }] }");
    const object = await chat.bindTools?.(offered({ type: "object" })).invoke("?", context());
    expect(object).toMatchObject({ tool_calls: [{ name: "answer", args: { outcome: "pay", amount: 12 } }] });
    const list = await model('agents: { tax: [{ output: "[amount]" }] }');
    expect(await list.bindTools?.(offered({ type: "array" })).invoke("?", context())).toMatchObject({
      tool_calls: [{ name: "answer", args: { value: [12] } }],
    });
    expect((await list.invoke("?", context())).text).toBe("[12]");
  });

  test("an error fails as a server's answer would", async () => {
    const chat = await model("agents: { tax: [{ error: { status: 503, message: down } }] }");
    await expect(chat.invoke("?", context())).rejects.toMatchObject({ status: 503, message: "down" });
  });

  test("where no rule fits it names the agent, the turn and what could not be decided", async () => {
    const chat = await model("agents: { tax: [{ when: results.rate.percent > 3, text: x }] }");
    await expect(chat.invoke("?", context({ turn: 2 }))).rejects.toMatchObject({
      code: "script_no_reply",
      message: expect.stringMatching(/scripted\.yaml.*`tax`.*turn 2.*agents\.tax.*scripted\.yaml:1:\d+ could not be decided/),
    });
    await expect(chat.invoke("?", context({ agent: "other" }))).rejects.toMatchObject({ code: "script_no_reply" });
  });

  test("where it has no rule for a typed output it shows one, which works", async () => {
    const asked = {
      type: "object",
      properties: {
        port: { enum: ["refund", "other"] },
        confidence: { type: "number", minimum: 0, maximum: 1 },
        notes: { type: "array" },
        ok: { type: "boolean" },
      },
    };
    const answer = await model("agents: { other: [{ text: x }] }").then((chat) =>
      chat
        .bindTools?.(offered(asked))
        .invoke("?", context())
        .catch((error: unknown) => error),
    );
    const [, rule = ""] = /such as `- (.*)`\.$/.exec(answer instanceof Error ? answer.message : "") ?? [];
    expect(rule).toBe(`output: {"port":"'refund'","confidence":1,"notes":[],"ok":true}`);
    const mended = await model(`agents:\n  tax:\n    - ${rule}\n`);
    expect(await mended.bindTools?.(offered(asked)).invoke("?", context())).toMatchObject({
      tool_calls: [{ name: "answer", args: { port: "refund", confidence: 1, notes: [], ok: true } }],
    });
  });

  test("a name that does not exist is said when the rule is used", async () => {
    const chat = await model("agents: { tax: [{ text: '{{ amuont }}' }] }");
    await expect(chat.invoke("?", context())).rejects.toMatchObject({ code: "script_invalid", message: expect.stringMatching(/scripted\.yaml:1:\d+.*amuont/) });
  });
});

describe("reading a script", () => {
  test.each([
    ["broken YAML", "agents: {", /scripted\.yaml:\d+:\d+/],
    ["an unknown key", "agents:\n  tax:\n    - whne: turn == 0\n      text: x\n", /scripted\.yaml:3:\d+.*whne/],
    ["two replies in one rule", "agents: { tax: [{ text: x, output: 1 }] }", /exactly one/],
    ["no reply in a rule", "agents: { tax: [{ when: turn == 0 }] }", /exactly one/],
    ["a status that is no error", "agents: { tax: [{ error: { status: 200, message: x } }] }", /scripted\.yaml:1:\d+/],
  ])("%s is refused with its place", (_, text, message) => {
    expect(() => parseScript(text, "scripted.yaml")).toThrow(expect.objectContaining({ code: "script_invalid", message: expect.stringMatching(message) }));
  });

  test("all problems come at once", () => {
    expect(() => parseScript("agents: { a: [{ text: 1 }], b: [{ calls: [] }] }", "s.yaml")).toThrow(/s\.yaml.*s\.yaml/);
  });

  test("an empty file is a script without replies", () => {
    expect(parseScript("", "scripted.yaml").agents.size).toBe(0);
  });
});
