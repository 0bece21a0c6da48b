import { BatonError, type JsonObject } from "@baton/core";
import type { Thread } from "@baton/runtime";
import { v7 } from "@langchain/core/utils/uuid";
import type { z } from "@hono/zod-openapi";
import type { ServerDeps } from "../deps.ts";
import type { Identity } from "../identity.ts";
import { threadGraph } from "../state/thread-graph.ts";
import { updateState } from "../state/updating.ts";
import { seenThread } from "./access.ts";
import type { createSchema } from "./schemas.ts";
import { graphIn } from "./search.ts";

/** Makes a thread, or gives the one that is there where that was asked for. @throws BatonError `thread_exists`, `run_missing`. */
export async function makeThread(deps: ServerDeps, identity: Identity, request: z.infer<typeof createSchema>): Promise<Thread> {
  const { storage, clock } = deps;
  const { graph = "", rest } = graphIn(request.metadata ?? {});
  const now = clock.now();
  const fresh: Thread = {
    id: request.thread_id ?? v7(),
    graph,
    graphHash: "",
    status: "idle",
    owner: identity.id,
    metadata: rest,
    createdAt: now,
    updatedAt: now,
  };
  const { supersteps } = request;
  if (supersteps != null && (await threadGraph(deps, fresh))?.governed !== false) {
    throw new BatonError("run_missing", "orchestration", "A thread of a document begins with a run, so it cannot be made from supersteps.", {
      fix: "Start a run with these values as its input, or copy a thread.",
    });
  }
  if (await storage.threads.create(fresh)) {
    if (supersteps != null) await updateState(deps, identity, fresh, { supersteps: supersteps.map(({ updates }) => updates) });
    return fresh;
  }
  const exists = new BatonError("thread_exists", "infrastructure", `There is a thread ${fresh.id} already.`, {
    fix: "Leave the id out, or ask for what is there with `if_exists: do_nothing`.",
  });
  if (request.if_exists !== "do_nothing") throw exists;
  return await seenThread(deps, identity, fresh.id).catch(() => Promise.reject(exists));
}

/** Merges fields into a thread's metadata. */
export async function patchThread({ storage, clock }: ServerDeps, thread: Thread, metadata: JsonObject): Promise<Thread> {
  const { graph, rest } = graphIn(metadata);
  const change = {
    metadata: { ...thread.metadata, ...rest },
    updatedAt: clock.now(),
    // What a thread has run on is told by its runs.
    ...(graph === undefined || thread.graphHash !== "" ? {} : { graph }),
  };
  await storage.threads.update(thread.id, change);
  return { ...thread, ...change };
}
