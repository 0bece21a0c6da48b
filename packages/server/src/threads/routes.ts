import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { answer, jsonBody, newRoutes } from "../routes.ts";
import { selected } from "../select.ts";
import { changedThread, removedThread, seenThread } from "./access.ts";
import { threadBody } from "./body.ts";
import { copyThread } from "./copying.ts";
import { makeThread, patchThread } from "./making.ts";
import { pruneThreads } from "./pruning.ts";
import { countSchema, createSchema, patchSchema, prunedSchema, pruneSchema, searchSchema, threadSchema } from "./schemas.ts";
import { countThreads, searchThreads } from "./search.ts";

const tags = ["Threads"];
const params = z.object({ thread_id: z.string() });
const thread = answer(threadSchema, "The thread.");

const create = createRoute({
  method: "post",
  path: "/threads",
  tags,
  summary: "Make a thread",
  request: jsonBody(createSchema),
  responses: { 200: thread },
});
const search = createRoute({
  method: "post",
  path: "/threads/search",
  tags,
  summary: "Search threads",
  request: jsonBody(searchSchema),
  responses: { 200: answer(z.array(threadSchema.partial()), "Threads; `X-Pagination-Next` says where the next page begins.") },
});
const count = createRoute({
  method: "post",
  path: "/threads/count",
  tags,
  summary: "Count threads",
  request: jsonBody(countSchema),
  responses: { 200: answer(z.int(), "How many there are.") },
});
const prune = createRoute({
  method: "post",
  path: "/threads/prune",
  tags,
  summary: "Remove threads, or their history",
  description: "Threads that are not the caller's, or have a run that is not over, are passed over.",
  request: jsonBody(pruneSchema),
  responses: { 200: answer(prunedSchema, "How many were pruned.") },
});
const get = createRoute({ method: "get", path: "/threads/{thread_id}", tags, summary: "Read a thread", request: { params }, responses: { 200: thread } });
const patch = createRoute({
  method: "patch",
  path: "/threads/{thread_id}",
  tags,
  summary: "Merge fields into a thread's metadata",
  request: { params, headers: z.object({ prefer: z.string().optional() }), ...jsonBody(patchSchema) },
  responses: { 200: thread, 204: { description: "Done; the caller prefers `return=minimal`." } },
});
const remove = createRoute({
  method: "delete",
  path: "/threads/{thread_id}",
  tags,
  summary: "Delete a thread with its runs and history",
  description: "Its owner alone may. What its tools did stays on record.",
  request: { params },
  responses: { 204: { description: "Deleted." } },
});
const copy = createRoute({
  method: "post",
  path: "/threads/{thread_id}/copy",
  tags,
  summary: "Copy a thread with its history",
  description: "What a document's thread waits for stays with the original.",
  request: { params },
  responses: { 200: answer(threadSchema, "The copy.") },
});

/** Threads: made, found, changed, copied, removed. */
export function threadRoutes(deps: ServerDeps): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  routes.openapi(create, async (context) => {
    const made = await makeThread(deps, context.get("identity"), context.req.valid("json"));
    return context.json(await threadBody(deps, (await deps.storage.threads.get(made.id)) ?? made), 200);
  });
  routes.openapi(search, async (context) => {
    const request = context.req.valid("json");
    const { threads, next } = await searchThreads(deps, context.get("identity"), request);
    if (next !== undefined) context.header("X-Pagination-Next", String(next));
    return context.json(
      threads.map((each) => selected(each, request.select)),
      200,
    );
  });
  routes.openapi(count, async (context) => context.json(await countThreads(deps, context.get("identity"), context.req.valid("json")), 200));
  routes.openapi(prune, async (context) => {
    const { thread_ids, strategy } = context.req.valid("json");
    return context.json({ pruned_count: await pruneThreads(deps, context.get("identity"), thread_ids, strategy ?? "delete") }, 200);
  });
  routes.openapi(get, async (context) => {
    const found = await seenThread(deps, context.get("identity"), context.req.valid("param").thread_id);
    return context.json(await threadBody(deps, found), 200);
  });
  routes.openapi(patch, async (context) => {
    const found = await changedThread(deps, context.get("identity"), context.req.valid("param").thread_id);
    const patched = await patchThread(deps, found, context.req.valid("json").metadata ?? {});
    if (context.req.valid("header").prefer?.includes("return=minimal") === true) return context.body(null, 204);
    return context.json(await threadBody(deps, patched), 200);
  });
  routes.openapi(remove, async (context) => {
    const found = await removedThread(deps, context.get("identity"), context.req.valid("param").thread_id);
    await deps.engine.delete(found.id);
    return context.body(null, 204);
  });
  routes.openapi(copy, async (context) => {
    const identity = context.get("identity");
    const source = await seenThread(deps, identity, context.req.valid("param").thread_id);
    return context.json(await threadBody(deps, await copyThread(deps, identity, source)), 200);
  });
  return routes;
}
