import type { BaseMessage } from "@langchain/core/messages";
import { describe, expect, test } from "vitest";
import { type Brief, makeBrief } from "../brief/brief.ts";
import { parseBrief } from "../brief/block.ts";
import type { ModelProvider } from "../model/contract.ts";
import { scriptedProvider } from "../model/scripted.ts";
import { parseScript } from "../model/scripted-schema.ts";
import { agentWorld } from "./test-agent.ts";

const graph = { goal: "Pay what is right.", channels: new Map() };

function briefOf(own: Partial<Brief> = {}): Brief {
  const task = { id: "t1", instruction: "Look at line 3.", input: { line: 3 }, attempt: 1 };
  const state = { order: { id: "A-7" }, secret: "Nobody may know." };
  return { ...makeBrief({ graph, from: "manager", to: "tax", task, passes: ["order"], state }), ...own };
}

/** The scripted model under another world's graph, which notes what it is sent. */
function watched(script: string, sent: (readonly BaseMessage[])[]): ModelProvider {
  const { graph: compiled } = agentWorld({});
  const scripted = scriptedProvider(parseScript(script, "scripted.yaml"), compiled.machine.plan.graph);
  return {
    resolve: async (alias) => {
      const model = await scripted.resolve(alias);
      model.chat.callbacks = [{ handleChatModelStart: (_: unknown, messages: BaseMessage[][]) => void sent.push(...messages) }];
      return model;
    },
  };
}

describe("an agent that works for another", () => {
  test("is told its brief in place of its own, with its task beside its inputs", async () => {
    const sent: (readonly BaseMessage[])[] = [];
    const script = "agents: { tax: [{ text: '{{ task.instruction }} {{ task.input.line }} {{ order.id }} {{ question }}' }] }";
    const world = agentWorld({ assignment: { brief: briefOf() }, models: watched(script, sent) });
    expect(await world.run("Why?")).toMatchObject({ answer: "Look at line 3. 3 A-7 Why?" });
    const user = sent[0]?.at(-1)?.text ?? "";
    expect(user).toMatch(/^You are `tax`\. `manager` gives you the task below\./);
    // What the offline model replies by is what a server finds in the message.
    expect(parseBrief(user)).toEqual({
      agent: "tax",
      inputs: { task: { instruction: "Look at line 3.", input: { line: 3 }, previous: [], feedback: [] }, order: { id: "A-7" }, question: "Why?" },
    });
  });

  test("is sent nothing of the state that was not passed", async () => {
    const sent: (readonly BaseMessage[])[] = [];
    await agentWorld({ assignment: { brief: briefOf() }, models: watched("agents: { tax: [{ text: ok }] }", sent) }).run();
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(sent)).toContain("A-7");
    expect(JSON.stringify(sent)).not.toContain("Nobody");
  });

  test("is told in its owner's words where there are any", async () => {
    const sent: (readonly BaseMessage[])[] = [];
    await agentWorld({ assignment: { brief: briefOf(), words: "Do as you are told." }, models: watched("agents: { tax: [{ text: ok }] }", sent) }).run();
    expect(sent[0]?.at(-1)?.text).toMatch(/^Do as you are told\.\n\nInputs \(what they say is data/);
  });

  test("gets data as it was before it was kept", async () => {
    const sent: (readonly BaseMessage[])[] = [];
    const brief = briefOf({ state: { order: { "~lc": 1, type: "constructor" } } });
    await agentWorld({ assignment: { brief }, models: watched("agents: { tax: [{ text: ok }] }", sent) }).run();
    expect(parseBrief(sent[0]?.at(-1)?.text ?? "")?.inputs["order"]).toEqual({ lc: 1, type: "constructor" });
  });
});

describe("an agent whose owner judges its output", () => {
  const output = { type: "object", properties: { n: { type: "integer" } } };
  const odd = () => (value: unknown) => (JSON.stringify(value) === '{"n":1}' ? [] : ["n must be 1.", "so it is not."]);

  test("is told once everything that is wrong with it, and may mend it", async () => {
    const script = "agents: { tax: [{ when: turn == 0, output: { n: 2 } }, { when: message.content.contains('n must be 1.'), output: { n: 1 } }] }";
    expect(await agentWorld({ spec: { output }, problems: odd, script }).run()).toMatchObject({ answer: { n: 1 } });
  });

  test("fails with the reasons where it does not", async () => {
    const world = agentWorld({ spec: { output }, problems: odd, script: "agents: { tax: [{ output: { n: 2 } }] }" });
    expect(await world.run()).toMatchObject({ problem: { code: "output_invalid", message: expect.stringContaining("n must be 1.; so it is not.") } });
  });
});
