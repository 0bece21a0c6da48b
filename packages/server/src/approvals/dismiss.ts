import type { Thread } from "@baton/runtime";
import type { ServerDeps } from "../deps.ts";
import { actorOf, type Identity } from "../identity.ts";
import type { Worker } from "../worker/worker.ts";

/**
 * Rejects what a thread waits for, as agent-inbox means it where it ends a thread by an update in the name of its end: its graph goes on by what it has
 * for that. False where nothing is open. @throws BatonError where this identity may not decide, or may not reject.
 */
export async function dismissOpen(
  { storage, engine }: Pick<ServerDeps, "storage" | "engine">,
  worker: Pick<Worker, "goOn">,
  identity: Identity,
  thread: Thread,
): Promise<boolean> {
  const open = await storage.approvals.list({ thread: thread.id, status: "open" });
  for (const { id, actions } of open) {
    const decisions = actions.map(({ status }) => (status === "open" ? ({ type: "reject" } as const) : null));
    await engine.decide(id, decisions, actorOf(identity), { settled: async () => await worker.goOn(thread) });
  }
  return open.length > 0;
}
