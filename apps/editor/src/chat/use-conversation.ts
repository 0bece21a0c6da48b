import type { Client } from "@langchain/langgraph-sdk";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { z } from "zod";
import { agentClient } from "../api/client.ts";
import { listen } from "../api/events.ts";
import { heardChunk, heardEvent, type Live, nothingYet } from "./live.ts";
import type { ChatShape } from "./shape.ts";
import { type Message, messagesIn, threadQuery } from "./thread.ts";

/** What is streamed of a turn; `begun` is told of its run. */
type Stream = (client: Client, signal: AbortSignal, begun: (run: string) => void) => AsyncIterable<{ event: string; data: unknown }>;

/** A turn that is under way here. */
export interface Talking {
  readonly live: Live;
  /** What was said by now, where the stream has told. */
  readonly messages: readonly Message[] | undefined;
}

interface Conversation {
  readonly talking: Talking | undefined;
  readonly problem: string | undefined;
  say(thread: string, graph: string, input: Readonly<Record<string, unknown>>): void;
  stop(): void;
}

const modes: ("messages-tuple" | "custom" | "values")[] = ["messages-tuple", "custom", "values"];
const valuesSchema = z.record(z.string(), z.unknown());
const failedSchema = z.object({ message: z.string() });

/** Says things to a thread and hears the answers as they are written; takes up what is under way, after a reload or once people have decided. */
export function useConversation(thread: string | undefined, shape: ChatShape): Conversation {
  const client = useQueryClient();
  const [talking, setTalking] = useState<Talking>();
  const [problem, setProblem] = useState<string>();
  const current = useRef<{ readonly abort: AbortController; run: string | undefined; readonly thread: string }>(undefined);
  const { channel, replyField } = shape;

  const hear = useCallback(
    async (of: string, stream: Stream): Promise<void> => {
      const own = { abort: new AbortController(), run: undefined as string | undefined, thread: of };
      current.current?.abort.abort();
      current.current = own;
      setProblem(undefined);
      setTalking({ live: nothingYet, messages: undefined });
      const change = (next: (talking: Talking) => Talking): void => setTalking((now) => (now === undefined || current.current !== own ? now : next(now)));
      try {
        for await (const { event, data } of stream(await agentClient(), own.abort.signal, (run) => (own.run = run))) {
          const [mode] = event.split("|");
          if (mode === "custom") change((now) => ({ ...now, live: heardEvent(now.live, data) }));
          if (mode === "messages") change((now) => ({ ...now, live: heardChunk(now.live, data, replyField) }));
          if (event === "values") {
            const values = valuesSchema.safeParse(data).data ?? {};
            change((now) => ({ ...now, messages: messagesIn(values, channel) }));
          }
          if (mode === "error") setProblem(failedSchema.safeParse(data).data?.message ?? "");
        }
      } catch (error) {
        if (!own.abort.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
      }
      if (current.current !== own) return;
      await Promise.all([client.invalidateQueries({ queryKey: ["chat"] }), client.invalidateQueries({ queryKey: ["inbox"] })]);
      if (current.current !== own) return;
      current.current = undefined;
      setTalking(undefined);
    },
    [channel, replyField, client],
  );

  const follow = useCallback(
    async (of: string): Promise<void> => {
      if (current.current?.thread === of) return;
      const [running] = await (await agentClient()).runs.list(of, { status: "running", limit: 1 });
      if (running === undefined || current.current !== undefined) return;
      await hear(of, ({ runs }, signal, begun) => {
        begun(running.run_id);
        return runs.joinStream(of, running.run_id, { signal, streamMode: modes });
      });
    },
    [hear],
  );

  useEffect(() => {
    if (thread === undefined) return undefined;
    if (current.current !== undefined && current.current.thread !== thread) {
      current.current.abort.abort();
      current.current = undefined;
      setTalking(undefined);
    }
    setProblem(undefined);
    void follow(thread).catch(() => undefined);
    return listen((event) => {
      if (event.type !== "run" || event.thread !== thread) return;
      if (event.status === "running") void follow(thread).catch(() => undefined);
      else if (current.current === undefined) void client.invalidateQueries({ queryKey: ["chat"] });
    });
  }, [thread, follow, client]);
  useEffect(() => () => current.current?.abort.abort(), []);

  return {
    talking: current.current?.thread === thread ? talking : undefined,
    problem,
    say: (to, graph, input) =>
      void hear(to, ({ runs }, signal, begun) =>
        runs.stream(to, graph, {
          input: { ...input },
          streamMode: modes,
          streamSubgraphs: true,
          streamResumable: true,
          onDisconnect: "continue",
          signal,
          onRunCreated: ({ run_id }) => begun(run_id),
        }),
      ),
    stop: () => {
      const { thread: of, run } = current.current ?? {};
      if (of === undefined || run === undefined) return;
      void agentClient()
        .then(async ({ runs }) => await runs.cancel(of, run))
        .catch(() => undefined)
        .then(async () => await client.invalidateQueries(threadQuery(of)));
    },
  };
}
