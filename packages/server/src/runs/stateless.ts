import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { answer, jsonBody, newRoutes } from "../routes.ts";
import { cancelMany } from "./cancel-many.ts";
import { seenRun } from "./finding.ts";
import { runBody } from "./run-body.ts";
import { type RunParts, running } from "./running.ts";
import { bulkCancelQuery, bulkCancelSchema, isYes, joinQuery, runCreateSchema, runSchema } from "./schema.ts";

const tags = ["Runs without a thread"];
const events = { content: { "text/event-stream": { schema: z.string() } }, description: "Server-sent events, as they come." };
const runOnly = z.object({ run_id: z.string() });

const create = createRoute({
  method: "post",
  path: "/runs",
  tags,
  summary: "Start a run in the background, on a thread of its own",
  request: jsonBody(runCreateSchema),
  responses: { 200: answer(runSchema, "The run, queued.") },
});
const stream = createRoute({
  method: "post",
  path: "/runs/stream",
  tags,
  summary: "Start a run on a thread of its own and stream it",
  request: jsonBody(runCreateSchema),
  responses: { 200: events },
});
const wait = createRoute({
  method: "post",
  path: "/runs/wait",
  tags,
  summary: "Start a run on a thread of its own and wait for its end",
  request: jsonBody(runCreateSchema),
  responses: { 200: answer(z.unknown(), "Its values at the end."), 404: { description: "There is no such assistant." } },
});
const batch = createRoute({
  method: "post",
  path: "/runs/batch",
  tags,
  summary: "Start several runs, each on a thread of its own",
  request: jsonBody(z.array(runCreateSchema).min(1)),
  responses: { 200: answer(z.array(runSchema), "The runs, queued.") },
});
const follow = createRoute({
  method: "get",
  path: "/runs/{run_id}/stream",
  tags,
  summary: "Stream a run, from where `Last-Event-ID` says",
  request: { params: runOnly, query: joinQuery },
  responses: { 200: events },
});
const cancel = createRoute({
  method: "post",
  path: "/runs/cancel",
  tags,
  summary: "Stop several runs",
  request: { query: bulkCancelQuery, ...jsonBody(bulkCancelSchema) },
  responses: { 204: { description: "They are being stopped." } },
});

/** Runs that bring no thread. */
export function statelessRunRoutes(deps: ServerDeps, parts: RunParts): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  const runs = running(deps, parts);
  routes.openapi(create, async (context) => {
    const { job } = await runs.create(context, context.req.valid("json"), true);
    return context.json(runBody(job), 200);
  });
  routes.openapi(stream, async (context) => await runs.stream(context, context.req.valid("json")));
  routes.openapi(wait, async (context) => await runs.wait(context, context.req.valid("json")));
  routes.openapi(batch, async (context) => {
    const made = await Promise.all(context.req.valid("json").map((payload) => runs.create(context, payload, true)));
    return context.json(
      made.map(({ job }) => runBody(job)),
      200,
    );
  });
  routes.openapi(follow, async (context) => {
    const job = await seenRun(deps, context.get("identity"), context.req.valid("param").run_id);
    return runs.follow(context, job, isYes(context.req.valid("query").cancel_on_disconnect));
  });
  routes.openapi(cancel, async (context) => {
    const identity = context.get("identity");
    for (const job of await cancelMany(deps, identity, context.req.valid("json"))) await runs.cancel(job, context.req.valid("query").action, false);
    return context.body(null, 204);
  });
  return routes;
}
