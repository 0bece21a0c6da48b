import type { Json } from "@baton/core";
import { AIMessage, type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { z } from "zod";

const messages = z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.string() }));

/** The messages of a conversation channel, or its newest `last`. */
export function conversationOf(channel: Json | undefined, last = Number.POSITIVE_INFINITY): readonly BaseMessage[] {
  const newest = messages.parse(Array.isArray(channel) ? channel.slice(-last) : []);
  return newest.map(({ role, content }) => (role === "user" ? new HumanMessage(content) : new AIMessage(content)));
}
