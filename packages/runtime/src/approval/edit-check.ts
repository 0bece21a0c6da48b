import type { Facts, Gateway } from "../gateway/contract.ts";
import { escapeArgs } from "../gateway/ingress.ts";
import type { Approval } from "../ports/approvals.ts";
import type { DecisionContext } from "./decide.ts";

/** Judges edits by the policies that hold for the node whose call is decided; values and questions have none. */
export function policyContext(approval: Pick<Approval, "kind">, gateway: Gateway, facts: Facts): DecisionContext {
  return {
    check(action, args) {
      if (approval.kind !== "call") return { problems: [] };
      const verdict = gateway.decide({ tool: action.name, args: escapeArgs(args) }, facts);
      switch (verdict.type) {
        case "allow":
          return { problems: [] };
        case "deny":
          return { problems: [verdict.reason] };
        case "approve":
          return { problems: [], by: verdict.demand.by };
        default:
          return verdict satisfies never;
      }
    },
  };
}
