import type { Approval } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import { actorOf, type Identity } from "../identity.ts";
import type { Look } from "./view.ts";

/** Shows approvals to somebody as they stand now. */
export function looking({ storage, clock }: Pick<ServerDeps, "storage" | "clock">) {
  return async <View>(identity: Identity, approval: Approval, view: (approval: Approval, look: Look) => View): Promise<View> => {
    const graph = (await storage.threads.get(approval.thread))?.graph ?? "";
    return view(approval, { actor: actorOf(identity), now: clock.now(), graph });
  };
}
