import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { END } from "@langchain/langgraph";
import { dismissOpen } from "../approvals/dismiss.ts";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { may } from "../identity.ts";
import { answer, jsonBody, newRoutes } from "../routes.ts";
import { changedThread, restingThread, seenThread } from "../threads/access.ts";
import type { Worker } from "../worker/worker.ts";
import { readHistory, readState } from "./reading.ts";
import { atSchema, type CheckpointBody, historyQuery, historySchema, stateQuery, stateSchema, updatedSchema, updateSchema } from "./schemas.ts";
import { updateState } from "./updating.ts";

const tags = ["Threads"];
const params = z.object({ thread_id: z.string() });
const state = answer(stateSchema, "The state.");
const history = answer(z.array(stateSchema), "States, newest first.");

const getState = createRoute({
  method: "get",
  path: "/threads/{thread_id}/state",
  tags,
  summary: "Read a thread's state",
  request: { params, query: stateQuery },
  responses: { 200: state },
});
const getStateAt = createRoute({
  method: "get",
  path: "/threads/{thread_id}/state/{checkpoint_id}",
  tags,
  summary: "Read a thread's state at a checkpoint",
  request: { params: params.extend({ checkpoint_id: z.string() }), query: stateQuery },
  responses: { 200: state },
});
const postStateAt = createRoute({
  method: "post",
  path: "/threads/{thread_id}/state/checkpoint",
  tags,
  summary: "Read a thread's state at a checkpoint, of a graph inside too",
  request: { params, ...jsonBody(atSchema) },
  responses: { 200: state },
});
const postState = createRoute({
  method: "post",
  path: "/threads/{thread_id}/state",
  tags,
  summary: "Change a thread's state",
  description: "On documents only operators may; what waits for people becomes void, and the run is a fork from here on.",
  request: { params, ...jsonBody(updateSchema) },
  responses: { 200: answer(updatedSchema, "The new checkpoint.") },
});
const getHistory = createRoute({
  method: "get",
  path: "/threads/{thread_id}/history",
  tags,
  summary: "Read a thread's history",
  request: { params, query: historyQuery },
  responses: { 200: history },
});
const postHistory = createRoute({
  method: "post",
  path: "/threads/{thread_id}/history",
  tags,
  summary: "Search a thread's history",
  request: { params, ...jsonBody(historySchema) },
  responses: { 200: history },
});

/** States of threads: now, then, and changed by hand. */
export function stateRoutes(deps: ServerDeps, worker: Pick<Worker, "goOn">): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  // Before the route of any checkpoint, whose path it fits.
  routes.openapi(postStateAt, async (context) => {
    const thread = await seenThread(deps, context.get("identity"), context.req.valid("param").thread_id);
    const { checkpoint, subgraphs } = context.req.valid("json");
    return context.json(await readState(deps, thread, { checkpoint, subgraphs: subgraphs === true }), 200);
  });
  routes.openapi(getState, async (context) => {
    const thread = await seenThread(deps, context.get("identity"), context.req.valid("param").thread_id);
    return context.json(await readState(deps, thread, { subgraphs: context.req.valid("query").subgraphs === true }), 200);
  });
  routes.openapi(getStateAt, async (context) => {
    const { thread_id, checkpoint_id } = context.req.valid("param");
    const thread = await seenThread(deps, context.get("identity"), thread_id);
    const subgraphs = context.req.valid("query").subgraphs === true;
    return context.json(await readState(deps, thread, { checkpoint: { checkpoint_id }, subgraphs }), 200);
  });
  routes.openapi(postState, async (context) => {
    const identity = context.get("identity");
    const thread = await changedThread(deps, identity, context.req.valid("param").thread_id);
    const { values, as_node, checkpoint, checkpoint_id } = context.req.valid("json");
    await restingThread(deps, thread.id);
    // So agent-inbox ignores what it shows. An operator ends the run by it, as LangGraph does; anybody else says no.
    const ignores = as_node === END && values == null && !may(identity, "operator");
    if (ignores && (await dismissOpen(deps, worker, identity, thread))) {
      const { checkpoint: head } = await readState(deps, thread, { subgraphs: false });
      return context.json({ checkpoint: head ?? nowhere(thread.id), configurable: head ?? nowhere(thread.id) }, 200);
    }
    const made = await updateState(deps, identity, thread, {
      supersteps: [[{ values: values ?? null, as_node }]],
      checkpoint: checkpoint ?? (checkpoint_id == null ? null : { checkpoint_id }),
    });
    return context.json({ checkpoint: made, configurable: made }, 200);
  });
  routes.openapi(getHistory, async (context) => {
    const thread = await seenThread(deps, context.get("identity"), context.req.valid("param").thread_id);
    return context.json(await readHistory(deps, thread, context.req.valid("query")), 200);
  });
  routes.openapi(postHistory, async (context) => {
    const thread = await seenThread(deps, context.get("identity"), context.req.valid("param").thread_id);
    return context.json(await readHistory(deps, thread, context.req.valid("json")), 200);
  });
  return routes;
}

function nowhere(thread: string): CheckpointBody {
  return { thread_id: thread, checkpoint_ns: "", checkpoint_id: null, checkpoint_map: null };
}
