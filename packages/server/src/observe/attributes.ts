import type { BatonEvent } from "@baton/runtime";
import { type Attributes, SpanKind } from "@opentelemetry/api";

/** An event of one type. */
export type EventOf<Type extends BatonEvent["type"]> = Extract<BatonEvent, { readonly type: Type }>;

/** What a span is called and says from its beginning on. */
export interface SpanFacts {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** Set where what it stands for went wrong. */
  readonly error?: string;
}

/** A node, as what it is. */
export function nodeFacts(node: string, kind: string): SpanFacts {
  return { name: `${kind} ${node}`, kind: SpanKind.INTERNAL, attributes: { "baton.node.id": node, "baton.node.kind": kind } };
}

/** A node whose model speaks, by the conventions for agents. */
export function agentFacts(agent: string): Pick<SpanFacts, "name" | "attributes"> {
  return { name: `invoke_agent ${agent}`, attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": agent, "gen_ai.agent.id": agent } };
}

/** One attempt at a model call. */
export function modelFacts(event: EventOf<"model.called">): SpanFacts {
  return {
    name: `chat ${event.model}`,
    kind: SpanKind.CLIENT,
    attributes: {
      ...modelLabels(event),
      "gen_ai.agent.name": event.agent,
      "gen_ai.usage.input_tokens": event.inputTokens,
      "gen_ai.usage.output_tokens": event.outputTokens,
      "baton.node.id": event.node,
      "baton.turn": event.turn,
      "baton.attempt": event.attempt,
      "baton.cost_usd": event.costUsd,
    },
  };
}

/** What a model call is measured by. */
export function modelLabels({ model, provider }: EventOf<"model.called">): Attributes {
  // Custom values are allowed: a model that does not say whose it is, is the host's.
  return { "gen_ai.operation.name": "chat", "gen_ai.request.model": model, "gen_ai.provider.name": provider ?? "host" };
}

/** A tool's execution; its arguments only where content may be told. */
export function toolFacts(event: EventOf<"tool.called">, content: boolean): SpanFacts {
  return {
    name: `execute_tool ${event.tool}`,
    kind: SpanKind.INTERNAL,
    attributes: {
      ...toolLabels(event),
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.type": "function",
      "baton.node.id": event.node,
      ...(content ? { "gen_ai.tool.call.arguments": JSON.stringify(event.args) } : {}),
    },
    ...(event.state === "failed" || event.state === "unknown" ? { error: `tool/${event.state}` } : {}),
  };
}

/** What a tool call is counted by. */
export function toolLabels({ tool, effect, state }: EventOf<"tool.called">): Attributes {
  return { "gen_ai.tool.name": tool, "baton.tool.effect": effect, "baton.tool.state": state };
}

/** Free text that models and people wrote, and data: told only where content may be. */
const contents = new Set(["reason", "brief", "tasks", "args", "sources", "error"]);

/** An event as a point in a span: its plain fields. */
export function pointAttributes(event: BatonEvent, content: boolean): Attributes {
  const { type: _, scope: _scope, ...fields } = event;
  const told = Object.entries(fields).filter(([name]) => content || !contents.has(name));
  return Object.fromEntries(told.map(([name, value]) => [`baton.${name}`, typeof value === "object" ? JSON.stringify(value) : value]));
}
