import { BatonError } from "@baton/core";
import type { Clock } from "@baton/runtime";
import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "../env.ts";

interface Bucket {
  tokens: number;
  at: number;
}

/** Holds each key to its requests per minute: a bucket that holds a minute's worth and fills as time goes by. */
export function throttle(clock: Pick<Clock, "now">): MiddlewareHandler<AppEnv> {
  // As many as there are keys in use.
  const buckets = new Map<string, Bucket>();
  return async (context, next) => {
    const { key, quota } = context.get("identity");
    const perMinute = quota.requestsPerMinute;
    if (key === undefined || perMinute === undefined) return await next();
    const now = clock.now();
    const bucket = buckets.get(key) ?? { tokens: perMinute, at: now };
    buckets.set(key, bucket);
    bucket.tokens = Math.min(perMinute, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute);
    bucket.at = now;
    if (bucket.tokens < 1) {
      throw new BatonError("quota_exceeded", "policy", `API key ${key} may make ${perMinute} requests a minute.`, {
        fix: "Wait as long as `retry-after` says.",
        retryAfter: Math.ceil(((1 - bucket.tokens) / perMinute) * 60),
      });
    }
    bucket.tokens -= 1;
    return await next();
  };
}
