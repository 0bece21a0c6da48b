import { type Graph, isJsonObject, type Json } from "@baton/core";

/** How one talks with a graph. */
export interface ChatShape {
  /** The channel that keeps what was said. */
  readonly channel: string;
  /** The input that takes what is said now: a text, or a message for the channel itself. */
  readonly says: { readonly input: string; readonly as: "text" | "message" };
  /** Inputs besides, sent with every message. */
  readonly besides: readonly string[];
  /** The field of an agent's output that becomes its message, where agents answer with records. */
  readonly replyField: string | undefined;
}

/** Whether a graph is a conversation, and how it takes and keeps what is said; undefined where it is none. */
export function chatShapeOf(graph: Pick<Graph, "channels" | "input" | "nodes">): ChatShape | undefined {
  const channel = [...graph.channels.values()].find(({ merge, keep }) => merge === "messages" && keep === "thread")?.name;
  if (channel === undefined) return undefined;
  const text = graph.input.find((name) => isText(graph.channels.get(name)?.schema));
  const says = graph.input.includes(channel)
    ? ({ input: channel, as: "message" } as const)
    : text === undefined
      ? undefined
      : ({ input: text, as: "text" } as const);
  if (says === undefined) return undefined;
  return { channel, says, besides: graph.input.filter((name) => name !== says.input), replyField: replyField(graph, channel) };
}

/** What is sent for a message. */
export function inputOf({ says }: ChatShape, text: string, besides: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  return { ...besides, [says.input]: says.as === "text" ? text : [{ role: "user", content: text }] };
}

function isText(schema: Json | undefined): boolean {
  return schema !== undefined && isJsonObject(schema) && schema["type"] === "string";
}

function replyField({ nodes }: Pick<Graph, "nodes">, channel: string): string | undefined {
  for (const { writes } of nodes.values()) {
    for (const each of writes.values()) {
      const right = each[channel];
      const field = typeof right === "string" ? /^assistant\(output\.(\w+)\)$/.exec(right.trim())?.[1] : undefined;
      if (field !== undefined) return field;
    }
  }
  return undefined;
}
