import type { Command } from "@langchain/langgraph";
import { chunkFeed } from "./chunks.ts";
import type { Breakpoints, ChunkMode, Watch } from "./contract.ts";

/** What goes into a graph: an input, a command, or nothing where it goes on from its checkpoint. */
export type GraphInput = Record<string, unknown> | Command | null;

/** A compiled LangGraph graph, as far as it is streamed. */
export interface Streamed {
  stream(input: GraphInput, options: object): Promise<AsyncIterable<unknown>>;
  streamEvents(input: GraphInput, options: object): AsyncIterable<unknown>;
}

/** Streams a graph to its end and hands on what is watched; `show` makes a chunk fit to be seen outside. Gives the last values that it streamed. */
export async function streamGraph(
  graph: Streamed,
  input: GraphInput,
  watch: Pick<Watch, "chunks" | "onToken" | "breakpoints">,
  options: object,
  show: (mode: ChunkMode, payload: unknown) => unknown,
): Promise<unknown> {
  const { chunks, onToken } = watch;
  const tokens = onToken === undefined ? [] : ["messages" as const];
  const breakpoints = breakpointsOf(watch.breakpoints ?? {});
  const feed = chunks === undefined ? undefined : chunkFeed(chunks, show);
  let last: unknown;
  const take = (chunk: unknown): void => {
    last = valuesOf(chunk) ?? last;
    token(watch, chunk);
    feed?.take(chunk);
  };
  const streamMode = [...new Set(["values" as const, ...(feed?.modes ?? []), ...tokens])];
  const asked = { ...options, ...breakpoints, streamMode, subgraphs: chunks?.subgraphs ?? false };
  if (chunks?.modes.includes("events") === true) {
    // Everything that runs inside reports itself as an event; what the graph itself streams is among them.
    const runId = crypto.randomUUID();
    for await (const event of graph.streamEvents(input, { ...asked, version: "v2", runId })) {
      const own = chunkOf(event, runId);
      if (own === undefined) feed?.event(event);
      else take(own);
    }
  } else {
    for await (const chunk of await graph.stream(input, asked)) take(chunk);
  }
  feed?.end();
  return last;
}

/** The values of the graph itself that a chunk tells: `["values", values]`, or with the namespace before. */
function valuesOf(chunk: unknown): unknown {
  if (!Array.isArray(chunk)) return undefined;
  const [namespace, mode, payload]: readonly unknown[] = chunk.length === 3 ? chunk : [[], ...chunk];
  const isOwn = mode === "values" && Array.isArray(namespace) && namespace.length === 0;
  return isOwn && typeof payload === "object" && payload !== null && !("__interrupt__" in payload) ? payload : undefined;
}

function breakpointsOf({ before, after }: Breakpoints): object {
  return { ...(before === undefined ? {} : { interruptBefore: before }), ...(after === undefined ? {} : { interruptAfter: after }) };
}

function chunkOf(event: unknown, runId: string): unknown {
  if (typeof event !== "object" || event === null || !("event" in event) || event.event !== "on_chain_stream") return undefined;
  if (!("run_id" in event) || event.run_id !== runId || !("data" in event)) return undefined;
  const { data } = event;
  return typeof data === "object" && data !== null && "chunk" in data ? data.chunk : undefined;
}

/** The text of a message that a model streams, with who speaks. */
function token({ onToken }: Pick<Watch, "onToken">, chunk: unknown): void {
  if (onToken === undefined || !Array.isArray(chunk)) return;
  const [mode, payload]: readonly unknown[] = chunk.slice(-2);
  if (mode !== "messages" || !Array.isArray(payload)) return;
  const [message, metadata]: readonly unknown[] = payload;
  const text = textOf(message);
  const named: object = typeof metadata === "object" && metadata !== null ? metadata : {};
  const agent = "agent" in named ? String(named.agent) : "";
  const task = "task" in named ? String(named.task) : "";
  if (text !== "") onToken({ agent, task, text });
}

function textOf(message: unknown): string {
  if (typeof message !== "object" || message === null || !("content" in message)) return "";
  return typeof message.content === "string" ? message.content : "";
}
