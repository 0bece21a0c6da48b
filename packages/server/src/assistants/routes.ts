import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Assistant } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { answer, jsonBody, newRoutes } from "../routes.ts";
import { flag } from "../state/schemas.ts";
import { pruneThreads } from "../threads/pruning.ts";
import { selected } from "../select.ts";
import type { AssistantDirectory } from "./directory.ts";
import { drawing, graphSchemas, subgraphs } from "./drawing.ts";
import {
  type AssistantBody,
  assistantSchema,
  countSchema,
  createSchema,
  drawingSchema,
  graphSchemaSchema,
  latestSchema,
  patchSchema,
  searchSchema,
  subgraphsSchema,
  type VersionBody,
  versionsRequest,
  versionsSchema,
  xraySchema,
} from "./schemas.ts";

const tags = ["Assistants"];
const params = z.object({ assistant_id: z.string().openapi({ description: "Its id, or the name of a graph for the one that comes with it." }) });
const assistant = answer(assistantSchema, "The assistant.");
const recurse = z.object({ recurse: flag });

const create = createRoute({
  method: "post",
  path: "/assistants",
  tags,
  summary: "Make an assistant: a graph with settings",
  request: jsonBody(createSchema),
  responses: { 200: assistant },
});
const search = createRoute({
  method: "post",
  path: "/assistants/search",
  tags,
  summary: "Search assistants",
  request: jsonBody(searchSchema),
  responses: { 200: answer(z.array(assistantSchema.partial()), "Assistants; `X-Pagination-Next` says where the next page begins.") },
});
const count = createRoute({
  method: "post",
  path: "/assistants/count",
  tags,
  summary: "Count assistants",
  request: jsonBody(countSchema),
  responses: { 200: answer(z.int(), "How many there are.") },
});
const get = createRoute({
  method: "get",
  path: "/assistants/{assistant_id}",
  tags,
  summary: "Read an assistant",
  request: { params },
  responses: { 200: assistant },
});
const patch = createRoute({
  method: "patch",
  path: "/assistants/{assistant_id}",
  tags,
  summary: "Change an assistant, as a new version",
  request: { params, ...jsonBody(patchSchema) },
  responses: { 200: assistant },
});
const remove = createRoute({
  method: "delete",
  path: "/assistants/{assistant_id}",
  tags,
  summary: "Delete an assistant with its versions",
  request: { params, query: z.object({ delete_threads: flag }) },
  responses: { 200: answer(z.array(z.string()), "The id that is free again.") },
});
const graph = createRoute({
  method: "get",
  path: "/assistants/{assistant_id}/graph",
  tags,
  summary: "Draw an assistant's graph",
  request: { params, query: z.object({ xray: xraySchema }) },
  responses: { 200: answer(drawingSchema, "Nodes and edges.") },
});
const schemas = createRoute({
  method: "get",
  path: "/assistants/{assistant_id}/schemas",
  tags,
  summary: "Read what goes in and out of an assistant's graph",
  request: { params },
  responses: { 200: answer(graphSchemaSchema, "JSON Schemas.") },
});
const inside = createRoute({
  method: "get",
  path: "/assistants/{assistant_id}/subgraphs",
  tags,
  summary: "List the graphs inside an assistant's graph",
  request: { params, query: recurse },
  responses: { 200: answer(subgraphsSchema, "Their schemas, by the path to them.") },
});
const insideOne = createRoute({
  method: "get",
  path: "/assistants/{assistant_id}/subgraphs/{namespace}",
  tags,
  summary: "Read one of the graphs inside an assistant's graph",
  request: { params: params.extend({ namespace: z.string() }), query: recurse },
  responses: { 200: answer(subgraphsSchema, "Its schemas, by the path to it.") },
});
const versions = createRoute({
  method: "post",
  path: "/assistants/{assistant_id}/versions",
  tags,
  summary: "List an assistant's versions",
  request: { params, ...jsonBody(versionsRequest) },
  responses: { 200: answer(versionsSchema, "Newest first.") },
});
const latest = createRoute({
  method: "post",
  path: "/assistants/{assistant_id}/latest",
  tags,
  summary: "Make a version of an assistant the one that counts",
  request: { params, ...jsonBody(latestSchema) },
  responses: { 200: assistant },
});

/** Assistants: graphs with settings, under a name. */
export function assistantRoutes(deps: ServerDeps, directory: AssistantDirectory): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  routes.openapi(create, async (context) => context.json(body(await directory.create(context.get("identity"), context.req.valid("json"))), 200));
  routes.openapi(search, async (context) => {
    const request = context.req.valid("json");
    const { assistants, next } = await directory.search(context.get("identity"), request);
    if (next !== undefined) context.header("X-Pagination-Next", String(next));
    return context.json(
      assistants.map((each) => selected(body(each), request.select)),
      200,
    );
  });
  routes.openapi(count, async (context) => context.json(await directory.count(context.get("identity"), context.req.valid("json")), 200));
  routes.openapi(get, async (context) => context.json(body(await directory.find(context.get("identity"), context.req.valid("param").assistant_id)), 200));
  routes.openapi(patch, async (context) => {
    const changed = await directory.update(context.get("identity"), context.req.valid("param").assistant_id, context.req.valid("json"));
    return context.json(body(changed), 200);
  });
  routes.openapi(remove, async (context) => {
    const identity = context.get("identity");
    const { id } = await directory.remove(identity, context.req.valid("param").assistant_id);
    if (context.req.valid("query").delete_threads === true) {
      const threads = await deps.storage.threads.search({ owner: identity.id, metadata: { assistant_id: id }, limit: 1000 });
      await pruneThreads(
        deps,
        identity,
        threads.map((thread) => thread.id),
        "delete",
      );
    }
    return context.json([id], 200);
  });
  routes.openapi(graph, async (context) => {
    const found = await directory.find(context.get("identity"), context.req.valid("param").assistant_id);
    return context.json(await drawing(deps, found, context.req.valid("query").xray ?? false), 200);
  });
  routes.openapi(schemas, async (context) => {
    const found = await directory.find(context.get("identity"), context.req.valid("param").assistant_id);
    return context.json(await graphSchemas(deps, found), 200);
  });
  routes.openapi(inside, async (context) => {
    const found = await directory.find(context.get("identity"), context.req.valid("param").assistant_id);
    return context.json(await subgraphs(deps, found, { recurse: context.req.valid("query").recurse === true }), 200);
  });
  routes.openapi(insideOne, async (context) => {
    const { assistant_id, namespace } = context.req.valid("param");
    const found = await directory.find(context.get("identity"), assistant_id);
    return context.json(await subgraphs(deps, found, { namespace, recurse: context.req.valid("query").recurse === true }), 200);
  });
  routes.openapi(versions, async (context) => {
    const { limit, offset } = context.req.valid("json");
    const found = await directory.versions(context.get("identity"), context.req.valid("param").assistant_id);
    const first = offset ?? 0;
    return context.json(found.slice(first, first + (limit ?? 10)).map(versionBody), 200);
  });
  routes.openapi(latest, async (context) => {
    const set = await directory.setLatest(context.get("identity"), context.req.valid("param").assistant_id, context.req.valid("json").version);
    return context.json(body(set), 200);
  });
  return routes;
}

function body(row: Assistant): AssistantBody {
  return { ...versionBody(row), updated_at: new Date(row.updatedAt).toISOString() };
}

function versionBody({ id, graph: graph_id, name, description, config, context, metadata, version, createdAt }: Assistant): VersionBody {
  return {
    assistant_id: id,
    graph_id,
    name,
    description: description ?? null,
    config,
    context,
    metadata,
    version,
    created_at: new Date(createdAt).toISOString(),
  };
}
