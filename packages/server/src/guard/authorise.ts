import { BatonError } from "@baton/core";
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { TrieRouter } from "hono/router/trie-router";
import type { AppEnv } from "../env.ts";
import { may, nobody } from "../identity.ts";
import { permissionRows, type Who } from "./permissions.ts";

/** Lets through who may use a route by the table of permissions. A route that stands in no row is closed to everyone. */
export function authorise(): MiddlewareHandler<AppEnv> {
  const router = new TrieRouter<Who>();
  for (const { methods, paths, who } of permissionRows) for (const method of methods) for (const path of paths) router.add(method, path, who);
  return async (context, next) => {
    const { method, path } = context.req;
    const who = router.match(method === "HEAD" ? "GET" : method, path)[0][0]?.[0];
    // What is no route at all is told so.
    if (who === undefined && matchedRoutes(context).every((route) => route.method === "ALL")) return await next();
    if (who === undefined) {
      throw new BatonError("route_closed", "policy", `\`${method} ${path}\` is open to nobody.`, {
        fix: "Whoever adds a route gives it a row among the permissions.",
      });
    }
    if (who === "anybody") return await next();
    const identity = context.get("identity");
    if (identity === nobody) {
      context.header("www-authenticate", "Bearer");
      throw new BatonError("unauthenticated", "policy", "This server wants to know who calls.", {
        fix: "Send an API key as `x-api-key` or as `authorization: Bearer`; `baton keys create` makes one.",
      });
    }
    if (who !== "everyone" && !may(identity, ...who)) {
      throw new BatonError(
        "forbidden",
        "policy",
        `\`${identity.id}\` may not do this: it takes the permission ${who.map((each) => `\`${each}\``).join(" or ")}.`,
        {
          fix: "Use a key that has it.",
        },
      );
    }
    return await next();
  };
}
