import { BatonError } from "@baton/core";
import type { Thread, Wait } from "@baton/runtime";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { type Identity, ownerOf } from "../identity.ts";
import { answer, json, jsonBody, newRoutes } from "../routes.ts";
import type { Worker } from "../worker/worker.ts";

const millis = z.number().openapi({ description: "Milliseconds since the epoch." });
const waitSchema = z
  .object({
    id: z.string(),
    thread: z.string(),
    graph: z.string(),
    run: z.string(),
    node: z.string(),
    place: z.string().optional().openapi({ description: "The lanes and graphs around it." }),
    openedAt: millis,
    wakeAt: millis.optional().openapi({ description: "When it goes on by itself." }),
    expiresAt: millis.optional().openapi({ description: "When nothing is waited for any more." }),
    event: z.string().optional().openapi({ description: "The event that it waits for." }),
    match: z.record(z.string(), z.unknown()).openapi({ description: "What fields of the event's payload must equal." }),
  })
  .openapi("Wait");

const tags = ["Waits"];
const list = createRoute({
  method: "get",
  path: "/baton/waits",
  tags,
  summary: "What runs wait for that is not a person: times and events, oldest first",
  responses: { 200: answer(z.object({ waits: z.array(waitSchema) }), "Open waits of the threads that the caller sees.") },
});
const send = createRoute({
  method: "post",
  path: "/baton/waits/{id}/send",
  tags,
  summary: "Send the event that a run waits for, to its thread alone; the run goes on",
  request: { params: z.object({ id: z.string().max(200) }), ...jsonBody(z.looseObject({ payload: json })) },
  responses: { 200: answer(z.object({ wakes: z.int() }), "How many waits it ends; the event is kept where it does not fit this one.") },
});

/** Times and events that runs wait for. */
export function waitRoutes({ storage, engine }: ServerDeps, worker: Pick<Worker, "goOn">): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  const threadOf = async (identity: Identity, { thread }: Wait): Promise<Thread | undefined> => {
    const found = await storage.threads.get(thread);
    const owner = ownerOf(identity);
    return owner === undefined || found?.owner === owner ? found : undefined;
  };
  routes.openapi(list, async (context) => {
    const identity = context.get("identity");
    const open = await storage.waits.list({ status: "open" });
    const waits = await Promise.all(
      open.map(async (wait) => {
        const thread = await threadOf(identity, wait);
        return thread === undefined ? [] : [view(wait, thread.graph)];
      }),
    );
    return context.json({ waits: waits.flat() }, 200);
  });
  routes.openapi(send, async (context) => {
    const { id } = context.req.valid("param");
    const wait = await storage.waits.get(id);
    const thread = wait === undefined ? undefined : await threadOf(context.get("identity"), wait);
    if (wait?.event === undefined || wait.status !== "open" || thread === undefined) {
      throw new BatonError("event_unknown", "domain", `Nothing waits for an event as ${id}.`, { fix: "List the waits that are open." });
    }
    const wakes = await engine.send({ name: wait.event, payload: context.req.valid("json").payload, thread: thread.id });
    if (wakes.length > 0) await worker.goOn(thread);
    return context.json({ wakes: wakes.length }, 200);
  });
  return routes;
}

function view({ id, thread, run, node, scope, openedAt, wakeAt, expiresAt, event, match }: Wait, graph: string): z.input<typeof waitSchema> {
  return {
    id,
    thread,
    graph,
    run,
    node,
    openedAt,
    match,
    ...(scope === "" ? {} : { place: scope }),
    ...(wakeAt === undefined ? {} : { wakeAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(event === undefined ? {} : { event }),
  };
}
