import { isPrefixMatch, isSupportedChannel } from "@langchain/langgraph/stream";
import { z } from "@hono/zod-openapi";

/** Which events a connection is for. */
export const filterSchema = z
  .object({
    channels: z.array(z.string().refine((name): boolean => isSupportedChannel(name), "is no channel")).openapi({
      description: "`values`, `updates`, `messages`, `tools`, `custom`, `custom:<name>`, `lifecycle`, `input`, `checkpoints`, `tasks`.",
    }),
    namespaces: z.array(z.array(z.string())).optional().openapi({ description: "Beginnings of namespaces; all if absent." }),
    depth: z.number().int().nonnegative().optional().openapi({ description: "How far below them." }),
    since: z.number().int().nonnegative().optional().openapi({ description: "Only events with a larger `seq`; from the first on if absent." }),
  })
  .openapi("EventsFilter");
export type EventsFilter = z.infer<typeof filterSchema>;

/** Whether a connection is for an event. */
export function passes({ channels, namespaces, depth }: EventsFilter, method: string, namespace: readonly string[]): boolean {
  const channel = method === "input.requested" ? "input" : method;
  if (!channels.includes(channel) && !(channel.startsWith("custom:") && channels.includes("custom"))) return false;
  if (namespaces === undefined || namespaces.length === 0) return true;
  return namespaces.some((prefix) => isPrefixMatch([...namespace], prefix) && (depth === undefined || namespace.length - prefix.length <= depth));
}
