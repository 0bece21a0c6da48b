import type { StreamEntry } from "@baton/runtime";
import type { Context } from "hono";
import { stream } from "hono/streaming";
import type { AppEnv } from "../env.ts";

/** Silence after which a reader is told that the connection lives. */
const heartbeatMs = 15_000;

/** Answers with server-sent events. `read` is given a signal that aborts when the client is gone. */
export function sendEvents(
  context: Context<AppEnv>,
  read: (signal: AbortSignal) => AsyncIterable<readonly StreamEntry[]>,
  options: { readonly gone?: () => Promise<void> } = {},
): Response {
  context.header("content-type", "text/event-stream");
  context.header("cache-control", "no-store");
  context.header("x-accel-buffering", "no");
  return stream(context, async (out) => {
    const left = new AbortController();
    out.onAbort(() => {
      left.abort();
      return options.gone?.();
    });
    const beat = setInterval(() => void out.write(": heartbeat\n\n"), heartbeatMs);
    try {
      for await (const entries of read(left.signal)) await out.write(entries.map(textOf).join(""));
    } finally {
      clearInterval(beat);
    }
  });
}

function textOf({ seq, event, data }: StreamEntry): string {
  return `id: ${seq}\nevent: ${event}\ndata: ${data}\n\n`;
}
