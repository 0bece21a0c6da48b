import { type AIMessage, type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { Annotation, Command, END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { createSupervisor } from "@langchain/langgraph-supervisor";
import { createHandoffTool, createSwarm } from "@langchain/langgraph-swarm";
import { z } from "zod";
import { HopModel, handing, type Said, saying } from "./hop-models.ts";

/** How six hops are made by something else than Baton. */
export interface Runs {
  invoke(input: { messages: BaseMessage[] }, config: object): Promise<unknown>;
}

const reasonSchema = z.object({ reason: z.string() });
const reasonTool = (name: string) => ({
  type: "function" as const,
  function: {
    name,
    description: "Hands the conversation over.",
    parameters: { type: "object", properties: { reason: { type: "string" } }, required: ["reason"] },
  },
});

const Desk = Annotation.Root({
  ...MessagesAnnotation.spec,
  active: Annotation<string>,
  brief: Annotation<string>({ reducer: (_, brief) => brief, default: () => "Answer, or hand over." }),
  reply: Annotation<string>,
});

/** A node for each agent; a hand-over is a Command, the active agent a channel. */
export function handoffByHand(members: readonly string[], checkpointer: BaseCheckpointSaver): Runs {
  const graph: StateGraph<typeof Desk.spec, typeof Desk.State, Partial<typeof Desk.State>, string> = new StateGraph(Desk);
  for (const [at, name] of members.entries()) {
    const to = members[at + 1];
    const model = to === undefined ? handing() : handing().bindTools([reasonTool(`transfer_to_${to}`)]);
    const node = async ({ messages, brief }: typeof Desk.State, config: object) => {
      const reply: AIMessage = await model.invoke([new SystemMessage("Say a word."), ...messages, new HumanMessage(brief)], config);
      const [call] = reply.tool_calls ?? [];
      if (call === undefined || to === undefined) return new Command({ goto: END, update: { reply: reply.text } });
      return new Command({ goto: to, update: { active: to, brief: reasonSchema.parse(call.args).reason } });
    };
    graph.addNode(name, node, { ends: to === undefined ? [END] : [to, END] });
  }
  graph.addConditionalEdges(START, ({ active }) => active ?? members[0] ?? END, [...members]);
  return graph.compile({ checkpointer });
}

/** `@langchain/langgraph-swarm`: each agent a graph of its own. */
export function swarm(members: readonly string[], checkpointer: BaseCheckpointSaver): Runs {
  const agents = members.map((name, at) => {
    const to = members[at + 1];
    const tools = to === undefined ? [] : [createHandoffTool({ agentName: to })];
    return createReactAgent({ llm: handing(), tools, name, prompt: "Say a word." });
  });
  return createSwarm({ agents, defaultActiveAgent: members[0] ?? "" }).compile({ checkpointer });
}

const Route = Annotation.Root({
  ...MessagesAnnotation.spec,
  instruction: Annotation<string>,
  done: Annotation<string[]>({ reducer: (before, next) => [...before, ...next], default: () => [] }),
  result: Annotation<string>,
});
const answerSchema = z.object({
  next: z.object({ worker: z.string(), instruction: z.string() }).optional(),
  done: z.object({ output: z.string() }).optional(),
});
const answerTool = {
  type: "function" as const,
  function: {
    name: "answer",
    description: "Your decision.",
    parameters: { type: "object", properties: { next: { type: "object" }, done: { type: "object" } } },
  },
};

/** A node that decides by a typed answer, and a node for each worker, which leads back. */
export function routeByHand(workers: readonly string[], said: readonly Said[], checkpointer: BaseCheckpointSaver): Runs {
  const graph: StateGraph<typeof Route.spec, typeof Route.State, Partial<typeof Route.State>, string> = new StateGraph(Route);
  const decider = saying(said).bindTools([answerTool]);
  const decide = async ({ messages, done }: typeof Route.State, config: object) => {
    const reply: AIMessage = await decider.invoke([new SystemMessage("Choose."), ...messages, new HumanMessage(JSON.stringify(done))], config);
    const { next, done: end } = answerSchema.parse(reply.tool_calls?.[0]?.args);
    return next === undefined
      ? new Command({ goto: END, update: { result: end?.output ?? "" } })
      : new Command({ goto: next.worker, update: { instruction: next.instruction } });
  };
  graph.addNode("manager", decide, { ends: [...workers, END] });
  for (const name of workers) {
    const model = new HopModel(() => "fine");
    graph.addNode(name, async ({ messages, instruction }, config) => {
      const reply = await model.invoke([new SystemMessage("Say a word."), ...messages, new HumanMessage(instruction)], config);
      return { done: [reply.text] };
    });
    graph.addEdge(name, "manager");
  }
  graph.addEdge(START, "manager");
  return graph.compile({ checkpointer });
}

/** `@langchain/langgraph-supervisor`: workers are graphs of their own, and tools of a supervisor that is one. */
export function supervisor(workers: readonly string[], checkpointer: BaseCheckpointSaver): Runs {
  const said: readonly Said[] = [...workers.map((name) => ({ tool: `transfer_to_${name}`, args: {} })), "fine"];
  const agents = workers.map((name) => createReactAgent({ llm: new HopModel(() => "fine"), tools: [], name, prompt: "Say a word." }));
  return createSupervisor({ agents, llm: saying(said), prompt: "Choose." }).compile({ checkpointer });
}
