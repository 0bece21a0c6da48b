import { BatonError } from "@baton/core";
import { claimApproval, releaseApproval } from "../approval/claim.ts";
import { lastDecision, timeText } from "../approval/closed.ts";
import { decideApproval } from "../approval/decide.ts";
import { policyContext } from "../approval/edit-check.ts";
import { noteEscalations } from "../approval/escalate.ts";
import { wordingOf } from "../approval/wording.ts";
import type { BatonGraph } from "../compile/graph.ts";
import type { BatonEvent } from "../events.ts";
import type { Approval } from "../ports/approvals.ts";
import type { Clock } from "../ports/clock.ts";
import type { Storage } from "../ports/storage.ts";
import type { Actor } from "../approval/decide.ts";
import type { Engine } from "./contract.ts";

/** Applies what people do to stored approvals; of two at once about one wording exactly one comes first, and the other is judged after it. */
export function deciding(storage: Storage, clock: Clock, load: (hash: string) => Promise<BatonGraph>, self: Actor) {
  const { approvals } = storage;

  const found = async (id: string): Promise<Approval> => {
    const approval = await approvals.get(id);
    if (approval !== undefined) return approval;
    throw new BatonError("interrupt_unknown", "human", `There is no review ${id}.`, { fix: "See `baton inbox` for those that are open." });
  };

  /** Stores the next version that `change` gives; asks again where somebody was faster. */
  const changed = async (
    id: string,
    change: (approval: Approval) => Promise<Approval | undefined> | Approval | undefined,
    settled?: (approval: Approval) => Promise<unknown>,
  ): Promise<Approval> => {
    for (;;) {
      const approval = await found(id);
      const next = await change(approval);
      if (next === undefined) return approval;
      const [replaced] = await Promise.all([approvals.replace(next), next.status === "resolved" ? settled?.(next) : undefined]);
      if (replaced) return next;
    }
  };

  const decide: Engine["decide"] = async (id, decisions, actor = self, { seen, settled } = {}) => {
    let wording = seen;
    return await changed(
      id,
      async (approval) => {
        // Who decides decides what they saw: another wording, of a moment ago or since they looked, needs another look.
        if (approval.status === "open" && wording !== undefined && wording !== wordingOf(approval)) throw reworded(approval);
        wording = wordingOf(approval);
        const graph = await load(approval.graphHash);
        const context = policyContext(approval, graph.machine.services.gateway, await graph.facts(approval.thread, approval.node, approval.place?.ns));
        const result = decideApproval(approval, Array.isArray(decisions) ? { decisions } : decisions, actor, clock.now(), context);
        if (!result.ok) throw result.error;
        return result.approval;
      },
      settled,
    );
  };

  const claim: Engine["claim"] = async (id, actor = self) => await changed(id, (approval) => claimApproval(approval, actor, clock.now()));
  const release: Engine["release"] = async (id, actor = self) => await changed(id, (approval) => releaseApproval(approval, actor));

  const escalate: Engine["escalate"] = async () => {
    const now = clock.now();
    const noted: Approval[] = [];
    for (const approval of await approvals.list({ status: "open", due: { after: -1, until: now } })) {
      const next = noteEscalations(approval, now);
      if (next === undefined) continue;
      const events = next.to.map((each) => ({ type: "approval.escalated", node: approval.node, approval: approval.id, ...each }) satisfies BatonEvent);
      // Somebody faster decided it, or noted it.
      if (await approvals.replace(next.approval, { at: now, events })) noted.push(next.approval);
    }
    return noted;
  };

  return { decide, claim, release, escalate };
}

function reworded(approval: Approval): BatonError {
  const last = lastDecision(approval);
  const who = last === undefined ? "Somebody" : `${last.actor}, at ${timeText(last.at)},`;
  return new BatonError("approval_changed", "human", `${who} changed what this approval is about; your decision was not used.`, {
    fix: "Look at it as it stands now, and decide again.",
  });
}
