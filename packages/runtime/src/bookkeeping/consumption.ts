import { isDeepStrictEqual } from "node:util";
import type { Approval, ApprovalAction } from "../ports/approvals.ts";
import type { BeginRequest, BeginResult } from "../ports/effects.ts";

type Refusal = Extract<BeginResult, { type: "refused" }>["reason"];

/** The outcome of trying to take an approval: its next row, and when people decided the action. */
export type Consumption = { readonly ok: true; readonly approval: Approval; readonly decidedAt: number } | { readonly ok: false; readonly reason: Refusal };

function withAction(approval: Approval, index: number, action: ApprovalAction): Approval {
  return { ...approval, actions: approval.actions.with(index, action), version: approval.version + 1 };
}

/** Decides whether a call may take an approval; an approval is good for one action, once. */
export function consumeAction(approval: Approval | undefined, request: BeginRequest, index: number): Consumption {
  const action = approval?.actions[index];
  if (approval === undefined || action === undefined) return { ok: false, reason: "missing" };
  const { record } = request;
  const fits =
    approval.kind === "call" &&
    approval.thread === record.key.thread &&
    approval.run === record.slot.run &&
    approval.node === record.slot.node &&
    action.name === record.tool;
  if (!fits) return { ok: false, reason: "foreign" };
  if (action.status === "consumed") return { ok: false, reason: "consumed" };
  if (action.status !== "approved" || approval.status === "void") return { ok: false, reason: "not-approved" };
  if (approval.expiresAt !== undefined && record.startedAt >= approval.expiresAt) return { ok: false, reason: "expired" };
  const same = request.consume?.finalDigest === record.digest && isDeepStrictEqual(action.final, record.args);
  if (!same) return { ok: false, reason: "digest" };
  const decidedAt = Math.max(...action.decisions.map((decision) => decision.at), approval.createdAt);
  return { ok: true, approval: withAction(approval, index, { ...action, status: "consumed" }), decidedAt };
}

/** An open approval, voided: what is not decided, and what was approved but not used, can no longer be. */
export function voidApproval(approval: Approval): Approval {
  const actions = approval.actions.map((action): ApprovalAction =>
    action.status === "open" || action.status === "approved" ? { ...action, status: "void" } : action,
  );
  return { ...approval, actions, status: "void", version: approval.version + 1 };
}
