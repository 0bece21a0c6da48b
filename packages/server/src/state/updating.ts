import { BatonError, type Json } from "@baton/core";
import { type Amendment, type CodeGraph, escapeLc, holderName, holdLease, LEASE_KEY, type Thread } from "@baton/runtime";
import { Command, Send } from "@langchain/langgraph";
import type { ServerDeps } from "../deps.ts";
import { actorOf, type Identity } from "../identity.ts";
import { checkpointBody } from "./body.ts";
import { configOf } from "./reading.ts";
import type { CheckpointBody, CheckpointRef, CommandBody } from "./schemas.ts";
import { threadGraph } from "./thread-graph.ts";

/** What is to be written, from which checkpoint on; from the head, if none is named. */
interface StateUpdate {
  readonly supersteps: readonly (readonly {
    readonly values?: Json | undefined;
    readonly command?: CommandBody | null | undefined;
    readonly as_node?: string | null | undefined;
  }[])[];
  readonly checkpoint?: CheckpointRef | null | undefined;
}

/** Writes to a thread's state from outside. On documents only operators may, see `Engine.amend`; graphs in code do what LangGraph does. */
export async function updateState(deps: ServerDeps, identity: Identity, thread: Thread, update: StateUpdate): Promise<CheckpointBody> {
  const found = await threadGraph(deps, thread);
  if (found === undefined) {
    throw new BatonError("run_missing", "orchestration", `Thread ${thread.id} has no graph yet, so it has no state.`, {
      fix: "Start a run on it, or make it with `metadata: { graph_id }`.",
    });
  }
  if (!found.governed) return await updateInCode(deps, thread, found.graph, update);
  const { checkpoint_id, checkpoint_ns } = update.checkpoint ?? {};
  if (checkpoint_ns != null && checkpoint_ns !== "") {
    throw new BatonError("goto_invalid", "human", "The state inside a node is that node's own, so nobody writes it from outside.", {
      fix: "Leave `checkpoint_ns` out.",
    });
  }
  const { checkpoint } = await deps.engine.amend(
    thread.id,
    amendmentsOf(update.supersteps, (data) => data),
    {
      actor: actorOf(identity),
      ...(checkpoint_id == null ? {} : { checkpoint: checkpoint_id }),
    },
  );
  return { thread_id: thread.id, checkpoint_ns: "", checkpoint_id: checkpoint, checkpoint_map: null };
}

async function updateInCode(
  { storage, clock }: ServerDeps,
  thread: Thread,
  graph: CodeGraph,
  { supersteps, checkpoint }: StateUpdate,
): Promise<CheckpointBody> {
  const held = await holdLease(storage.leases, clock, thread.id, holderName());
  try {
    const { configurable } = configOf(thread, checkpoint);
    const written = amendmentsOf(supersteps, escapeLc).map((updates) => ({ updates }));
    const head = await graph.bulkUpdateState({ configurable: { ...configurable, [LEASE_KEY]: held.lease.token } }, written).catch(refuse);
    const { next } = await graph.getState(configOf(thread));
    await storage.threads.update(thread.id, { status: next.length > 0 ? "interrupted" : "idle", updatedAt: clock.now() });
    return checkpointBody(head) ?? { thread_id: thread.id, checkpoint_ns: "", checkpoint_id: null, checkpoint_map: null };
  } finally {
    await held.release();
  }
}

/** What is not ours comes from LangGraph or from the graph's own schema and reducers: the update does not fit them. */
function refuse(cause: unknown): never {
  if (cause instanceof BatonError) throw cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  throw new BatonError("request_invalid", "domain", `The graph does not take this update: ${message}`, { cause });
}

/** What clients send as what nodes have written; `enter` makes data fit for a checkpoint. */
function amendmentsOf(supersteps: StateUpdate["supersteps"], enter: (data: Json) => Json): Amendment[][] {
  return supersteps.map((updates) =>
    updates.map(({ values, command, as_node }) => ({
      values: command == null ? enter(values ?? null) : commandOf(command, enter),
      ...(as_node == null ? {} : { asNode: as_node }),
    })),
  );
}

function commandOf({ update, goto }: CommandBody, enter: (data: Json) => Json): Command {
  const targets = goto == null ? [] : Array.isArray(goto) ? goto : [goto];
  const pairs = update == null ? [] : Array.isArray(update) ? update : Object.entries(update);
  return new Command({
    update: pairs.map(([channel, value]): [string, Json] => [channel, enter(value)]),
    goto: targets.map((target) => (typeof target === "string" ? target : new Send(target.node, enter(target.input ?? null)))),
  });
}
