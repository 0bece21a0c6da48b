import { BatonError, type Diagnostic } from "@baton/core";
import type { GraphEntry } from "@baton/runtime";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { type Identity, ownerOf } from "../identity.ts";
import type { Live } from "../live/live.ts";
import { answer, jsonBody, newRoutes } from "../routes.ts";
import { create, describe, save, workspaceOf } from "./documents.ts";
import {
  checkedSchema,
  createSchema,
  documentSchema,
  examplesSchema,
  graphId,
  listSchema,
  saveSchema,
  templateFilesSchema,
  templatesSchema,
} from "./schemas.ts";

const tags = ["Graphs"];
const list = createRoute({
  method: "get",
  path: "/baton/graphs",
  tags,
  summary: "List graphs, with what is wrong with each",
  responses: { 200: answer(listSchema, "The graphs.") },
});
const read = createRoute({
  method: "get",
  path: "/baton/graphs/{id}",
  tags,
  summary: "Read a graph's files, to edit them",
  request: { params: graphId },
  responses: { 200: answer(documentSchema, "The graph; `ETag` is what a save names.") },
});
const write = createRoute({
  method: "put",
  path: "/baton/graphs/{id}",
  tags,
  summary: "Save files of a graph, all or none",
  request: { params: graphId, headers: z.object({ "if-match": z.string().optional() }), ...jsonBody(saveSchema) },
  responses: {
    200: answer(documentSchema, "The graph as it is now."),
    412: { description: "Somebody changed it since; the answer says what, and who if it was done here." },
  },
});
const make = createRoute({
  method: "post",
  path: "/baton/graphs",
  tags,
  summary: "Make a graph, from a template or from files",
  request: jsonBody(createSchema),
  responses: { 201: answer(documentSchema, "The new graph.") },
});
const check = createRoute({
  method: "post",
  path: "/baton/graphs/{id}/check",
  tags,
  summary: "Check a graph as it would be with these files; nothing is written or run",
  request: { params: graphId, ...jsonBody(saveSchema) },
  responses: { 200: answer(checkedSchema, "Every problem at once.") },
});
const examples = createRoute({
  method: "get",
  path: "/baton/graphs/{id}/examples",
  tags,
  summary: "List inputs to try a graph with",
  request: { params: graphId },
  responses: { 200: answer(examplesSchema, "The inputs of its cases.") },
});
const templates = createRoute({
  method: "get",
  path: "/baton/templates",
  tags,
  summary: "List graphs to begin with",
  responses: { 200: answer(templatesSchema, "The templates.") },
});

const template = createRoute({
  method: "get",
  path: "/baton/templates/{id}",
  tags,
  summary: "Read a template's files, to take its steps into another graph",
  request: { params: graphId },
  responses: { 200: answer(templateFilesSchema, "Its text files, by path.") },
});

/** Graphs as people edit them. */
export function graphRoutes(deps: ServerDeps, live: Live): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (context) => {
    const entries = await deps.catalogue.list();
    return context.json({ graphs: await Promise.all(entries.map(async (entry) => await entryOf(entry, context.get("identity"), deps))) }, 200);
  });
  routes.openapi(read, async (context) => {
    const document = await workspaceOf(deps).read(context.req.valid("param").id);
    context.header("etag", `"${document.etag}"`);
    return context.json(await describe(document, deps), 200);
  });
  routes.openapi(write, async (context) => {
    const etag = tagOf(context.req.valid("header")["if-match"]);
    const saved = await save(context.req.valid("param").id, context.req.valid("json").files, etag, context.get("identity"), deps, live);
    context.header("etag", `"${saved.etag}"`);
    return context.json(await describe(saved, deps), 200);
  });
  routes.openapi(make, async (context) => {
    const made = await create(context.req.valid("json"), context.get("identity"), deps, live);
    context.header("etag", `"${made.etag}"`);
    context.header("location", `/baton/graphs/${made.id}`);
    return context.json(await describe(made, deps), 201);
  });
  routes.openapi(check, async (context) => {
    const diagnostics = await workspaceOf(deps).check(context.req.valid("param").id, context.req.valid("json").files);
    return context.json(checkedSchema.parse({ diagnostics }), 200);
  });
  routes.openapi(examples, async (context) => {
    const known = await workspaceOf(deps).examples(context.req.valid("param").id);
    return context.json(examplesSchema.parse({ examples: known }), 200);
  });
  routes.openapi(templates, async (context) => {
    return context.json({ templates: [...((await deps.workspace?.templates()) ?? [])] }, 200);
  });
  routes.openapi(template, async (context) => {
    return context.json({ files: { ...(await workspaceOf(deps).template(context.req.valid("param").id)) } }, 200);
  });
  return routes;
}

async function entryOf({ problems, ...entry }: GraphEntry, identity: Identity, { storage, access }: ServerDeps) {
  const owner = ownerOf(identity);
  const [last] = await storage.threads.searchRuns({ graph: entry.id, limit: 1, ...(owner === undefined ? {} : { owner }) });
  const { hash, publishedHash } = entry;
  return {
    ...entry,
    draft: entry.governed && hash !== publishedHash && (publishedHash !== undefined || access.auth === "keys"),
    problems: { error: countOf(problems, "error"), warning: countOf(problems, "warning"), advice: countOf(problems, "advice") },
    ...(last === undefined ? {} : { lastRun: { id: last.id, thread: last.thread, status: last.status, startedAt: last.startedAt } }),
  };
}

function countOf(problems: readonly Diagnostic[], severity: Diagnostic["severity"]): number {
  return problems.filter((problem) => problem.severity === severity).length;
}

/** @throws BatonError `etag_missing`: who does not say what he read might write over what he never saw. */
function tagOf(header: string | undefined): string {
  const tag = /^(?:W\/)?"([^"]+)"$/.exec(header ?? "")?.[1];
  if (tag === undefined)
    throw new BatonError("etag_missing", "domain", "A save names the state that it changes.", {
      fix: "Send the `ETag` that the graph was read with as `If-Match`.",
    });
  return tag;
}
