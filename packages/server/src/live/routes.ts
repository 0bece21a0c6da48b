import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { type Identity, may, ownerOf } from "../identity.ts";
import { newRoutes } from "../routes.ts";
import type { Live, LiveEvent } from "./live.ts";

/** Below what proxies wait for a sign of life. */
const beatMs = 15_000;
/** Events that may wait for a slow reader; past that it is dropped, comes back and reads how things stand. */
const mostWaiting = 1000;

const events = createRoute({
  method: "get",
  path: "/baton/events",
  tags: ["Live"],
  summary: "Watch runs, the inbox and the graphs' files",
  responses: { 200: { description: "Server-sent events `run`, `inbox` and `graph`, from now on.", content: { "text/event-stream": {} } } },
});

/** What happens, for editors that are open. */
export function liveRoutes({ workspace }: ServerDeps, live: Live): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  routes.openapi(events, (context) => {
    const identity = context.get("identity");
    return streamSSE(context, async (stream) => {
      const waiting: LiveEvent[] = [];
      let wake = (): void => undefined;
      const add = (event: LiveEvent): void => {
        if (!concerns(event, identity)) return;
        waiting.push(event);
        if (waiting.length > mostWaiting) stream.abort();
        wake();
      };
      const endings = [live.listen(add), workspace?.watch((change) => add({ type: "graph", ...change }))];
      const end = (): void => stream.abort();
      stream.onAbort(() => wake());
      live.ended.addEventListener("abort", end, { once: true });
      const beat = setInterval(() => void stream.write(": \n\n"), beatMs).unref();
      try {
        await stream.writeSSE({ event: "ready", data: "{}" });
        while (!stream.aborted) {
          for (const event of waiting.splice(0)) await stream.writeSSE(frameOf(event));
          if (waiting.length === 0 && !stream.aborted) await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        clearInterval(beat);
        live.ended.removeEventListener("abort", end);
        for (const stop of endings) stop?.();
      }
    });
  });
  return routes;
}

/** What it may know of; the inbox says for itself whose it is. */
function concerns(event: LiveEvent, identity: Identity): boolean {
  switch (event.type) {
    case "run": {
      const owner = ownerOf(identity);
      return owner === undefined || event.owner === owner;
    }
    case "inbox":
      return may(identity, "approver", "operator", "auditor");
    case "graph":
      return may(identity, "designer", "operator", "auditor");
    default:
      return event satisfies never;
  }
}

function frameOf({ type, ...facts }: LiveEvent): { readonly event: string; readonly data: string } {
  return { event: type, data: JSON.stringify({ ...facts, owner: undefined }) };
}
