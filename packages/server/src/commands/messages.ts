import { AIMessageChunk, type BaseMessage, isAIMessageChunk, isBaseMessage, isBaseMessageChunk, isToolMessage } from "@langchain/core/messages";
import { z } from "zod";

/** What the channel `messages` is told, by `@langchain/protocol`. */
export type MessageData = Readonly<Record<string, unknown>> & { readonly event: string };

type Block =
  | { readonly type: "text" | "reasoning"; readonly index: number; text: string }
  | {
      readonly type: "tool_call_chunk";
      readonly index: number;
      readonly call: number | undefined;
      id: string | undefined;
      name: string | undefined;
      args: string;
    };

const part = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("reasoning"), reasoning: z.string() }),
]);

/**
 * A message that a model streams, as the protocol tells it: its start, its blocks one after the other, and its end. A chunk has the same words as the
 * next only by chance, so nothing here has a key.
 */
export class StreamedMessage {
  readonly id: string;
  #whole: AIMessageChunk | undefined;
  #block: Block | undefined;
  #blocks = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** What one more chunk says. */
  take(chunk: AIMessageChunk): readonly MessageData[] {
    const start = this.#whole === undefined ? [{ event: "message-start", id: this.id }] : [];
    this.#whole = this.#whole === undefined ? chunk : this.#whole.concat(chunk);
    const pieces = typeof chunk.content === "string" ? [{ type: "text" as const, text: chunk.content }] : chunk.content;
    const said = pieces.flatMap((piece) => {
      const known = part.safeParse(piece).data;
      if (known === undefined) return [];
      return known.type === "text" ? this.#text("text", known.text) : this.#text("reasoning", known.reasoning);
    });
    return [...start, ...said, ...(chunk.tool_call_chunks ?? []).flatMap((call) => this.#call(call))];
  }

  end(): readonly MessageData[] {
    const usage = this.#whole?.usage_metadata;
    const metadata = this.#whole?.response_metadata ?? {};
    const more = { ...(usage === undefined ? {} : { usage }), ...(Object.keys(metadata).length === 0 ? {} : { responseMetadata: metadata }) };
    return [...this.#close(), { event: "message-finish", ...more }];
  }

  #text(type: "text" | "reasoning", text: string): readonly MessageData[] {
    if (text === "") return [];
    const open = this.#block?.type === type ? { block: this.#block, told: [] } : this.#open({ type, index: this.#blocks, text: "" });
    if (open.block.type !== "tool_call_chunk") open.block.text += text;
    const delta = type === "text" ? { type: "text-delta", text } : { type: "reasoning-delta", reasoning: text };
    return [...open.told, { event: "content-block-delta", index: open.block.index, delta }];
  }

  #call(piece: NonNullable<AIMessageChunk["tool_call_chunks"]>[number]): readonly MessageData[] {
    const current = this.#block;
    const same =
      current?.type === "tool_call_chunk" && (piece.index === undefined || piece.index === current.call) && (piece.id === undefined || piece.id === current.id);
    const fresh: Block = { type: "tool_call_chunk", index: this.#blocks, call: piece.index, id: piece.id, name: piece.name, args: "" };
    const { block, told } = same ? { block: current, told: [] } : this.#open(fresh);
    if (block.type !== "tool_call_chunk") return told;
    block.name ??= piece.name;
    block.args += piece.args ?? "";
    // Fields are laid over those before, so arguments are told whole each time.
    return [...told, { event: "content-block-delta", index: block.index, delta: { type: "block-delta", fields: toolFields(block) } }];
  }

  #open(block: Block): { readonly block: Block; readonly told: readonly MessageData[] } {
    const told = [
      ...this.#close(),
      { event: "content-block-start", index: block.index, content: block.type === "tool_call_chunk" ? toolFields(block) : textFields(block) },
    ];
    this.#block = block;
    this.#blocks += 1;
    return { block, told };
  }

  #close(): readonly MessageData[] {
    const block = this.#block;
    this.#block = undefined;
    if (block === undefined) return [];
    return [{ event: "content-block-finish", index: block.index, content: block.type === "tool_call_chunk" ? finished(block) : textFields(block) }];
  }
}

/** A message that came whole. */
export function wholeMessage(message: BaseMessage): readonly MessageData[] {
  const role = { human: "human", system: "system", tool: "tool" }[message.type as string];
  const start = {
    event: "message-start",
    ...(message.id === undefined ? {} : { id: message.id }),
    ...(role === undefined ? {} : { role }),
    ...(isToolMessage(message) ? { tool_call_id: message.tool_call_id } : {}),
  };
  const text = message.text;
  const content = { type: "text", text };
  const blocks =
    text === ""
      ? []
      : [
          { event: "content-block-start", index: 0, content: { type: "text", text: "" } },
          { event: "content-block-delta", index: 0, delta: { type: "text-delta", text } },
          { event: "content-block-finish", index: 0, content },
        ];
  return [start, ...blocks, { event: "message-finish" }];
}

/** Reads the payload of a chunk of the mode `messages`. */
export function readMessage(
  payload: unknown,
): { readonly message: BaseMessage; readonly chunk: AIMessageChunk | undefined; readonly node: string | undefined } | undefined {
  const [message, metadata]: readonly unknown[] = Array.isArray(payload) ? payload : [];
  if (!isBaseMessage(message)) return undefined;
  const node = z.object({ langgraph_node: z.string() }).safeParse(metadata).data?.langgraph_node;
  return { message, chunk: isBaseMessageChunk(message) && isAIMessageChunk(message) ? message : undefined, node };
}

function textFields(block: Extract<Block, { text: string }>): Readonly<Record<string, unknown>> {
  return block.type === "text" ? { type: "text", text: block.text } : { type: "reasoning", reasoning: block.text };
}

function toolFields({ id, name, args }: Extract<Block, { type: "tool_call_chunk" }>): Readonly<Record<string, unknown>> {
  return { type: "tool_call_chunk", id: id ?? null, name: name ?? null, args };
}

/** The call with its arguments read, where they are whole. */
function finished({ id, name, args }: Extract<Block, { type: "tool_call_chunk" }>): Readonly<Record<string, unknown>> {
  const read = readObject(args);
  if (read !== undefined && name !== undefined) return { type: "tool_call", id: id ?? null, name, args: read };
  return { type: "invalid_tool_call", id: id ?? null, name: name ?? null, args, error: "Malformed args." };
}

function readObject(text: string): unknown {
  try {
    return z.looseObject({}).safeParse(JSON.parse(text === "" ? "{}" : text)).data;
  } catch {
    return undefined;
  }
}
