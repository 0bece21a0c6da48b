import type { JsonObject } from "@baton/core";
import { callDigest } from "../gateway/identity.ts";
import type { Approval, ApprovalAction } from "../ports/approvals.ts";
import { type Actor, decideApproval, type DecisionContext } from "./decide.ts";

export const argsSchema = { type: "object", properties: { amount: { type: "integer" } }, required: ["amount"], additionalProperties: false } as const;
export const controller = { role: "controller", count: 1, fourEyes: false };
export const legal = { role: "legal", count: 1, fourEyes: false };
export const cleo: Actor = { id: "cleo", roles: ["controller"] };
export const carl: Actor = { id: "carl", roles: ["controller"] };
export const lena: Actor = { id: "lena", roles: ["legal"] };
export const local: Actor = { id: "local", roles: "all" };
export const approve = { type: "approve" };
export const edited = (amount: unknown, name = "pay") => ({ type: "edit", editedAction: { name, args: { amount } } });

export function action(change: Partial<ApprovalAction> = {}): ApprovalAction {
  const args: JsonObject = { amount: 250 };
  return {
    name: "pay",
    description: "Pays",
    args,
    argsSchema,
    digest: callDigest("pay", args),
    allowed: ["approve", "edit", "reject"],
    by: [controller],
    status: "open",
    decisions: [],
    ...change,
  };
}

export function approval(actions: readonly ApprovalAction[] = [action()], change: Partial<Approval> = {}): Approval {
  return {
    id: "apr_1",
    kind: "call",
    thread: "thread1",
    run: "run1",
    fork: 0,
    graphHash: "sha256-x",
    node: "pay",
    asker: "pay",
    task: "task1",
    interrupt: "i1",
    requester: "ruth",
    actions,
    shows: [],
    reasons: [],
    createdAt: 0,
    expiresAt: undefined,
    escalate: [],
    status: "open",
    version: 1,
    ...change,
  };
}

export const anyEdit: DecisionContext = { check: () => ({ problems: [] }) };

export function decide(row: Approval, decisions: unknown, actor: Actor = cleo, now = 10, context = anyEdit) {
  return decideApproval(row, decisions, actor, now, context);
}

export function decided(row: Approval, decisions: unknown, actor: Actor = cleo, now = 10, context = anyEdit): Approval {
  const result = decide(row, decisions, actor, now, context);
  if (!result.ok) throw result.error;
  return result.approval;
}

export function refusal(row: Approval, decisions: unknown, actor: Actor = cleo, now = 10, context = anyEdit) {
  const result = decide(row, decisions, actor, now, context);
  if (result.ok) throw new Error("it was accepted");
  return { code: result.error.code, message: result.error.message, layer: result.error.layer };
}
