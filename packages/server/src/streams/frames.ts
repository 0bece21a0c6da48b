import { type BaseMessageChunk, isBaseMessageChunk } from "@langchain/core/messages";
import type { Chunk, ChunkMode } from "@baton/runtime";
import { checkpointOf, withCheckpoints } from "./checkpoints.ts";
import { serialise } from "./serialise.ts";

/** Stream modes of the Agent Protocol. */
export const streamModes = ["values", "updates", "messages", "messages-tuple", "custom", "events", "tasks", "checkpoints", "debug", "tools"] as const;
export type StreamMode = (typeof streamModes)[number];

/** One server-sent event; `key` is the same when a step that runs again says it again. */
export interface Frame {
  readonly event: string;
  readonly data: string;
  readonly key?: string;
}

/** LangGraph's modes for those that a client asked for. */
export function chunkModes(modes: readonly StreamMode[]): readonly ChunkMode[] {
  return [
    ...new Set(
      modes.flatMap((mode): readonly ChunkMode[] => {
        if (mode === "messages-tuple") return ["messages"];
        return mode === "messages" ? ["messages", "values"] : [mode];
      }),
    ),
  ];
}

/** Turns chunks into the events that LangGraph's server sends for them. */
export function framer(modes: readonly StreamMode[]): (chunk: Chunk) => readonly Frame[] {
  const asked = new Set<string>(modes);
  const messages = new MessageFrames();
  return (chunk) => {
    const { mode, namespace, payload, key } = chunk;
    const named = (event: string): string => [event, ...namespace].join("|");
    const frame = (event: string, data: unknown): Frame => ({ event: named(event), data: serialise(data), ...(key === undefined ? {} : { key }) });
    switch (mode) {
      case "messages":
        return [...(asked.has("messages-tuple") ? [frame("messages", payload)] : []), ...(asked.has("messages") ? messages.partial(payload) : [])];
      case "values":
        return [...(asked.has("values") ? [frame("values", payload)] : []), ...(asked.has("messages") ? messages.complete(payload, key) : [])];
      case "checkpoints":
        return [frame("checkpoints", checkpointOf(payload))];
      case "debug":
        return [frame("debug", withCheckpoints(payload))];
      case "updates":
      case "custom":
      case "tasks":
      case "tools":
        return [frame(mode, payload)];
      case "events":
        return isHidden(payload) ? [] : [frame(mode, payload)];
      default:
        return mode satisfies never;
    }
  };
}

/** The mode `messages`: what a model says so far, each time whole; and messages once they are in the state. */
class MessageFrames {
  readonly #parts = new Map<string, BaseMessageChunk>();
  readonly #complete = new Set<string>();

  partial(payload: unknown): readonly Frame[] {
    const [message, metadata]: readonly unknown[] = Array.isArray(payload) ? payload : [];
    if (!isBaseMessageChunk(message) || message.id === undefined) return [];
    const known = this.#parts.get(message.id);
    const whole = known === undefined ? message : known.concat(message);
    this.#parts.set(message.id, whole);
    const frames: readonly Frame[] = [{ event: "messages/partial", data: serialise([whole]) }];
    return known === undefined ? [{ event: "messages/metadata", data: serialise({ [message.id]: { metadata } }) }, ...frames] : frames;
  }

  complete(payload: unknown, key: string | undefined): readonly Frame[] {
    const messages: unknown = typeof payload === "object" && payload !== null && "messages" in payload ? payload.messages : undefined;
    const list: readonly unknown[] = Array.isArray(messages) ? messages : [];
    const fresh = list.filter((message) => {
      const id = idOf(message);
      if (id === undefined || this.#complete.has(id)) return false;
      this.#complete.add(id);
      return true;
    });
    if (fresh.length === 0) return [];
    return [{ event: "messages/complete", data: serialise(fresh), ...(key === undefined ? {} : { key: `${key}/messages` }) }];
  }
}

/** What LangGraph marks as its own: not for those who look on. */
function isHidden(event: unknown): boolean {
  return typeof event === "object" && event !== null && "tags" in event && Array.isArray(event.tags) && event.tags.includes("langsmith:hidden");
}

function idOf(message: unknown): string | undefined {
  return typeof message === "object" && message !== null && "id" in message && typeof message.id === "string" ? message.id : undefined;
}
