import { BatonError } from "@baton/core";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { AppEnv } from "../env.ts";
import { newRoutes } from "../routes.ts";

const cron = z.object({ cron_id: z.string() });
const routesThere = [
  { method: "post", path: "/runs/crons", params: z.object({}) },
  { method: "post", path: "/threads/{thread_id}/runs/crons", params: z.object({ thread_id: z.string() }) },
  { method: "post", path: "/runs/crons/search", params: z.object({}) },
  { method: "post", path: "/runs/crons/count", params: z.object({}) },
  { method: "patch", path: "/runs/crons/{cron_id}", params: cron },
  { method: "delete", path: "/runs/crons/{cron_id}", params: cron },
] as const;

/** Runs by the calendar: LangGraph's clients have calls for them, which are refused by name instead of as unknown. */
export function cronRoutes(): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  for (const { method, path, params } of routesThere) {
    const route = createRoute({
      method,
      path,
      tags: ["Crons"],
      summary: "Not there: runs by the calendar",
      request: { params },
      responses: { 501: { description: "There are no crons." } },
    });
    routes.openapi(route, () => {
      throw new BatonError("not_implemented", "domain", "This server has no crons.", {
        fix: "Start runs from a scheduler of your own, or let a graph wait with a node of kind `wait`.",
      });
    });
  }
  return routes;
}
