import { BatonError } from "@baton/core";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { answer, jsonBody, newRoutes } from "../routes.ts";
import { runMaker } from "../runs/create.ts";
import type { RunParts } from "../runs/running.ts";
import { sendEvents } from "../streams/sse.ts";
import { commandSchema, commander, mayWatch, type ProtocolResponse, responseSchema } from "./command.ts";
import { filterSchema } from "./filter.ts";
import { threadEvents } from "./reading.ts";

const tags = ["Streaming protocol"];
const params = z.object({ thread_id: z.string() });

const commands = createRoute({
  method: "post",
  path: "/threads/{thread_id}/commands",
  tags,
  summary: "Send a command to a thread",
  request: { params, ...jsonBody(commandSchema) },
  responses: { 200: answer(responseSchema, "What came of it.") },
});

const events = createRoute({
  method: "post",
  path: "/threads/{thread_id}/stream/events",
  tags,
  summary: "Stream a thread's events",
  request: { params, ...jsonBody(filterSchema) },
  responses: {
    200: {
      description: "Events of all its runs, from the first on or after `since`, and as they come.",
      content: { "text/event-stream": { schema: z.string() } },
    },
  },
});

/** LangGraph's thread-centric streaming protocol, over HTTP and server-sent events. */
export function commandRoutes(deps: ServerDeps, parts: RunParts): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  const act = commander(deps, runMaker(deps, parts));

  routes.openapi(commands, async (context) => {
    const { thread_id: thread } = context.req.valid("param");
    const { id, method, params: given } = context.req.valid("json");
    const sender = { identity: context.get("identity"), thread, traceparent: context.get("traceparent") };
    const response = await act(sender, method, given).then(
      (result): ProtocolResponse => ({ type: "success", id, result: { ...result }, meta: { thread_id: thread } }),
      (error: unknown): ProtocolResponse => refused(id, error),
    );
    return context.json(response, 200);
  });

  routes.openapi(events, async (context) => {
    const { thread_id: thread } = context.req.valid("param");
    const filter = context.req.valid("json");
    const owner = await mayWatch(deps, context.get("identity"), thread);
    return sendEvents(context, (signal) => threadEvents({ storage: deps.storage, hub: parts.hub }, { thread, owner, filter }, signal));
  });

  return routes;
}

/** Codes of the protocol for Baton's. What nobody foresaw, and what must not look like an answer, is left to the server's own error handling. */
const errors: Readonly<Record<string, string>> = {
  command_unknown: "unknown_command",
  not_implemented: "not_supported",
  thread_unknown: "no_such_run",
  run_unknown: "no_such_run",
  interrupt_unknown: "no_such_interrupt",
  interrupt_ambiguous: "no_such_interrupt",
  checkpoint_unknown: "no_such_checkpoint",
  forbidden: "permission_denied",
  approval_forbidden: "permission_denied",
  steer_forbidden: "permission_denied",
};
const passedOn = new Set(["queue_full", "draining", "quota_exceeded", "unauthenticated"]);

function refused(id: number, error: unknown): ProtocolResponse {
  if (error instanceof z.ZodError) {
    const problems = error.issues.map(({ path, message }) => `${path.length === 0 ? "" : `\`${path.join(".")}\`: `}${message}`);
    return { type: "error", id, error: "invalid_argument", message: `The command's params do not fit: ${problems.join("; ")}` };
  }
  if (!(error instanceof BatonError) || passedOn.has(error.code)) throw error;
  return { type: "error", id, error: errors[error.code] ?? "invalid_argument", message: error.message };
}
