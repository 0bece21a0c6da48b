import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { request } from "./request.ts";

const allOr = z.union([z.literal("all"), z.array(z.string())]);
const meSchema = z.object({ id: z.string(), permissions: allOr, roles: allOr, auth: z.enum(["local", "keys"]), offline: z.boolean().default(false) });
/** Who uses this editor, as the server knows them. */
export type Me = z.infer<typeof meSchema>;

/** Who calls, and what they may do. */
export const meQuery = queryOptions({ queryKey: ["me"], queryFn: async ({ signal }) => await request("/baton/me", meSchema, { signal }), staleTime: Infinity });

/** Whether somebody may read graphs and runs; who only decides sees what is asked and no more. */
export function mayRead(me: Me | undefined): boolean {
  return me !== undefined && (me.permissions === "all" || me.permissions.some((each) => each !== "approver"));
}

/** Whether somebody may see what waits for people. */
export function maySeeReviews(me: Me): boolean {
  const { permissions } = me;
  return permissions === "all" || ["approver", "operator", "auditor"].some((each) => permissions.includes(each));
}

/** Whether somebody may raise limits of runs and lend them a hand. */
export function isOperator(me: Me | undefined): boolean {
  return me !== undefined && (me.permissions === "all" || me.permissions.includes("operator"));
}
