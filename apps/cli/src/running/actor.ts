import type { Actor } from "baton";
import type { ActorOptions } from "./options.ts";

/** Who acts by the options; undefined for the local user, who holds every role. */
export function actorOf({ as, role = [] }: ActorOptions): Actor | undefined {
  if (as === undefined && role.length === 0) return undefined;
  return { id: as ?? "local", roles: role.length === 0 ? "all" : role };
}
