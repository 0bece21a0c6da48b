import { everyRole, type AuditEntry } from "@baton/runtime";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { answer, newRoutes } from "../routes.ts";

const cursorSchema = z
  .string()
  .regex(/^\d+(?:\.\d+)?~.+$/, "It is the `nextCursor` of the page before.")
  .transform((text) => ({ at: Number(text.slice(0, text.indexOf("~"))), id: text.slice(text.indexOf("~") + 1) }))
  .openapi({ type: "string", description: "`nextCursor` of the page before." });
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .openapi({ type: "string", format: "date-time" });

const happened = {
  id: z.string(),
  at: z.number().openapi({ description: "Milliseconds since the epoch." }),
  thread: z.string(),
  run: z.string(),
  node: z.string(),
  name: z.string().openapi({ description: "The tool, or the node that asked." }),
};
const entrySchema = z
  .discriminatedUnion("what", [
    z.object({
      ...happened,
      what: z.literal("decision"),
      approval: z.string(),
      type: z.enum(["approve", "edit", "reject", "respond"]),
      actor: z.string(),
      roles: z.array(z.string()),
      singleUser: z.boolean().openapi({ description: "Decided by the one user of a local server, who holds every role." }),
      value: z.unknown().optional(),
      message: z.string().optional(),
    }),
    z.object({
      ...happened,
      what: z.literal("effect"),
      approval: z.string().optional(),
      effect: z.enum(["read", "write", "sensitive"]),
      state: z.enum(["intent", "done", "failed", "unknown", "simulated"]),
      args: z.record(z.string(), z.unknown()),
    }),
  ])
  .openapi("AuditEntry");

const list = createRoute({
  method: "get",
  path: "/baton/audit",
  tags: ["Audit"],
  summary: "What people decided and what tools did, over all threads, newest first",
  request: {
    query: z.object({
      thread: z.string().optional(),
      actor: z.string().optional().openapi({ description: "Who decided: no effects then." }),
      name: z.string().optional().openapi({ description: "A tool, or a node that asked." }),
      from: moment.optional(),
      to: moment.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      cursor: cursorSchema.optional(),
    }),
  },
  responses: { 200: answer(z.object({ entries: z.array(entrySchema), nextCursor: z.string().optional() }), "A page.") },
});

/** For auditors: the record of decisions and effects. */
export function auditRoutes({ storage }: Pick<ServerDeps, "storage">): OpenAPIHono<AppEnv> {
  const routes = newRoutes();
  routes.openapi(list, async (context) => {
    const { cursor, limit, thread, actor, name, from, to } = context.req.valid("query");
    const entries = await storage.audit.list({
      limit,
      ...(cursor === undefined ? {} : { after: cursor }),
      ...(thread === undefined ? {} : { thread }),
      ...(actor === undefined ? {} : { actor }),
      ...(name === undefined ? {} : { name }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    const last = entries.length < limit ? undefined : entries.at(-1);
    return context.json({ entries: entries.map(entryBody), ...(last === undefined ? {} : { nextCursor: `${last.at}~${last.id}` }) }, 200);
  });
  return routes;
}

function entryBody(entry: AuditEntry): z.input<typeof entrySchema> {
  return entry.what === "effect" ? { ...entry } : { ...entry, roles: [...entry.roles], singleUser: entry.roles.includes(everyRole) };
}
