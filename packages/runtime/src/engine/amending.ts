import { BatonError } from "@baton/core";
import { END } from "@langchain/langgraph";
import { type Actor, isOperator } from "../approval/decide.ts";
import type { Amendment, BatonGraph } from "../compile/graph.ts";
import type { Clock } from "../ports/clock.ts";
import { LEASE_KEY } from "../ports/leases.ts";
import type { Storage } from "../ports/storage.ts";
import type { Run, RunStatus } from "../ports/threads.ts";
import type { Engine } from "./contract.ts";
import { holdLease } from "./lease.ts";
import { threadOf } from "./reading.ts";
import { refusal } from "./segment.ts";

interface Amending {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly load: (hash: string) => Promise<BatonGraph>;
  /** Who acts where a call does not say. */
  readonly actor: Actor;
  readonly holder: string;
}

/** Changes of a thread's state by hand. */
export function amending({ storage, clock, load, actor, holder }: Amending): Engine["amend"] {
  return async (id, supersteps, { checkpoint, actor: by = actor } = {}) => {
    if (!isOperator(by)) {
      const message = `${by.id} may not change the state of thread ${id} by hand: only an operator may.`;
      throw refusal("steer_forbidden", message, "Ask somebody who has the role `operator`, or answer what the thread waits for.");
    }
    const thread = await threadOf(storage, id);
    const held = await holdLease(storage.leases, clock, id, holder);
    try {
      const run = (await storage.threads.listRuns(id)).at(-1);
      if (run === undefined)
        throw refusal("run_missing", `Thread ${id} has no run whose state could be changed.`, "Start one on it, with these values as its input.");
      const graph = await load(thread.graphHash);
      for (const amendment of supersteps.flat()) checkNode(graph, amendment);
      const at = { configurable: { thread_id: id, ...(checkpoint === undefined ? {} : { checkpoint_id: checkpoint }) } };
      const known = (await graph.getState(at)).createdAt !== undefined;
      if (!known) throw refusal("checkpoint_unknown", `Thread ${id} has no checkpoint ${checkpoint ?? ""}.`, `See \`baton threads history ${id}\`.`);
      const fork = run.fork + 1;
      const head = await graph.amend({ configurable: { ...at.configurable, [LEASE_KEY]: held.lease.token } }, supersteps, { id: run.id, fork });
      await storage.approvals.voidOpen(id);
      await storage.waits.voidOpen(id);
      const { next } = await graph.getState({ configurable: { thread_id: id } });
      const nodes = supersteps.flat().flatMap(({ asNode }) => asNode ?? []);
      await Promise.all([
        storage.threads.putRun({ ...run, ...standing(run, next.length > 0, clock.now()), fork }),
        storage.threads.update(id, { status: next.length > 0 ? "interrupted" : "idle", updatedAt: clock.now() }),
        storage.events.append(id, run.id, clock.now(), [{ type: "state.amended", by: by.id, nodes }]),
      ]);
      return { thread: id, checkpoint: String(head.configurable?.["checkpoint_id"]) };
    } finally {
      await held.release();
    }
  };
}

/** A run that something comes next in is open again; one that was led to its end had no outcome, unless it had one before. */
function standing(run: Run, open: boolean, now: number): Pick<Run, "status" | "endedAt" | "error" | "outcome" | "output"> {
  const { outcome, output, endedAt = now } = run;
  if (open) return { status: "interrupted", outcome: undefined, output: undefined, error: undefined, endedAt: undefined };
  const status: RunStatus = run.status === "done" ? "done" : "cancelled";
  return { status, outcome, output, error: undefined, endedAt };
}

/** @throws BatonError `goto_invalid` for what is no node of the document that edges lead on from. */
function checkNode(graph: BatonGraph, { asNode, values }: Amendment): void {
  if (asNode === undefined || (asNode === END && (values === null || values === undefined))) return;
  if (asNode === END)
    throw new BatonError("goto_invalid", "human", "Nobody writes in the name of the end of a graph.", { fix: "Leave the values out to end the run here." });
  graph.checkGoto([asNode]);
  const join = graph.machine.plan.scopes.get(asNode)?.join;
  if (join === undefined) return;
  throw new BatonError("goto_invalid", "human", `\`${asNode}\` starts branches, so nobody can write in its name.`, {
    fix: `Write in the name of \`${join}\`, where they meet.`,
  });
}
