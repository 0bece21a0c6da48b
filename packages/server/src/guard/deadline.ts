import { BatonError } from "@baton/core";
import type { MiddlewareHandler } from "hono";
import { timeout } from "hono/timeout";

/** Requests that last as long as the run that they watch. */
const long = /\/(?:wait|join|stream|events)$/;

/** Ends requests that take longer than `ms` milliseconds to be read and answered. */
export function deadline(ms: number): MiddlewareHandler {
  const limit = timeout(ms);
  return async (context, next) => {
    if (long.test(context.req.path)) return await next();
    try {
      return await limit(context, next);
    } catch (cause) {
      throw new BatonError("request_timeout", "infrastructure", `This request took longer than ${ms / 1000} s.`, {
        fix: "Try it again; what lasts longer has a stream or a background run.",
        cause,
      });
    }
  };
}
