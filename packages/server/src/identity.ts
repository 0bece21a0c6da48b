import type { Actor, Permission, Quota } from "@baton/runtime";

/** Who makes a request. */
export interface Identity {
  readonly id: string;
  /** The key that it came with; absent for the one user of a local server. */
  readonly key?: string;
  /** `all`: the one user of a local server, who may do everything and holds every role; approvals say so. */
  readonly permissions: readonly Permission[] | "all";
  /** Business roles that reviews name. */
  readonly roles: readonly string[] | "all";
  readonly quota: Quota;
}

/** The one user of a server without keys. */
export const localIdentity: Identity = { id: "local", permissions: "all", roles: "all", quota: {} };

/** Who sent no key to a server that asks for keys. */
export const nobody: Identity = { id: "nobody", permissions: [], roles: [], quota: {} };

export function may(identity: Identity, ...oneOf: readonly Permission[]): boolean {
  const { permissions } = identity;
  return permissions === "all" || oneOf.some((permission) => permissions.includes(permission));
}

/** Whether it sees threads and runs that others own. */
export function seesAll(identity: Identity): boolean {
  return may(identity, "operator", "auditor");
}

/** The owner that its queries are bound to; undefined where it sees all. */
export function ownerOf(identity: Identity): string | undefined {
  return seesAll(identity) ? undefined : identity.id;
}

/** As the engine knows it. What a key may do with the server makes nobody a controller: reviews see business roles alone. */
export function actorOf(identity: Identity): Actor {
  return { id: identity.id, roles: identity.roles, operator: may(identity, "operator") };
}
