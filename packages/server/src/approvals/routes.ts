import { BatonError } from "@baton/core";
import type { Approval } from "@baton/runtime";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { actorOf, type Identity, seesAll } from "../identity.ts";
import { answer, jsonBody, newRoutes } from "../routes.ts";
import type { Worker } from "../worker/worker.ts";
import { looking } from "./look.ts";
import { approvalSchema, decideSchema, idParam, pageQuery } from "./schemas.ts";
import { wholeView } from "./view.ts";
import { decidingFor, mayRead, readable } from "./visible.ts";

const tags = ["Approvals"];
const params = idParam;
const list = createRoute({
  method: "get",
  path: "/baton/approvals",
  tags,
  summary: "Approvals, decided ones too, oldest first",
  request: {
    query: z.object({ ...pageQuery, thread: z.string().optional(), graph: z.string().optional(), status: z.enum(["open", "resolved", "void"]).optional() }),
  },
  responses: { 200: answer(z.object({ approvals: z.array(approvalSchema), nextCursor: z.string().optional() }), "A page of those that the caller may see.") },
});
const get = createRoute({
  method: "get",
  path: "/baton/approvals/{id}",
  tags,
  summary: "An approval: who decided what, and when; decided and void ones too",
  request: { params },
  responses: { 200: answer(approvalSchema, "The approval.") },
});
const decide = createRoute({
  method: "post",
  path: "/baton/approvals/{id}/decide",
  tags,
  summary: "Decide; the run goes on once everything is settled",
  request: { params, ...jsonBody(decideSchema) },
  responses: { 200: answer(approvalSchema, "The approval as it stands now.") },
});
const claim = createRoute({
  method: "post",
  path: "/baton/approvals/{id}/claim",
  tags,
  summary: "Tell others that the caller looks at it; it binds nobody",
  request: { params },
  responses: { 200: answer(approvalSchema, "The approval.") },
});
const release = createRoute({
  method: "delete",
  path: "/baton/approvals/{id}/claim",
  tags,
  summary: "Take an own claim back",
  request: { params },
  responses: { 200: answer(approvalSchema, "The approval.") },
});

/** What people decide. A worker goes on with a thread in the commit that settles what held it up. */
export function approvalRoutes(deps: ServerDeps, worker: Pick<Worker, "goOn">): OpenAPIHono<AppEnv> {
  const { storage, engine, clock, access } = deps;
  const routes = newRoutes();
  const look = looking(deps);
  const seen = async (identity: Identity, id: string): Promise<Approval> => readable(identity, id, await storage.approvals.get(id), clock.now());

  routes.openapi(list, async (context) => {
    const { limit, cursor, thread, graph, status } = context.req.valid("query");
    const identity = context.get("identity");
    if (thread === undefined && !seesAll(identity)) {
      throw new BatonError("request_invalid", "domain", "Approvals of all threads are for operators and auditors.", {
        fix: "Name a `thread`, or read the inbox.",
      });
    }
    const rows = await storage.approvals.list({
      limit,
      ...(cursor === undefined ? {} : { after: cursor }),
      ...(thread === undefined ? {} : { thread }),
      ...(graph === undefined ? {} : { graph }),
      ...(status === undefined ? {} : { status }),
    });
    const own = rows.filter((row) => mayRead(identity, row, clock.now()));
    const last = rows.length < limit ? undefined : rows.at(-1)?.id;
    return context.json(
      { approvals: await Promise.all(own.map((row) => look(identity, row, wholeView))), ...(last === undefined ? {} : { nextCursor: last }) },
      200,
    );
  });
  routes.openapi(get, async (context) => {
    const identity = context.get("identity");
    return context.json(await look(identity, await seen(identity, context.req.valid("param").id), wholeView), 200);
  });
  routes.openapi(decide, async (context) => {
    const identity = context.get("identity");
    const { id, thread: of } = await seen(identity, context.req.valid("param").id);
    const body = context.req.valid("json");
    const { wording, as, ...decisions } = Array.isArray(body) ? { decisions: body } : body;
    const thread = await storage.threads.get(of);
    const decided = await engine.decide(id, decisions, decidingFor(identity, as, access), {
      ...(wording === undefined ? {} : { seen: wording }),
      ...(thread === undefined ? {} : { settled: async () => await worker.goOn(thread) }),
    });
    return context.json(await look(identity, decided, wholeView), 200);
  });
  routes.openapi(claim, async (context) => {
    const identity = context.get("identity");
    const { id } = await seen(identity, context.req.valid("param").id);
    return context.json(await look(identity, await engine.claim(id, actorOf(identity)), wholeView), 200);
  });
  routes.openapi(release, async (context) => {
    const identity = context.get("identity");
    const { id } = await seen(identity, context.req.valid("param").id);
    return context.json(await look(identity, await engine.release(id, actorOf(identity)), wholeView), 200);
  });
  return routes;
}
