import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { answer, newRoutes } from "../routes.ts";

const allOr = (each: z.ZodType<string>) => z.union([z.literal("all"), z.array(each)]);

const meSchema = z.object({
  id: z.string(),
  permissions: allOr(z.enum(["designer", "operator", "approver", "auditor"])),
  roles: allOr(z.string()),
  auth: z.enum(["local", "keys"]).openapi({ description: "Whether this server asks for keys." }),
  offline: z.boolean().openapi({ description: "Whether scripted replies answer in place of models." }),
});

const me = createRoute({
  method: "get",
  path: "/baton/me",
  summary: "Who calls, and what they may do",
  responses: { 200: answer(meSchema, "The caller") },
});

/** Who a request is made by. */
export function meRoutes({ access: { auth }, offline = false }: Pick<ServerDeps, "access" | "offline">): OpenAPIHono<AppEnv> {
  return newRoutes().openapi(me, (context) => {
    const { id, permissions, roles } = context.get("identity");
    const list = (names: readonly string[] | "all"): "all" | string[] => (names === "all" ? names : [...names]);
    return context.json({ id, permissions: list(permissions), roles: list(roles), auth, offline }, 200);
  });
}
