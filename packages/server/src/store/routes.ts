import { createRoute, type OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Item } from "@langchain/langgraph";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import type { Identity } from "../identity.ts";
import { answer, jsonBody, newRoutes } from "../routes.ts";
import { OwnerStore } from "./owner-store.ts";
import { deleteSchema, getSchema, itemSchema, itemsSchema, namespaceListSchema, namespacesSchema, putSchema, searchSchema } from "./schemas.ts";

const tags = ["Store"];
const put = createRoute({
  method: "put",
  path: "/store/items",
  tags,
  summary: "Keep an item, or replace it",
  request: jsonBody(putSchema),
  responses: { 204: { description: "Kept." } },
});
const get = createRoute({
  method: "get",
  path: "/store/items",
  tags,
  summary: "Read an item",
  request: { query: getSchema },
  responses: { 200: answer(itemSchema.nullable(), "The item; null if there is none.") },
});
const remove = createRoute({
  method: "delete",
  path: "/store/items",
  tags,
  summary: "Delete an item",
  request: jsonBody(deleteSchema),
  responses: { 204: { description: "There is no such item any more." } },
});
const search = createRoute({
  method: "post",
  path: "/store/items/search",
  tags,
  summary: "Search items",
  request: jsonBody(searchSchema),
  responses: { 200: answer(itemsSchema, "Items in the namespace and those below it.") },
});
const namespaces = createRoute({
  method: "post",
  path: "/store/namespaces",
  tags,
  summary: "List namespaces",
  request: jsonBody(namespacesSchema),
  responses: { 200: answer(namespaceListSchema, "Namespaces that have items.") },
});

/** LangGraph's store over HTTP: each identity has its own items, and no other sees them. */
export function storeRoutes({ storage }: ServerDeps): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  const storeOf = ({ id }: Identity): OwnerStore => new OwnerStore(storage.items, id);
  routes.openapi(put, async (context) => {
    const { namespace, key, value } = context.req.valid("json");
    await storeOf(context.get("identity")).put(namespace, key, value);
    return context.body(null, 204);
  });
  routes.openapi(get, async (context) => {
    const { namespace, key } = context.req.valid("query");
    const item = await storeOf(context.get("identity")).get(namespace, key);
    return context.json(item === null ? null : itemBody(item), 200);
  });
  routes.openapi(remove, async (context) => {
    const { namespace, key } = context.req.valid("json");
    await storeOf(context.get("identity")).delete(namespace, key);
    return context.body(null, 204);
  });
  routes.openapi(search, async (context) => {
    const { namespace_prefix, filter, limit, offset } = context.req.valid("json");
    const items = await storeOf(context.get("identity")).search(namespace_prefix, { ...(filter == null ? {} : { filter }), limit, offset });
    return context.json({ items: items.map(itemBody) }, 200);
  });
  routes.openapi(namespaces, async (context) => {
    const { prefix, suffix, max_depth, limit, offset } = context.req.valid("json");
    const found = await storeOf(context.get("identity")).listNamespaces({
      ...(prefix == null ? {} : { prefix }),
      ...(suffix == null ? {} : { suffix }),
      ...(max_depth == null ? {} : { maxDepth: max_depth }),
      limit,
      offset,
    });
    return context.json({ namespaces: found }, 200);
  });
  return routes;
}

function itemBody({ namespace, key, value, createdAt, updatedAt }: Item): z.infer<typeof itemSchema> {
  return { namespace, key, value, created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() };
}
