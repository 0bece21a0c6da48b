import { BatonError } from "@baton/core";
import { draftEnvironment, type EffectRecord, type Run, type Storage, unescapeLc } from "@baton/runtime";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { type Identity, ownerOf } from "../identity.ts";
import { answer, jsonBody, newRoutes } from "../routes.ts";
import { HELD } from "../worker/request.ts";
import { conversationsOf } from "./conversations.ts";
import { conversationsSchema, eventsQuery, limitsSchema, runId, runSchema, runsQuery, runsSchema, runWithEventsSchema } from "./schemas.ts";

const tags = ["Run records"];
const list = createRoute({
  method: "get",
  path: "/baton/runs",
  tags,
  summary: "List runs of all threads, newest first, with their cost and what failed",
  request: { query: runsQuery },
  responses: { 200: answer(runsSchema, "Runs from an input to an outcome, over all their stops.") },
});
const read = createRoute({
  method: "get",
  path: "/baton/runs/{id}",
  tags,
  summary: "Read a run with its events",
  request: { params: runId, query: eventsQuery },
  responses: { 200: answer(runWithEventsSchema, "The run, and its events after a sequence number.") },
});

const conversations = createRoute({
  method: "get",
  path: "/baton/runs/{id}/conversations",
  tags,
  summary: "Read what agents and models said to each other in a run",
  request: { params: runId },
  responses: { 200: answer(conversationsSchema, "A conversation for each piece of work, newest first.") },
});

const raise = createRoute({
  method: "patch",
  path: "/baton/runs/{id}/limits",
  tags,
  summary: "Give a run that stands still new limits, as an operator; go on with its thread afterwards",
  request: { params: runId, ...jsonBody(limitsSchema) },
  responses: { 200: answer(runSchema, "The run with its new limits; those that were not named stay.") },
});

/** Runs of documents as Baton counts them. */
export function recordRoutes({ storage }: ServerDeps): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  const seen = async (id: string, identity: Identity): Promise<Run> => {
    const owner = ownerOf(identity);
    const run = await storage.threads.getRun(id);
    const thread = run === undefined ? undefined : await storage.threads.get(run.thread);
    if (run !== undefined && thread !== undefined && (owner === undefined || thread.owner === owner)) return run;
    throw new BatonError("run_unknown", "domain", `There is no run ${id}.`, { fix: "List those there are." });
  };
  routes.openapi(list, async (context) => {
    const { graph, status, limit, offset } = context.req.valid("query");
    const owner = ownerOf(context.get("identity"));
    const filter = {
      limit,
      offset,
      ...(graph === undefined ? {} : { graph }),
      ...(status === undefined ? {} : { status }),
      ...(owner === undefined ? {} : { owner }),
    };
    const runs = await storage.threads.searchRuns(filter);
    return context.json(runsSchema.parse({ runs: await Promise.all(runs.map(async (run) => await described(run, storage))) }), 200);
  });
  routes.openapi(read, async (context) => {
    const { id } = context.req.valid("param");
    const run = await seen(id, context.get("identity"));
    const [events, effects] = await Promise.all([
      storage.events.read(run.thread, { run: id, ...context.req.valid("query") }),
      storage.effects.list({ run: id }),
    ]);
    const { input = null, output = null } = run;
    const told = events.map(({ seq, at, event }) => ({ seq, at, event: unescapeLc(event) }));
    return context.json(
      runWithEventsSchema.parse({
        ...(await described(run, storage)),
        input: unescapeLc(input),
        output: unescapeLc(output),
        events: told,
        effects: effects.map(effectOf),
      }),
      200,
    );
  });
  routes.openapi(conversations, async (context) => {
    const run = await seen(context.req.valid("param").id, context.get("identity"));
    return context.json(conversationsSchema.parse({ conversations: await conversationsOf(storage, run) }), 200);
  });
  routes.openapi(raise, async (context) => {
    const run = await seen(context.req.valid("param").id, context.get("identity"));
    const busy = await storage.jobs.list({ thread: run.thread, status: ["pending", "running"] });
    if (busy.some(({ notBefore }) => notBefore !== HELD)) {
      throw new BatonError("run_under_way", "orchestration", `Run ${run.id} is under way, and its limits are fixed until it stops.`, { fix: "Stop it first." });
    }
    if (run.status === "done") {
      throw new BatonError("thread_finished", "orchestration", `Run ${run.id} is over, so no limit of it counts any more.`, { fix: "Start a new run." });
    }
    await storage.budgets.raise(run.id, context.req.valid("json"));
    return context.json(await described(run, storage), 200);
  });
  return routes;
}

function effectOf({ slot: { node, scope, visit }, args, result = null, approval, ...record }: EffectRecord) {
  return { ...record, node, scope, visit, args: unescapeLc(args), result: unescapeLc(result), approval: approval?.id };
}

async function described(run: Run, storage: Storage) {
  const [thread, budget] = await Promise.all([storage.threads.get(run.thread), storage.budgets.get(run.id)]);
  return runSchema.parse({ ...run, graph: thread?.graph ?? "", draft: run.environment === draftEnvironment, usage: budget?.usage, limits: budget?.limits });
}
