import type { Graph, Json } from "@baton/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type JSX, useState } from "react";
import { openApprovalsQuery } from "../api/approvals.ts";
import { agentClient } from "../api/client.ts";
import { examplesQuery } from "../api/runs.ts";
import css from "./chat.module.css";
import { Composer } from "./composer.tsx";
import { Details } from "./details.tsx";
import { type ChatShape, inputOf } from "./shape.ts";
import { Talk } from "./talk.tsx";
import { ThreadList } from "./thread-list.tsx";
import { messagesIn, threadQuery, turnsQuery } from "./thread.ts";
import { useConversation } from "./use-conversation.ts";

/** The conversations of a graph, and the one that is open. */
export function Conversation({ graph, shape }: { readonly graph: Graph; readonly shape: ChatShape }): JSX.Element {
  const { thread } = useSearch({ from: "/g/$graph/chat" });
  const navigate = useNavigate();
  const client = useQueryClient();
  const examples = useQuery(examplesQuery(graph.id)).data;
  const known = useQuery({ ...threadQuery(thread ?? ""), enabled: thread !== undefined }).data;
  const turns = useQuery({ ...turnsQuery(thread ?? ""), enabled: thread !== undefined }).data;
  const open = useQuery({ ...openApprovalsQuery(thread ?? ""), enabled: thread !== undefined }).data ?? [];
  const { talking, problem, say, stop } = useConversation(thread, shape);
  const [told, setTold] = useState<Readonly<Record<string, Json>>>({});
  // What was sent last in this conversation, else what the graph's first example sends.
  const before = { ...examples?.[0]?.input, ...known?.values };
  const besides = Object.fromEntries(
    shape.besides.flatMap((name) => ((told[name] ?? before[name]) === undefined ? [] : [[name, told[name] ?? before[name] ?? null]])),
  );
  const [saying, setSaying] = useState<string>();

  const send = async (text: string): Promise<void> => {
    setSaying(text);
    const to = thread ?? (await (await agentClient()).threads.create({ graphId: graph.id })).thread_id;
    if (thread === undefined) await navigate({ to: "/g/$graph/chat", params: { graph: graph.id }, search: { thread: to } });
    say(to, graph.id, inputOf(shape, text, besides));
    void client.invalidateQueries({ queryKey: ["chat", "threads"] });
  };
  const messages = talking?.messages ?? (known === undefined ? [] : messagesIn(known.values, shape.channel));
  // Until the graph has taken it down, what was just said stands at the end.
  const pending =
    talking !== undefined &&
    saying !== undefined &&
    !messages.some(({ role, content }, index) => role === "user" && content === saying && index >= messages.length - 2);
  return (
    <div className={css["work"]}>
      <ThreadList graph={graph.id} channel={shape.channel} current={thread} />
      <main className={css["main"]}>
        <Talk
          title={graph.title}
          messages={pending ? [...messages, { role: "user", content: saying }] : messages}
          turns={turns ?? []}
          live={talking?.live}
          approvals={open.map(({ id }) => id)}
          problem={problem}
        />
        <footer className={css["foot"]}>
          {shape.besides.length > 0 && (
            <Details graph={graph} names={shape.besides} values={besides} change={(name, value) => setTold({ ...told, [name]: value })} />
          )}
          <Composer busy={talking !== undefined} waits={open.length > 0} send={(text) => void send(text)} stop={stop} />
        </footer>
      </main>
    </div>
  );
}
