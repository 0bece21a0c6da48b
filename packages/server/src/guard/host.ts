import { BatonError } from "@baton/core";
import type { MiddlewareHandler } from "hono";

/**
 * Answers only where `Host` is one of these: a page whose name was made to resolve to this machine (DNS rebinding) sends its own name. An entry
 * without a port fits every port.
 */
export function host(allowed: readonly string[]): MiddlewareHandler {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return async (context, next) => {
    const given = (context.req.header("host") ?? "").toLowerCase();
    if (!names.has(given) && !names.has(given.replace(/:\d+$/, ""))) {
      throw new BatonError("host_forbidden", "policy", `This server does not answer to the host \`${given}\`.`, {
        fix: "If the name is its own, start it with `--allow-host` and that name.",
      });
    }
    await next();
  };
}
