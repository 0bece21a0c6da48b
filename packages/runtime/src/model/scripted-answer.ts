import type { Json, JsonObject } from "@baton/core";
import { ANSWER_TOOL, isWrapper } from "./answer.ts";
import type { Reply } from "./replies.ts";

/** How a request asks for typed output. */
export interface AnswerRequest {
  /** Parameters of the tools offered, by name. */
  readonly tools: ReadonlyMap<string, unknown>;
  /** Schema of a JSON response format. */
  readonly format: unknown;
}

/** A reply as an assistant message: text and tool calls. */
export interface ScriptedMessage {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly args: JsonObject }[];
}

/** Gives a reply the form that the request asks for: typed output goes by the answer tool, as JSON text, or as plain text. */
export function scriptedMessage(reply: Exclude<Reply, { readonly type: "error" }>, request: AnswerRequest): ScriptedMessage {
  switch (reply.type) {
    case "calls":
      return { text: reply.text, calls: reply.calls.map(({ tool, args }) => ({ name: tool, args })) };
    case "text":
      return { text: reply.text, calls: [] };
    case "output":
      return answer(reply.value, request);
    default:
      return reply satisfies never;
  }
}

function answer(value: Json, { tools, format }: AnswerRequest): ScriptedMessage {
  const parameters = tools.get(ANSWER_TOOL);
  if (parameters !== undefined) {
    const fits = isObject(value) && !isWrapper(parameters);
    return { text: "", calls: [{ name: ANSWER_TOOL, args: fits ? value : { value } }] };
  }
  if (format !== undefined) return { text: JSON.stringify(isWrapper(format) ? { value } : value), calls: [] };
  return { text: typeof value === "string" ? value : JSON.stringify(value), calls: [] };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
