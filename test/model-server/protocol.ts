import { parseBrief, type AnswerRequest, type ReplyRequest, type ScriptedMessage, type TranscriptEntry } from "@baton/runtime";
import type { Json } from "@baton/core";
import { z } from "zod";

const part = z.object({ type: z.string(), text: z.string().optional() });
const toolCall = z.object({ id: z.string(), type: z.literal("function"), function: z.object({ name: z.string(), arguments: z.string() }) });
const message = z.object({
  role: z.enum(["system", "developer", "user", "assistant", "tool"]),
  content: z.union([z.string(), z.array(part), z.null()]).optional(),
  tool_calls: z.array(toolCall).optional(),
  tool_call_id: z.string().optional(),
});

/** A chat completion request, as far as this server reads it. */
export const chatRequest = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  tools: z.array(z.object({ type: z.literal("function"), function: z.object({ name: z.string(), parameters: z.unknown() }) })).optional(),
  tool_choice: z.unknown().optional(),
  response_format: z.unknown().optional(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean() }).nullish(),
});
export type ChatRequest = z.infer<typeof chatRequest>;

/** What the script is asked: agent and inputs stand in the brief, everything else follows from the messages. */
export function replyRequest(request: ChatRequest, params: Readonly<Record<string, Json>>): ReplyRequest | undefined {
  const transcript = transcriptOf(request);
  const at = transcript.findLastIndex((entry) => entry.role === "user" && parseBrief(entry.content) !== undefined);
  const brief = parseBrief(transcript[at]?.content ?? "");
  if (brief === undefined) return undefined;
  const turn = transcript.slice(at).filter((entry) => entry.role === "assistant").length;
  return { agent: brief.agent, inputs: brief.inputs, state: brief.inputs, turn, transcript, params, run: {} };
}

/** How the request wants typed output. */
export function answerRequest(request: ChatRequest): AnswerRequest {
  const format = z.object({ json_schema: z.object({ schema: z.unknown() }) }).safeParse(request.response_format).data;
  const offered = request.tool_choice === "none" ? [] : (request.tools ?? []);
  return { tools: new Map(offered.map((tool) => [tool.function.name, tool.function.parameters])), format: format?.json_schema.schema };
}

/** Tokens of request and reply, at four characters each. */
export function usageOf(request: ChatRequest, reply: ScriptedMessage) {
  const prompt_tokens = Math.ceil(JSON.stringify(request.messages).length / 4);
  const completion_tokens = Math.ceil(JSON.stringify(reply).length / 4);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

/** Why the reply ends. */
export function finishReason(reply: ScriptedMessage): "stop" | "tool_calls" {
  return reply.calls.length > 0 ? "tool_calls" : "stop";
}

/** A reply as tool calls of the wire; ids are a server's own, different in every reply. */
export function wireCalls(reply: ScriptedMessage, id: string) {
  return reply.calls.map(({ name, args }, index) => ({ id: `${id}-${index}`, type: "function" as const, function: { name, arguments: JSON.stringify(args) } }));
}

function transcriptOf(request: ChatRequest): readonly TranscriptEntry[] {
  const names = new Map<string, string>();
  return request.messages.map(({ role, content, tool_calls, tool_call_id }) => {
    for (const call of tool_calls ?? []) names.set(call.id, call.function.name);
    const text = typeof content === "string" ? content : (content ?? []).map((piece) => piece.text ?? "").join("");
    return { role: role === "developer" ? "system" : role, content: text, name: role === "tool" ? (names.get(tool_call_id ?? "") ?? "") : "" };
  });
}
