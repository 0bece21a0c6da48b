import { BatonError } from "@baton/core";
import type { Approval, DecisionRecord } from "../ports/approvals.ts";

/** A moment as messages write it. */
export function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** The newest of what people said, of all its actions. */
export function lastDecision({ actions }: Pick<Approval, "actions">): DecisionRecord | undefined {
  return actions
    .flatMap((action) => action.decisions)
    .reduce<DecisionRecord | undefined>((last, each) => (last === undefined || each.at >= last.at ? each : last), undefined);
}

/** Why nothing about an approval can be decided any more, judged now; undefined while it is open. */
export function whyClosed(approval: Approval, now: number): BatonError | undefined {
  const fix = "Look at the thread again.";
  if (approval.status === "void") {
    return new BatonError("approval_void", "human", "This approval no longer counts: what it was about has changed since it was asked.", { fix });
  }
  const ran = approval.expiresAt !== undefined && now >= approval.expiresAt;
  if (approval.actions.some((action) => action.status === "expired") || (approval.status === "open" && ran)) {
    return new BatonError("approval_expired", "human", `This approval expired at ${timeText(approval.expiresAt ?? now)}; nothing was decided.`, { fix });
  }
  if (approval.status !== "resolved") return undefined;
  const last = lastDecision(approval);
  const who = last === undefined ? "" : ` by ${last.actor} at ${timeText(last.at)} (${last.type})`;
  return new BatonError("approval_decided", "human", `This approval was decided already${who}.`, { fix });
}
