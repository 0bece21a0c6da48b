import type { Json, JsonObject } from "@baton/core";
import { AIMessage, type BaseMessage, ToolMessage } from "@langchain/core/messages";
import { z } from "zod";

/** One message as the rules of a script see it, whether it came from LangChain or over HTTP. */
export interface TranscriptEntry {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  /** The tool that answers; empty otherwise. */
  readonly name: string;
}

/** What a failed, denied, rejected or impossible call answers to the model, as the JSON text of a tool message. */
export interface CallProblem {
  readonly error: { readonly type: "denied" | "rejected" | "failed" | "invalid"; readonly message: string };
}

const problem = z.strictObject({
  error: z.strictObject({ type: z.enum(["denied", "rejected", "failed", "invalid"]), message: z.string() }),
});

const changeStart = "A person changed the arguments to ";

/** What the model is told beside the result of a call that was not made as it asked. */
export function changeNote(args: JsonObject): string {
  return `${changeStart}${JSON.stringify(args)}.`;
}

const changed = z.strictObject({ note: z.string().startsWith(changeStart), result: z.json() });

/** The last result of each tool, as data; calls that came to nothing are left out. */
export function resultsOf(entries: readonly TranscriptEntry[]): JsonObject {
  const results = new Map<string, Json>();
  for (const entry of entries) {
    if (entry.role !== "tool") continue;
    const value = parseJson(entry.content);
    if (problem.safeParse(value).success) continue;
    const noted = changed.safeParse(value);
    results.set(entry.name, noted.success ? noted.data.result : value);
  }
  return Object.fromEntries(results);
}

/** LangChain messages as a transcript. */
export function transcriptOf(messages: readonly BaseMessage[]): readonly TranscriptEntry[] {
  const toolOf = new Map<string, string>();
  return messages.map((message): TranscriptEntry => {
    if (AIMessage.isInstance(message)) {
      for (const call of message.tool_calls ?? []) if (call.id !== undefined) toolOf.set(call.id, call.name);
      return { role: "assistant", content: message.text, name: "" };
    }
    if (ToolMessage.isInstance(message)) return { role: "tool", content: message.text, name: toolOf.get(message.tool_call_id) ?? message.name ?? "" };
    return { role: message.type === "system" ? "system" : "user", content: message.text, name: "" };
  });
}

const json = z.json();

function parseJson(text: string): Json {
  try {
    return json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}
