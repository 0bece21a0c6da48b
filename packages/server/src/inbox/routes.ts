import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ApprovalFilter } from "@baton/runtime";
import { looking } from "../approvals/look.ts";
import { pageQuery, waitingSchema } from "../approvals/schemas.ts";
import { waitingView } from "../approvals/view.ts";
import { lookupOf, mayRead } from "../approvals/visible.ts";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { type Identity, seesAll } from "../identity.ts";
import { answer, newRoutes } from "../routes.ts";

const filters = z.object({
  role: z.string().optional().openapi({ description: "What this role may decide, or anybody." }),
  graph: z.string().optional(),
  thread: z.string().optional(),
  node: z.string().optional(),
  mine: z.stringbool().optional().openapi({ description: "Only what the caller may decide now." }),
});
type Filters = z.output<typeof filters>;

const tags = ["Inbox"];
const list = createRoute({
  method: "get",
  path: "/baton/inbox",
  tags,
  summary: "What waits for people, oldest first",
  request: { query: filters.extend(pageQuery) },
  responses: {
    200: answer(
      z.object({ items: z.array(waitingSchema), nextCursor: z.string().optional().openapi({ description: "Absent on the last page." }) }),
      "A page; it may hold fewer than `limit`, and more pages follow while there is a cursor.",
    ),
  },
});
const count = createRoute({
  method: "get",
  path: "/baton/inbox/count",
  tags,
  summary: "How much waits for people",
  request: { query: filters.omit({ mine: true }) },
  responses: { 200: answer(z.object({ count: z.int() }), "Open approvals that the caller sees in the inbox.") },
});

/** What waits for people, each seeing what is theirs. */
export function inboxRoutes(deps: ServerDeps): OpenAPIHono<AppEnv> {
  const { storage, clock } = deps;
  const routes = newRoutes();
  const look = looking(deps);
  routes.openapi(list, async (context) => {
    const { limit, cursor, ...query } = context.req.valid("query");
    const identity = context.get("identity");
    const now = clock.now();
    const rows = await storage.approvals.list({ ...filterFor(identity, query, now), limit, ...(cursor === undefined ? {} : { after: cursor }) });
    const own = rows.filter((row) => mayRead(identity, row, now));
    const items = await Promise.all(own.map((row) => look(identity, row, waitingView)));
    const last = rows.length < limit ? undefined : rows.at(-1)?.id;
    return context.json({ items: query.mine === true ? items.filter(({ mine }) => mine) : items, ...(last === undefined ? {} : { nextCursor: last }) }, 200);
  });
  routes.openapi(count, async (context) => {
    const identity = context.get("identity");
    return context.json({ count: await storage.approvals.count(filterFor(identity, context.req.valid("query"), clock.now())) }, 200);
  });
  return routes;
}

/** What storage looks for: a role, else what an approver may decide; operators and auditors see all. */
function filterFor(identity: Identity, { role, graph, thread, node, mine }: Filters, now: number): ApprovalFilter {
  const own = seesAll(identity) && mine !== true ? undefined : lookupOf(identity, now);
  const by = role === undefined ? own : { roles: own === undefined || own.roles.includes(role) ? [role] : [], now };
  return {
    status: "open",
    ...(graph === undefined ? {} : { graph }),
    ...(thread === undefined ? {} : { thread }),
    ...(node === undefined ? {} : { node }),
    ...(by === undefined ? {} : { by }),
  };
}
