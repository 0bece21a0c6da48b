import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { answer, jsonBody, newRoutes } from "../routes.ts";
import { changedThread, seenThread } from "../threads/access.ts";
import { deleteRun, seenRun } from "./finding.ts";
import { runBody } from "./run-body.ts";
import { type RunParts, running } from "./running.ts";
import { cancelQuery, isYes, joinQuery, listQuery, runCreateSchema, runParam, runSchema, threadParam } from "./schema.ts";

const tags = ["Runs"];
const unknown = { description: "There is no such thread or run, or it is another's." };
const events = { content: { "text/event-stream": { schema: z.string() } }, description: "Server-sent events, as they come." };
const values = answer(z.unknown(), "The thread's values at the end; `__interrupt__` if it stopped for people, `__error__` if it failed.");

const create = createRoute({
  method: "post",
  path: "/threads/{thread_id}/runs",
  tags,
  summary: "Start a run in the background",
  request: { params: threadParam, ...jsonBody(runCreateSchema) },
  responses: { 200: answer(runSchema, "The run, queued.") },
});
const stream = createRoute({
  method: "post",
  path: "/threads/{thread_id}/runs/stream",
  tags,
  summary: "Start a run and stream it",
  request: { params: threadParam, ...jsonBody(runCreateSchema) },
  responses: { 200: events },
});
const wait = createRoute({
  method: "post",
  path: "/threads/{thread_id}/runs/wait",
  tags,
  summary: "Start a run and wait for its end",
  request: { params: threadParam, ...jsonBody(runCreateSchema) },
  responses: { 200: values, 404: unknown },
});
const batch = createRoute({
  method: "post",
  path: "/threads/{thread_id}/runs/batch",
  tags,
  summary: "Start several runs on a thread, one after the other",
  request: { params: threadParam, ...jsonBody(z.array(runCreateSchema).min(1)) },
  responses: { 200: answer(z.array(runSchema), "The runs, queued.") },
});
const list = createRoute({
  method: "get",
  path: "/threads/{thread_id}/runs",
  tags,
  summary: "List the runs of a thread, newest first",
  request: { params: threadParam, query: listQuery },
  responses: { 200: answer(z.array(runSchema), "Runs.") },
});
const get = createRoute({
  method: "get",
  path: "/threads/{thread_id}/runs/{run_id}",
  tags,
  summary: "Read a run",
  request: { params: runParam },
  responses: { 200: answer(runSchema, "The run.") },
});
const join = createRoute({
  method: "get",
  path: "/threads/{thread_id}/runs/{run_id}/join",
  tags,
  summary: "Wait for a run's end",
  request: { params: runParam, query: joinQuery },
  responses: { 200: values, 404: unknown },
});
const follow = createRoute({
  method: "get",
  path: "/threads/{thread_id}/runs/{run_id}/stream",
  tags,
  summary: "Stream a run, from where `Last-Event-ID` says",
  request: { params: runParam, query: joinQuery },
  responses: { 200: events },
});
const cancel = createRoute({
  method: "post",
  path: "/threads/{thread_id}/runs/{run_id}/cancel",
  tags,
  summary: "Stop a run",
  request: { params: runParam, query: cancelQuery },
  responses: { 202: { description: "It is being stopped." }, 204: { description: "It has stopped." } },
});
const remove = createRoute({
  method: "delete",
  path: "/threads/{thread_id}/runs/{run_id}",
  tags,
  summary: "Delete a run that is over",
  request: { params: runParam },
  responses: { 204: { description: "There is no such run any more." } },
});

/** Runs of threads, as the Agent Protocol has them. */
export function runRoutes(deps: ServerDeps, parts: RunParts): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  const { storage } = deps;
  const runs = running(deps, parts);
  routes.openapi(create, async (context) => {
    const { job } = await runs.create(context, context.req.valid("json"), true, context.req.valid("param").thread_id);
    return context.json(runBody(job), 200);
  });
  routes.openapi(stream, async (context) => await runs.stream(context, context.req.valid("json"), context.req.valid("param").thread_id));
  routes.openapi(wait, async (context) => await runs.wait(context, context.req.valid("json"), context.req.valid("param").thread_id));
  routes.openapi(batch, async (context) => {
    const made = [];
    for (const payload of context.req.valid("json")) made.push(await runs.create(context, payload, true, context.req.valid("param").thread_id));
    return context.json(
      made.map(({ job }) => runBody(job)),
      200,
    );
  });
  routes.openapi(list, async (context) => {
    const { limit, offset, status } = context.req.valid("query");
    const { id } = await seenThread(deps, context.get("identity"), context.req.valid("param").thread_id);
    const jobs = await storage.jobs.list({ thread: id, limit, offset, ...(status === undefined ? {} : { status: [status] }) });
    return context.json(jobs.map(runBody), 200);
  });
  routes.openapi(get, async (context) => {
    const { thread_id, run_id } = context.req.valid("param");
    return context.json(runBody(await seenRun(deps, context.get("identity"), run_id, thread_id)), 200);
  });
  routes.openapi(join, async (context) => {
    const { thread_id, run_id } = context.req.valid("param");
    const job = await seenRun(deps, context.get("identity"), run_id, thread_id);
    return await runs.join(context, job, isYes(context.req.valid("query").cancel_on_disconnect));
  });
  routes.openapi(follow, async (context) => {
    const { thread_id, run_id } = context.req.valid("param");
    const job = await seenRun(deps, context.get("identity"), run_id, thread_id);
    return runs.follow(context, job, isYes(context.req.valid("query").cancel_on_disconnect));
  });
  routes.openapi(cancel, async (context) => {
    const { thread_id, run_id } = context.req.valid("param");
    const query = context.req.valid("query");
    const job = await seenRun(deps, context.get("identity"), run_id, thread_id);
    await changedThread(deps, context.get("identity"), job.thread);
    await runs.cancel(job, query.action, isYes(query.wait));
    return context.body(null, isYes(query.wait) ? 204 : 202);
  });
  routes.openapi(remove, async (context) => {
    const { thread_id, run_id } = context.req.valid("param");
    await deleteRun(deps, context.get("identity"), run_id, thread_id);
    return context.body(null, 204);
  });
  return routes;
}
