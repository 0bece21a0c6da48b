import { BytesLineDecoder, SSEDecoder } from "@langchain/langgraph-sdk/utils";
import { z } from "zod";
import { keyHeaders, keyStore } from "./key.ts";

const eventSchema = z.discriminatedUnion("event", [
  z.object({ event: z.literal("graph"), data: z.object({ graph: z.string(), etag: z.string().optional() }) }),
  z.object({ event: z.literal("run"), data: z.object({ thread: z.string(), run: z.string().optional(), status: z.string() }) }),
  z.object({ event: z.literal("inbox"), data: z.unknown() }),
  z.object({ event: z.literal("ready"), data: z.unknown() }),
]);
type Told = z.infer<typeof eventSchema>;

/** Something that happened on the server: what exactly is new, one reads where it stands. */
export type ServerEvent =
  | ({ readonly type: "graph" } & Extract<Told, { event: "graph" }>["data"])
  | ({ readonly type: "run" } & Extract<Told, { event: "run" }>["data"])
  | { readonly type: "inbox" }
  /** The connection stands, for the first time or again: anything may be new. */
  | { readonly type: "ready" };

type Listener = (event: ServerEvent) => void;

const retryMs = 2000;

/** Calls back for everything that the server tells of, until the returned function is called; all share one connection, which comes back by itself. */
export const listen = createFeed();

function createFeed(): (told: Listener) => () => void {
  const listeners = new Set<Listener>();
  let connection: AbortController | undefined;
  return (told) => {
    listeners.add(told);
    connection ??= keepOpen((event) => {
      for (const each of listeners) each(event);
    });
    return () => {
      listeners.delete(told);
      if (listeners.size > 0) return;
      connection?.abort();
      connection = undefined;
    };
  };
}

function keepOpen(told: Listener): AbortController {
  const ending = new AbortController();
  const { signal } = ending;
  const go = async (): Promise<void> => {
    while (!signal.aborted) {
      await read(told, signal).catch(() => undefined);
      await pause(retryMs, signal);
    }
  };
  void go();
  return ending;
}

async function read(told: Listener, signal: AbortSignal): Promise<void> {
  // Not an EventSource: that could not send the key.
  const { body, ok } = await fetch("/baton/events", { signal, headers: { accept: "text/event-stream", ...keyHeaders() } });
  if (!ok || body === null) return;
  const reader = body.pipeThrough(BytesLineDecoder()).pipeThrough(SSEDecoder()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const parsed = eventSchema.safeParse(part.value);
    if (parsed.success) told(eventOf(parsed.data));
  }
}

function eventOf(told: Told): ServerEvent {
  switch (told.event) {
    case "graph":
      return { type: "graph", ...told.data };
    case "run":
      return { type: "run", ...told.data };
    case "inbox":
    case "ready":
      return { type: told.event };
    default:
      return told satisfies never;
  }
}

/** Until it is time to try again, or somebody has signed in. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      unsubscribe();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    const unsubscribe = keyStore.subscribe(end);
    signal.addEventListener("abort", end, { once: true });
  });
}
