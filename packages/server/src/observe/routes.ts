import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";

const metrics = createRoute({
  method: "get",
  path: "/metrics",
  tags: ["Operations"],
  summary: "Metrics as Prometheus reads them",
  responses: { 200: { description: "Counters, gauges and histograms.", content: { "text/plain": { schema: z.string() } } } },
});

/** `/metrics`; without telemetry there is none. */
export function observeRoutes({ telemetry }: Pick<ServerDeps, "telemetry">): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>();
  if (telemetry === undefined) return routes;
  return routes.openapi(metrics, async (context) =>
    context.text(await telemetry.scrape(), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }),
  );
}
