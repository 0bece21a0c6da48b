import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { type AIMessage, type BaseMessage, HumanMessage, isAIMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import { z } from "zod";
import { InstantModel } from "./instant-model.ts";

const State = Annotation.Root({ text: Annotation<string>, count: Annotation<number>({ reducer: (_, next) => next, default: () => 0 }) });
type Values = typeof State.State;
type Config = Parameters<typeof look.invoke>[1];

const model = new InstantModel();
const schema = z.object({ text: z.string() });
const look = tool(async (args) => args, { name: "look", description: "Looks.", schema });

function builder(): StateGraph<typeof State.spec, Values, Partial<Values>, string> {
  return new StateGraph(State);
}

/** Joins nodes one after another. */
function joined(graph: ReturnType<typeof builder>, names: readonly string[], checkpointer: BaseCheckpointSaver) {
  for (const [at, name] of names.entries()) graph.addEdge(at === 0 ? START : (names[at - 1] ?? START), name);
  graph.addEdge(names.at(-1) ?? START, END);
  return graph.compile({ checkpointer });
}

/** A node calls the model with a system and a user message. */
export function modelChain(length: number, checkpointer: BaseCheckpointSaver) {
  const graph = builder();
  const names = Array.from({ length }, (_, at) => `a${at}`);
  for (const name of names) {
    graph.addNode(name, async ({ text }, config) => {
      const reply = await model.invoke([new SystemMessage("Say a word."), new HumanMessage(text)], config);
      return { text: reply.text };
    });
  }
  return joined(graph, names, checkpointer);
}

/** A node calls a LangChain tool. No journal, no policy: a crash may call it twice. */
export function toolChain(length: number, checkpointer: BaseCheckpointSaver) {
  const graph = builder();
  const names = Array.from({ length }, (_, at) => `t${at}`);
  for (const name of names) graph.addNode(name, async ({ text }, config) => ({ text: (await call(text, config)).text }));
  return joined(graph, names, checkpointer);
}

async function call(text: string, config: Config): Promise<{ text: string }> {
  return schema.parse(await look.invoke({ text }, config));
}

/** A node calls a plain function: what is left is LangGraph alone. */
export function functionChain(length: number, checkpointer: BaseCheckpointSaver) {
  const graph = builder();
  const names = Array.from({ length }, (_, at) => `t${at}`);
  for (const name of names) graph.addNode(name, async ({ text }) => ({ text }));
  return joined(graph, names, checkpointer);
}

/** The loop of model and tools, with a list of messages, as LangGraph's documentation writes it. */
export function agentChain(length: number, checkpointer: BaseCheckpointSaver) {
  const names = Array.from({ length }, (_, at) => at);
  const Loop = Annotation.Root({
    ...State.spec,
    messages: Annotation<BaseMessage[]>({ reducer: (before, next) => (next.length === 0 ? [] : [...before, ...next]), default: () => [] }),
  });
  const bound = model.bindTools([look]);
  const graph: StateGraph<typeof Loop.spec, typeof Loop.State, Partial<typeof Loop.State>, string> = new StateGraph(Loop);
  for (const at of names) {
    graph.addNode(`a${at}`, async ({ text, messages }, config) => {
      const reply: AIMessage = await bound.invoke([new SystemMessage("Say a word."), new HumanMessage(text), ...messages], config);
      return (reply.tool_calls ?? []).length > 0 ? { messages: [reply] } : { messages: [], text: reply.text };
    });
    graph.addNode(`a${at}.tools`, async ({ messages }, config) => {
      const last = messages.at(-1);
      const calls = last !== undefined && isAIMessage(last) ? (last.tool_calls ?? []) : [];
      const answers = calls.map(async ({ id = "", name, args }) => {
        const result = await call(String(args["text"]), config);
        return new ToolMessage({ tool_call_id: id, name, content: JSON.stringify(result) });
      });
      return { messages: await Promise.all(answers) };
    });
    const next = at + 1 < length ? `a${at + 1}` : END;
    graph.addConditionalEdges(`a${at}`, ({ messages }) => (messages.length > 0 ? "tools" : "done"), { tools: `a${at}.tools`, done: next });
    graph.addEdge(`a${at}.tools`, `a${at}`);
  }
  graph.addEdge(START, "a0");
  return graph.compile({ checkpointer });
}

/** Nodes for what computes, a conditional edge for what decides. */
export function pureChain(length: number, checkpointer: BaseCheckpointSaver) {
  const graph = builder();
  let before: string = START;
  for (let at = 0; at < length; at += 1) {
    const [t, x, y, end] = [`t${at}`, `x${at}`, `y${at}`, `z${at}`];
    graph.addNode(t, async ({ text }, config) => ({ text: (await call(text, config)).text }));
    for (const name of [x, y, end]) graph.addNode(name, ({ count }) => ({ count: count + 1 }));
    graph.addEdge(before, t);
    graph.addEdge(t, x);
    graph.addEdge(x, y);
    graph.addConditionalEdges(y, ({ count }) => (count > 1 ? "many" : "otherwise"), { many: end, otherwise: end });
    before = end;
  }
  graph.addEdge(before, END);
  return graph.compile({ checkpointer });
}
