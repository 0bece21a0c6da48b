import { digest, type Json, type JsonObject } from "@baton/core";
import { AIMessage } from "@langchain/core/messages";
import type { PendingCall } from "./notes.ts";
import type { AgentSpec } from "./spec.ts";

/** A call's arguments as people changed them, without pinned ones, which the model neither chooses nor sees; undefined where they are as it asked. */
export function changedArgs(spec: AgentSpec, reply: AIMessage | undefined, { id, tool, args }: PendingCall): JsonObject | undefined {
  const asked = reply?.tool_calls?.find((call) => call.id === id);
  if (asked === undefined) return undefined;
  const pinned = new Set(spec.tools.find((each) => each.tool.name === tool)?.pinned);
  const chosen = (all: JsonObject): JsonObject => Object.fromEntries(Object.entries<Json>(all).filter(([name]) => !pinned.has(name)));
  const made = chosen(args);
  return digest(made) === digest(chosen(asked.args)) ? undefined : made;
}

/** The reply with calls as they were made, by call id: an agent that saw its own arguments beside the result of others would be misled. */
export function revise(reply: AIMessage, changed: ReadonlyMap<string, JsonObject>): AIMessage {
  const { id, content, additional_kwargs } = reply;
  return new AIMessage({
    // Some providers repeat the calls inside the content, and are given them back from there.
    content: typeof content === "string" ? content : content.map((block) => reviseBlock(block, changed)),
    additional_kwargs,
    tool_calls: (reply.tool_calls ?? []).map((call) => ({ ...call, args: { ...(changed.get(call.id ?? "") ?? call.args) } })),
    ...(id === undefined ? {} : { id }),
  });
}

function reviseBlock<Block extends object>(block: Block, changed: ReadonlyMap<string, JsonObject>): Block {
  const args = "id" in block && typeof block.id === "string" ? changed.get(block.id) : undefined;
  if (args === undefined) return block;
  return { ...block, ...("input" in block ? { input: args } : {}), ...("args" in block ? { args } : {}) };
}
