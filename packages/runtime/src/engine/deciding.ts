import { BatonError } from "@baton/core";
import { type Actor, decideApproval } from "../approval/decide.ts";
import { policyContext } from "../approval/edit-check.ts";
import type { BatonGraph } from "../compile/graph.ts";
import type { Approval } from "../ports/approvals.ts";
import type { Clock } from "../ports/clock.ts";
import type { Storage } from "../ports/storage.ts";
import type { Decisions } from "./contract.ts";

/** Applies decisions to stored approvals; of two at once exactly one is taken. */
export function deciding(storage: Storage, clock: Clock, load: (hash: string) => Promise<BatonGraph>) {
  return async (id: string, decisions: Decisions, actor: Actor): Promise<Approval> => {
    const approval = await storage.approvals.get(id);
    if (approval === undefined)
      throw new BatonError("interrupt_unknown", "human", `There is no review ${id}.`, { fix: "See `baton inbox` for those that are open." });
    const graph = await load(approval.graphHash);
    const context = policyContext(approval, graph.machine.services.gateway, await graph.facts(approval.thread, approval.node, approval.place?.ns));
    const result = decideApproval(approval, Array.isArray(decisions) ? { decisions } : decisions, actor, clock.now(), context);
    if (!result.ok) throw result.error;
    if (await storage.approvals.replace(result.approval)) return result.approval;
    const now = await storage.approvals.get(id);
    throw new BatonError("approval_decided", "human", `Somebody else decided this first${lastActor(now)}; your answer was not used.`);
  };
}

function lastActor(approval: Approval | undefined): string {
  const last = approval?.actions.flatMap(({ decisions }) => decisions).at(-1);
  return last === undefined ? "" : ` (${last.actor}, ${new Date(last.at).toISOString()})`;
}
