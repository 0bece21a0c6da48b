import { unescapeLc } from "@baton/runtime";
import type { Run, Storage } from "@baton/runtime";
import { AIMessage, type BaseMessage, isBaseMessage, ToolMessage } from "@langchain/core/messages";
import { z } from "zod";
import type { conversationSchema } from "./schemas.ts";

type Conversation = z.infer<typeof conversationSchema>;

/** What an agent remembers of its work, as far as it is told here. */
const memorySchema = z.object({ run: z.string(), visit: z.number(), messages: z.array(z.custom<BaseMessage>(isBaseMessage)).min(1) });

/** Checkpoints that are looked through at most, from the newest. */
const most = 2000;

/** What agents and models said to each other in a run, each piece of work as it stood last; newest first. An agent that answered at once said it in its output. */
export async function conversationsOf({ checkpointer }: Pick<Storage, "checkpointer">, { id, thread }: Run): Promise<readonly Conversation[]> {
  const found = new Map<string, Conversation>();
  for await (const { checkpoint, config } of checkpointer.list({ configurable: { thread_id: thread } }, { limit: most })) {
    const scope = String(config.configurable?.["checkpoint_ns"] ?? "");
    for (const [channel, value] of Object.entries(checkpoint.channel_values)) {
      if (!channel.endsWith("$")) continue;
      const memory = memorySchema.safeParse(value);
      if (!memory.success || memory.data.run !== id) continue;
      const { visit, messages } = memory.data;
      const node = channel.slice(0, -1);
      const key = JSON.stringify([scope, node, visit]);
      if (!found.has(key)) found.set(key, { node, scope, visit, checkpoint: checkpoint.id, messages: messages.map(said) });
    }
  }
  return [...found.values()];
}

function said(message: BaseMessage): Conversation["messages"][number] {
  const calls = AIMessage.isInstance(message) ? (message.tool_calls ?? []) : [];
  return {
    role: message.type,
    text: message.text,
    calls: calls.map(({ id, name, args }) => ({ id: id ?? "", name, args: unescapeLc(z.json().parse(args)) })),
    ...(ToolMessage.isInstance(message) ? { call: message.tool_call_id, status: message.status ?? "success" } : {}),
  };
}
