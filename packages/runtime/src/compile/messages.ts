import { BaseMessage, type BaseMessageLike, coerceMessageLikeToMessage } from "@langchain/core/messages";
import { z } from "zod";

/** A message as documents keep it. */
const kept = z.strictObject({ id: z.string(), role: z.enum(["user", "assistant"]), content: z.string() });
const roles: Readonly<Record<string, "user" | "assistant">> = { human: "user", ai: "assistant" };
const types = { user: "human", assistant: "ai" } as const;

/** Messages in any of LangChain's shapes, as a channel of messages keeps them; what is none stays as it is, for its schema to refuse. */
export function readMessages(value: unknown): unknown {
  return Array.isArray(value) ? value.map(readMessage) : value;
}

function readMessage(item: unknown): unknown {
  if (kept.safeParse(item).success || !isLike(item)) return item;
  try {
    const message = coerceMessageLikeToMessage(item);
    const role = roles[message.type];
    return role === undefined ? item : { id: message.id ?? crypto.randomUUID(), role, content: message.text };
  } catch {
    return item;
  }
}

/** What LangChain may know how to read; its own check comes after. */
function isLike(item: unknown): item is BaseMessageLike {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return false;
  return item instanceof BaseMessage || "role" in item || "type" in item;
}

/** A channel's messages as LangChain's clients know them: with their `type` besides; anything else as it is. */
export function toldMessages(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  const messages = z.array(kept).safeParse(value);
  return messages.success ? messages.data.map((message) => ({ ...message, type: types[message.role] })) : value;
}
