import type { JsonObject } from "@baton/core";
import { AIMessage, AIMessageChunk, type MessageContent } from "@langchain/core/messages";
import { z } from "zod";
import { escapeArgs } from "../gateway/ingress.ts";
import { SENT_CALLS } from "../model/extras.ts";
import { textOf } from "../model/tokens.ts";

/** One call that a model asks for. */
export interface RequestedCall {
  readonly id: string;
  readonly index: number;
  readonly tool: string;
  readonly args: JsonObject;
  /** Why the arguments cannot be read. */
  readonly problem: string | undefined;
}

/** A model's reply as it is kept and acted on. */
export interface Received {
  readonly message: AIMessage;
  readonly text: string;
  readonly calls: readonly RequestedCall[];
  /** It hit a length limit, and what is missing nobody knows. */
  readonly cut: boolean;
}

interface RawCall {
  readonly id: string | undefined;
  readonly name: string;
  /** Text as it came, or what the client library made of it. */
  readonly args: unknown;
  readonly problem?: string;
}

/**
 * Takes a model's reply in: call ids become `call_<turn>_<index>` everywhere, arguments are parsed strictly, and only what the next call to the
 * model needs is kept.
 * @param cut true where the reply hit a length limit: its last call may lack a part that nobody sees, so none is believed.
 */
export function receive(raw: AIMessage | AIMessageChunk, turn: number, cut: boolean): Received {
  const requested = rawCalls(raw);
  const ids = new Map<string, string>();
  const calls = requested.map((call, index): RequestedCall => {
    const id = `call_${turn}_${index}`;
    if (call.id !== undefined) ids.set(call.id, id);
    return { id, index, tool: call.name, ...readArgs(call, cut) };
  });
  const message = new AIMessage({
    content: withIds(raw.content, ids),
    additional_kwargs: extras(raw.additional_kwargs),
    tool_calls: calls.map(({ id, tool, args }) => ({ id, name: tool, args: { ...args }, type: "tool_call" as const })),
    ...(raw.id === undefined ? {} : { id: raw.id }),
  });
  return { message, text: textOf(raw), calls, cut };
}

/** Calls are read from their text where there is one: the library's own reading completes broken JSON and so invents arguments, and changes their order. */
function rawCalls(raw: AIMessage | AIMessageChunk): readonly RawCall[] {
  if (AIMessageChunk.isInstance(raw) && raw.tool_call_chunks !== undefined && raw.tool_call_chunks.length > 0) {
    return raw.tool_call_chunks.map(({ id, name, args }) => ({ id, name: name ?? "", args: args ?? "" }));
  }
  const { data: sent = [] } = asSent.safeParse(raw.additional_kwargs[SENT_CALLS]);
  if (sent.length > 0) return sent.map(({ id, function: { name, arguments: args } }) => ({ id: id ?? undefined, name: name ?? "", args: args ?? "" }));
  const valid = (raw.tool_calls ?? []).map(({ id, name, args }): RawCall => ({ id, name, args }));
  const invalid = (raw.invalid_tool_calls ?? []).map(({ id, name, args }): RawCall => ({ id, name: name ?? "", args: args ?? "" }));
  return [...valid, ...invalid];
}

const asSent = z.array(z.object({ id: z.string().nullish(), function: z.object({ name: z.string().nullish(), arguments: z.unknown() }) }));

const argsSchema = z.record(z.string(), z.json());

function readArgs(call: RawCall, cut: boolean): { readonly args: JsonObject; readonly problem: string | undefined } {
  if (cut) return { args: {}, problem: "the reply was cut off at the length limit, so its arguments may be incomplete; ask for less at once" };
  try {
    const value: unknown = typeof call.args === "string" ? JSON.parse(call.args.trim() === "" ? "{}" : call.args) : call.args;
    const args = argsSchema.safeParse(value);
    if (!args.success) return { args: {}, problem: "the arguments must be a JSON object" };
    return { args: escapeArgs(args.data), problem: undefined };
  } catch (error) {
    return { args: {}, problem: error instanceof SyntaxError ? `the arguments are not JSON (${error.message})` : messageOf(error) };
  }
}

/** Some providers repeat the calls inside the content; the ids there change too. */
function withIds(content: MessageContent, ids: ReadonlyMap<string, string>): MessageContent {
  if (typeof content === "string") return content;
  return content.map((block) => {
    const id = "id" in block && typeof block.id === "string" ? ids.get(block.id) : undefined;
    return id === undefined ? block : { ...block, id };
  });
}

/** What a provider wants back with the next call (signatures of its thoughts), without its own copy of the calls. */
function extras(kwargs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { tool_calls: _calls, [SENT_CALLS]: _sent, function_call: _call, __raw_response: _raw, ...rest } = kwargs;
  const parsed = argsSchema.safeParse(rest);
  return parsed.success ? { ...escapeArgs(parsed.data) } : {};
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
