import { isDeepStrictEqual } from "node:util";
import { digest, isJsonObject, type Json } from "@baton/core";
import type { Approval, ApprovalAction, DecisionRecord } from "../ports/approvals.ts";

/**
 * What was said of the wording that stands. An edit makes what was said before void, and is its author's approval; so does an answer that differs
 * from the one before it: a question to several is answered once all of them have given the same.
 */
export function standingDecisions(decisions: readonly DecisionRecord[]): readonly DecisionRecord[] {
  let from = 0;
  let answer: DecisionRecord | undefined;
  for (const [index, decision] of decisions.entries()) {
    const differs = decision.type === "respond" && (answer === undefined || !isDeepStrictEqual(answer.value, decision.value));
    if (differs) answer = decision;
    if (differs || decision.type === "edit") from = index;
  }
  return decisions.slice(from).filter(({ type }) => type !== "reject");
}

/** The wording that is decided now: as proposed, or as the last edit left it. */
export function currentArgs(action: Pick<ApprovalAction, "args" | "decisions">): ApprovalAction["args"] {
  const edited = action.decisions.findLast((decision) => decision.type === "edit")?.value;
  return isJsonObject(edited) ? edited : action.args;
}

/** The answer that others of those who are asked have given, and that is to be confirmed; undefined where there is none. */
export function currentAnswer(action: Pick<ApprovalAction, "decisions">): Json | undefined {
  return action.decisions.findLast((decision) => decision.type === "respond")?.value;
}

/** Digest of all that is decided, as it stands: whoever decides may name the one that they saw. */
export function wordingOf({ actions }: Pick<Approval, "actions">): string {
  return digest(actions.map((action) => ({ name: action.name, args: currentArgs(action), answer: currentAnswer(action) ?? null })));
}
