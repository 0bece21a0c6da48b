import { BatonError } from "@baton/core";
import { type Actor, type Approval, type RoleHolder, standingTo } from "@baton/runtime";
import type { Access } from "../deps.ts";
import { actorOf, type Identity, seesAll } from "../identity.ts";

/** Who decides: the caller, or whom the one user of a server without keys names. @throws BatonError `forbidden`. */
export function decidingFor(
  identity: Identity,
  as: { readonly id: string; readonly roles?: readonly string[] | undefined } | undefined,
  { auth }: Pick<Access, "auth">,
): Actor {
  if (as === undefined) return actorOf(identity);
  if (auth === "local") return { id: as.id, roles: as.roles ?? "all" };
  throw new BatonError("forbidden", "policy", `${identity.id} decides as ${identity.id}, and nobody else.`, { fix: "Leave `as` out." });
}

/** A person as stores look up what waits for them; undefined for the one local user, for whom everything does. */
export function lookupOf({ id, roles }: Identity, now: number): RoleHolder | undefined {
  return roles === "all" ? undefined : { roles, person: id, now };
}

/** Whether somebody may know of an approval: it may be theirs to decide, they decided in it, or asked for what it is about. */
export function mayRead(identity: Identity, approval: Approval, now: number): boolean {
  if (seesAll(identity) || approval.requester === identity.id) return true;
  const actor = actorOf(identity);
  return approval.actions.some(
    (action) => standingTo(approval, action, actor, now) !== "role" || action.decisions.some((decision) => decision.actor === identity.id),
  );
}

/** @throws BatonError `interrupt_unknown`, for what is there and not theirs too. */
export function readable(identity: Identity, id: string, approval: Approval | undefined, now: number): Approval {
  if (approval !== undefined && mayRead(identity, approval, now)) return approval;
  throw new BatonError("interrupt_unknown", "human", `There is no review ${id}.`, { fix: "The inbox lists those that are open." });
}
