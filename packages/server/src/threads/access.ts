import { BatonError } from "@baton/core";
import type { Storage, Thread } from "@baton/runtime";
import { type Identity, may, ownerOf } from "../identity.ts";

type Threads = { readonly storage: Pick<Storage, "threads" | "jobs"> };

/** A thread that an identity may see. @throws BatonError `thread_unknown`, of others' threads too: whose they are is nobody else's business. */
export async function seenThread({ storage }: Threads, identity: Identity, id: string): Promise<Thread> {
  const thread = await storage.threads.get(id);
  const owner = ownerOf(identity);
  if (thread !== undefined && (owner === undefined || thread.owner === owner)) return thread;
  throw new BatonError("thread_unknown", "orchestration", `There is no thread ${id}.`, { fix: "Search for the threads there are." });
}

/** A thread that an identity may change: its own, or any as an operator. @throws BatonError `thread_unknown`, `forbidden`. */
export async function changedThread(deps: Threads, identity: Identity, id: string): Promise<Thread> {
  const thread = await seenThread(deps, identity, id);
  if (thread.owner === identity.id || may(identity, "operator")) return thread;
  throw new BatonError("forbidden", "human", `Thread ${id} is not yours to change.`, { fix: "Ask its owner or an operator." });
}

/** A thread that an identity may remove: its own. @throws BatonError `thread_unknown`, `forbidden`, `thread_busy`. */
export async function removedThread(deps: Threads, identity: Identity, id: string): Promise<Thread> {
  const thread = await seenThread(deps, identity, id);
  if (thread.owner !== identity.id && identity.permissions !== "all") {
    throw new BatonError("forbidden", "human", `Thread ${id} can be removed by its owner only.`, { fix: `Ask ${thread.owner}.` });
  }
  await restingThread(deps, id);
  return thread;
}

/** @throws BatonError `thread_busy` where runs go on or wait on a thread. */
export async function restingThread({ storage }: Threads, id: string): Promise<void> {
  const [job] = await storage.jobs.list({ thread: id, status: ["pending", "running"], limit: 1 });
  if (job === undefined) return;
  throw new BatonError("thread_busy", "orchestration", `Thread ${id} has a run that is ${job.status}: ${job.id}.`, {
    fix: "Wait until it has ended, or cancel it.",
  });
}
