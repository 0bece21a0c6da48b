// A chat as somebody would write it who has LangGraph's React hook and an address: which graph, and what its input is called, stand in the page's own.
import type { Message } from "@langchain/langgraph-sdk";
import { useStream } from "@langchain/langgraph-sdk/react";
import { type FormEvent, useState } from "react";
import { createRoot } from "react-dom/client";

interface State extends Record<string, unknown> {
  messages?: Message[];
}

const here = new URL(location.href);
const setting = (name: string): string => here.searchParams.get(name) ?? "";

function remember(thread: string): void {
  here.searchParams.set("thread", thread);
  history.replaceState(null, "", here);
}

function Chat() {
  const [thread, setThread] = useState(here.searchParams.get("thread"));
  const stream = useStream<State>({
    apiUrl: setting("api"),
    apiKey: null,
    assistantId: setting("graph"),
    threadId: thread,
    onThreadId: (id) => {
      remember(id);
      setThread(id);
    },
    reconnectOnMount: true,
    fetchStateHistory: true,
  });
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get("text");
    const text = typeof typed === "string" ? typed : "";
    const name = setting("input");
    void stream.submit(name === "messages" ? { messages: [{ type: "human", content: text }] } : { [name]: text });
  };
  const answer = (resume: unknown): void => void stream.submit(undefined, { command: { resume } });
  const { messages: _, ...rest } = stream.values;
  return (
    <main>
      <h1>{setting("graph")}</h1>
      <p role="status">{stream.isLoading ? "running" : "at rest"}</p>
      <ol aria-label="messages">
        {stream.messages.map(({ id, type, content }, index) => (
          <li key={id ?? index} data-type={type}>
            {typeof content === "string" ? content : JSON.stringify(content)}
          </li>
        ))}
      </ol>
      <output aria-label="values">{JSON.stringify(rest)}</output>
      {stream.interrupt === undefined ? null : (
        <section aria-label="question">
          <pre>{JSON.stringify(stream.interrupt.value, null, 2)}</pre>
          <button type="button" onClick={() => answer({ decisions: [{ type: "approve" }] })}>
            Approve
          </button>
          <button type="button" onClick={() => answer({ decisions: [{ type: "reject", message: "Not like this." }] })}>
            Reject
          </button>
        </section>
      )}
      {stream.error === undefined ? null : <p role="alert">{stream.error instanceof Error ? stream.error.message : JSON.stringify(stream.error)}</p>}
      <form onSubmit={send}>
        <input name="text" aria-label="text" />
        <button type="submit">Send</button>
        <button type="button" onClick={() => void stream.stop()}>
          Stop
        </button>
      </form>
    </main>
  );
}

const root = document.querySelector("#root");
if (root !== null) createRoot(root).render(<Chat />);
