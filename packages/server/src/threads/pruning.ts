import { BatonError } from "@baton/core";
import type { ServerDeps } from "../deps.ts";
import type { Identity } from "../identity.ts";
import { removedThread } from "./access.ts";

/** Removes threads, or all of their history but the last checkpoints; those that are not the identity's or not at rest stay. Counts what was done. */
export async function pruneThreads(deps: ServerDeps, identity: Identity, ids: readonly string[], strategy: "delete" | "keep_latest"): Promise<number> {
  let pruned = 0;
  for (const id of new Set(ids)) {
    try {
      await removedThread(deps, identity, id);
      if (strategy === "delete") await deps.engine.delete(id);
      else await deps.storage.retention.prune({ only: [id], before: deps.clock.now(), what: "history" });
      pruned += 1;
    } catch (error) {
      if (!(error instanceof BatonError)) throw error;
    }
  }
  return pruned;
}
