import type { Json } from "@baton/core";
import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { agentClient } from "../api/client.ts";
import { readRun } from "../api/runs.ts";
import { type Turn, turnOf } from "./live.ts";

const messageSchema = z.object({ id: z.string().optional(), role: z.string(), content: z.string() });
/** One message of a conversation. */
export type Message = z.infer<typeof messageSchema>;

const json = z.json();

/** A conversation as the server keeps it. */
export interface Thread {
  readonly id: string;
  readonly status: "idle" | "busy" | "interrupted" | "error";
  readonly updatedAt: string;
  readonly values: Readonly<Record<string, Json>>;
}

const threadSchema = z
  .object({
    thread_id: z.string(),
    status: z.enum(["idle", "busy", "interrupted", "error"]),
    updated_at: z.string(),
    values: z.record(z.string(), json).nullish(),
  })
  .transform((thread): Thread => ({ id: thread.thread_id, status: thread.status, updatedAt: thread.updated_at, values: thread.values ?? {} }));

/** The conversations of a graph, the newest first. */
export function threadsQuery(graph: string) {
  return queryOptions({
    queryKey: ["chat", "threads", graph],
    queryFn: async () =>
      z
        .array(threadSchema)
        .parse(await (await agentClient()).threads.search({ metadata: { graph_id: graph }, limit: 50, sortBy: "updated_at", sortOrder: "desc" })),
  });
}

/** One conversation. */
export function threadQuery(id: string) {
  return queryOptions({ queryKey: ["chat", "thread", id], queryFn: async () => threadSchema.parse(await (await agentClient()).threads.get(id)) });
}

const startSchema = z.object({ run_id: z.string(), kwargs: z.object({ input: z.unknown() }) });

/** What happened in each turn of a conversation, oldest first. */
export function turnsQuery(thread: string) {
  return queryOptions({
    queryKey: ["chat", "turns", thread],
    queryFn: async ({ signal }): Promise<readonly Turn[]> => {
      const runs = await (await agentClient()).runs.list(thread, { limit: 100 });
      // What goes on after a review belongs to the turn that it stopped.
      const starts = runs.flatMap((run) => {
        const read = startSchema.safeParse(run).data;
        return read?.kwargs.input === undefined || read.kwargs.input === null ? [] : [read.run_id];
      });
      return await Promise.all(starts.toReversed().map(async (id) => await readRun(id, signal).then(({ events }) => turnOf(events))));
    },
  });
}

/** What was said, as far as a state keeps it. */
export function messagesIn(values: Readonly<Record<string, unknown>>, channel: string): readonly Message[] {
  return z
    .array(messageSchema)
    .catch([])
    .parse(values[channel] ?? []);
}
