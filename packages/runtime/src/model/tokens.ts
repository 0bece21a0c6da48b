import type { BaseMessage } from "@langchain/core/messages";
import { AIMessage } from "@langchain/core/messages";

/** Tokens of a text, estimated at four characters each: for budgets before a call, and for servers that report none. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** A message's text. LangChain's own `text` makes content blocks of a plain string too, which is slow. */
export function textOf(message: BaseMessage): string {
  return typeof message.content === "string" ? message.content : message.text;
}

/** Tokens of messages, estimated: their texts and the calls in them. */
export function estimateMessageTokens(messages: readonly BaseMessage[]): number {
  let characters = 0;
  for (const message of messages) {
    characters += textOf(message).length;
    if (AIMessage.isInstance(message) && message.tool_calls !== undefined && message.tool_calls.length > 0) {
      characters += JSON.stringify(message.tool_calls.map((call) => [call.name, call.args])).length;
    }
  }
  return Math.ceil(characters / 4);
}
