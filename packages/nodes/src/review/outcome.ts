import { BatonError, isJsonObject } from "@baton/core";
import { type Approval, type ApprovalAction, type DecisionType, escapeLc, type Next, standingDecisions } from "@baton/runtime";
import type { Asked } from "./asked.ts";

/** Where a review leads once people have answered. */
export function outcome(approval: Approval, asked: Asked): Next {
  const action = approval.actions[0];
  if (action === undefined) throw new BatonError("approval_empty", "infrastructure", `Approval \`${approval.id}\` has no action; start the run again.`);
  switch (action.status) {
    case "approved":
    case "consumed":
      return approved(approval, action, asked);
    case "answered":
      return { type: "leave", port: "answered", output: { value: escapeLc(action.final ?? null), by: deciders(action, ["respond"]) } };
    case "rejected":
      return { type: "leave", port: "rejected", output: { by: deciders(action, ["reject"]), message: messages(action, ["reject"]) } };
    case "expired":
      return { type: "leave", port: "expired", output: undefined };
    case "open":
    case "void":
      throw new BatonError(
        "approval_unresolved",
        "infrastructure",
        `Approval \`${approval.id}\` is ${action.status} though its question was answered; resume the thread.`,
      );
    default:
      return action.status satisfies never;
  }
}

function approved(approval: Approval, action: ApprovalAction, asked: Asked): Next {
  const final = escapeLc(action.final ?? action.args);
  const value = asked.type === "value" && isJsonObject(final) ? (final["value"] ?? null) : final;
  const output = { value, by: deciders(action, ["approve", "edit"]), message: messages(action, ["approve", "edit"]) };
  const leave = { type: "leave", port: "approved", output } as const;
  return asked.type === "call" ? { ...leave, grants: { [asked.node]: { approval: approval.id, action: 0 } } } : leave;
}

/** Who stands behind the outcome: what was said of a wording that somebody changed does not count. */
function deciders(action: ApprovalAction, types: readonly DecisionType[]): string {
  return [...new Set(counting(action, types).map((each) => each.actor))].join(", ");
}

function messages(action: ApprovalAction, types: readonly DecisionType[]): string {
  return counting(action, types)
    .flatMap((each) => each.message ?? [])
    .join("\n");
}

function counting({ decisions, status }: ApprovalAction, types: readonly DecisionType[]): ApprovalAction["decisions"] {
  return (status === "rejected" ? decisions : standingDecisions(decisions)).filter((each) => types.includes(each.type));
}
