import { BatonError } from "@baton/core";
import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

/** What LangGraph's clients and the editor send, and what they read of an answer. */
const allowHeaders = ["content-type", "x-api-key", "authorization", "last-event-id", "if-match", "x-request-id", "traceparent", "tracestate"];
const exposeHeaders = ["content-location", "location", "etag", "retry-after", "x-request-id", "x-pagination-total", "x-pagination-next"];
const allowMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Lets pages call that this server gave out itself or that are listed, and no others: a browser names the page's origin, and no page can change that. */
export function origin(allowed: readonly string[]): MiddlewareHandler {
  const answer = cors({ origin: (name) => name, allowHeaders, exposeHeaders, allowMethods, maxAge: 600 });
  return async (context, next) => {
    const page = context.req.header("origin");
    if (page === undefined) return await next();
    if (!allowed.includes(page) && hostOf(page) !== context.req.header("host")?.toLowerCase()) {
      throw new BatonError("origin_forbidden", "policy", `Pages of \`${page}\` may not call this server.`, {
        fix: "If they should, start it with `--allow-origin` and that origin.",
      });
    }
    return await answer(context, next);
  };
}

function hostOf(page: string): string | undefined {
  return URL.canParse(page) ? new URL(page).host : undefined;
}
