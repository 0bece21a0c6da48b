import { BatonError } from "@baton/core";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { approvalRoutes } from "./approvals/routes.ts";
import { assistantDirectory } from "./assistants/directory.ts";
import { assistantRoutes } from "./assistants/routes.ts";
import { commandRoutes } from "./commands/routes.ts";
import type { ServerDeps } from "./deps.ts";
import { editorRoutes } from "./editor/routes.ts";
import type { AppEnv } from "./env.ts";
import { bodyOf, statusOf } from "./errors.ts";
import { graphRoutes } from "./graphs/routes.ts";
import { versionRoutes } from "./graphs/version-routes.ts";
import { guards } from "./guard/guards.ts";
import { cronRoutes } from "./info/crons.ts";
import { infoRoutes } from "./info/routes.ts";
import { createLive, told } from "./live/live.ts";
import { liveRoutes } from "./live/routes.ts";
import { meRoutes } from "./me/routes.ts";
import { auditRoutes } from "./audit/routes.ts";
import { inboxRoutes } from "./inbox/routes.ts";
import { serverGauges } from "./observe/gauges.ts";
import { requests } from "./observe/requests.ts";
import { observeRoutes } from "./observe/routes.ts";
import { openApiRoutes } from "./openapi/routes.ts";
import { recordRoutes } from "./records/routes.ts";
import { newRoutes } from "./routes.ts";
import { runRoutes } from "./runs/routes.ts";
import { statelessRunRoutes } from "./runs/stateless.ts";
import { stateRoutes } from "./state/routes.ts";
import { storeRoutes } from "./store/routes.ts";
import { streamHub } from "./streams/hub.ts";
import { threadRoutes } from "./threads/routes.ts";
import { toolRoutes } from "./tools/routes.ts";
import { waitRoutes } from "./waits/routes.ts";
import { createWebhooks } from "./webhooks/webhooks.ts";
import { createWorker } from "./worker/worker.ts";

/** A server that whoever made it starts and stops. */
export interface Server {
  /** Web-standard: `app.fetch` answers requests, whatever listens. */
  readonly app: OpenAPIHono<AppEnv>;
  /** Goes on with what processes that are gone left, and does what comes due from now on. Without it runs that are asked for run, and no more. */
  start(): Promise<void>;
  /** Takes no more runs; those under way stop after the step they are in, and the next process goes on with them, as it does with those that do not. */
  drain(): Promise<void>;
  /** Runs under way in this process. */
  running(): number;
}

/** The app of a server that needs no starting: for requests alone. */
export function createApp(deps: ServerDeps): OpenAPIHono<AppEnv> {
  return createServer(deps).app;
}

/** Makes a server. */
export function createServer(given: ServerDeps): Server {
  const live = createLive();
  const deps: ServerDeps = { ...given, engine: told(given.engine, live, given.storage.threads) };
  const webhooks = createWebhooks(deps);
  const hub = streamHub({ streams: deps.storage.streams, jobs: deps.storage.jobs, streamBytes: deps.limits.streamBytes });
  const worker = createWorker(deps, hub, webhooks);
  const assistants = assistantDirectory(deps);
  const runs = { worker, hub, webhooks, assistants };
  const app = newRoutes();
  app.onError((error, context) => {
    const status = statusOf(error);
    if (status === 500) deps.log.error({ err: error, request: context.get("requestId"), path: context.req.path }, "request failed");
    if (error instanceof BatonError && error.retryAfter !== undefined) context.header("retry-after", String(error.retryAfter));
    return context.json(bodyOf(error), status);
  });
  app.notFound((context) => {
    throw new BatonError("not_found", "domain", `There is no \`${context.req.method} ${context.req.path}\` here.`);
  });
  serverGauges(deps);
  app.use(requests(deps), ...guards(deps));
  app.route("/", meRoutes(deps));
  app.route("/", infoRoutes(deps));
  app.route("/", observeRoutes(deps));
  app.route("/", cronRoutes());
  app.route("/", assistantRoutes(deps, assistants));
  app.route("/", threadRoutes(deps));
  app.route("/", runRoutes(deps, runs));
  app.route("/", statelessRunRoutes(deps, runs));
  app.route("/", commandRoutes(deps, runs));
  app.route("/", stateRoutes(deps, worker));
  app.route("/", storeRoutes(deps));
  app.route("/", inboxRoutes(deps));
  app.route("/", approvalRoutes(deps, worker));
  app.route("/", waitRoutes(deps, worker));
  app.route("/", auditRoutes(deps));
  app.route("/", graphRoutes(deps, live));
  app.route("/", versionRoutes(deps));
  app.route("/", toolRoutes(deps));
  app.route("/", recordRoutes(deps));
  app.route("/", liveRoutes(deps, live));
  if (deps.editor !== undefined) app.route("/", editorRoutes(deps.editor));
  // After all others, whose routes it tells of.
  app.route("/", openApiRoutes(app, deps.version));
  return {
    app,
    start: worker.start,
    drain: async () => {
      live.end();
      await worker.drain();
    },
    running: worker.running,
  };
}
