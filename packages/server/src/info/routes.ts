import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import langgraph from "@langchain/langgraph/package.json" with { type: "json" };
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { answer, newRoutes } from "../routes.ts";

const tags = ["Server"];
const ok = createRoute({
  method: "get",
  path: "/ok",
  tags,
  summary: "Whether the server is up",
  request: { query: z.object({ check_db: z.string().optional().openapi({ description: "`1` reads from the storage too." }) }) },
  responses: { 200: answer(z.object({ ok: z.literal(true) }), "It is.") },
});
const info = createRoute({
  method: "get",
  path: "/info",
  tags,
  summary: "What the server is and speaks",
  responses: {
    200: answer(
      z.object({ version: z.string(), langgraph_js_version: z.string(), context: z.literal("js"), flags: z.record(z.string(), z.boolean()) }),
      "Versions, and which parts of the Agent Protocol there are.",
    ),
  },
});

/** Whether the server is there, and what it is. */
export function infoRoutes({ storage, version }: Pick<ServerDeps, "storage" | "version">): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  routes.openapi(ok, async (context) => {
    if (context.req.valid("query").check_db === "1") await storage.threads.count({ ids: ["none"] });
    return context.json({ ok: true } as const, 200);
  });
  routes.openapi(info, (context) => {
    const flags = { assistants: true, crons: false, langsmith: false, langsmith_tracing_replicas: false };
    return context.json({ version, langgraph_js_version: langgraph.version, context: "js" as const, flags }, 200);
  });
  return routes;
}
