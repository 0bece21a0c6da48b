import { BatonError } from "@baton/core";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { answer, jsonBody, newRoutes } from "../routes.ts";
import { publish } from "./publish.ts";
import { graphId, publicationsSchema, publishedSchema, publishSchema, versionId, versionSchema, versionsSchema } from "./schemas.ts";

const tags = ["Graphs"];
const list = createRoute({
  method: "get",
  path: "/baton/graphs/{id}/versions",
  tags,
  summary: "List the versions of a graph that ran or were published, newest first",
  request: { params: graphId },
  responses: { 200: answer(versionsSchema, "The versions.") },
});
const read = createRoute({
  method: "get",
  path: "/baton/graphs/{id}/versions/{hash}",
  tags,
  summary: "Read the files of a version",
  request: { params: versionId },
  responses: { 200: answer(versionSchema, "The version.") },
});
const put = createRoute({
  method: "post",
  path: "/baton/graphs/{id}/publish",
  tags,
  summary: "Put a version into force for new runs",
  request: { params: graphId, ...jsonBody(publishSchema) },
  responses: { 200: answer(publishedSchema, "What was published."), 403: { description: "The caller edited it last." } },
});
const history = createRoute({
  method: "get",
  path: "/baton/graphs/{id}/publications",
  tags,
  summary: "List who edited and published a graph, newest first",
  request: { params: graphId },
  responses: { 200: answer(publicationsSchema, "The newest 200.") },
});

/** Versions of graphs, and which of them is in force. */
export function versionRoutes(deps: ServerDeps): OpenAPIHono<AppEnv> {
  const { storage, catalogue, access } = deps;
  const routes = newRoutes();
  const known = async (id: string): Promise<string> => {
    if (await catalogue.has(id)) return id;
    throw new BatonError("graph_unknown", "domain", `There is no graph \`${id}\`.`, { fix: "List those there are." });
  };
  routes.openapi(list, async (context) => {
    const id = await known(context.req.valid("param").id);
    const published = await storage.publications.list(id, { what: "published" });
    const versions = (await storage.graphs.list(id)).map(({ hash, createdAt }) => {
      const row = published.find((each) => each.hash === hash);
      return { hash, createdAt, ...(row === undefined ? {} : { publishedAt: row.at, publishedBy: row.by }) };
    });
    return context.json({ versions }, 200);
  });
  routes.openapi(read, async (context) => {
    const { id, hash } = context.req.valid("param");
    const version = (await catalogue.has(id)) ? await storage.graphs.get(hash) : undefined;
    if (version?.id !== id) throw new BatonError("version_unknown", "infrastructure", `Graph \`${id}\` has no version ${hash}.`, { fix: "List its versions." });
    return context.json({ hash: version.hash, id: version.id, createdAt: version.createdAt, files: { ...version.files } }, 200);
  });
  routes.openapi(put, async (context) => {
    const row = await publish(context.req.valid("param").id, context.req.valid("json").hash, context.get("identity"), deps);
    return context.json({ ...row, alone: access.auth === "local" }, 200);
  });
  routes.openapi(history, async (context) => {
    const id = await known(context.req.valid("param").id);
    return context.json({ publications: [...(await storage.publications.list(id, { limit: 200 }))] }, 200);
  });
  return routes;
}
