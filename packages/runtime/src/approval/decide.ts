import { isDeepStrictEqual } from "node:util";
import { type Approver, BatonError, type JsonObject, validator } from "@baton/core";
import { mergeBy } from "../gateway/demand.ts";
import type { Approval, ApprovalAction, DecisionRecord } from "../ports/approvals.ts";
import { timeText, whyClosed } from "./closed.ts";
import { type HitlDecision, parseDecisions, responseValue } from "./hitl.ts";
import { standingTo, voterOf, whyNot } from "./may.ts";
import { quorum } from "./quorum.ts";
import { currentArgs, standingDecisions } from "./wording.ts";

/** Who acts: an identity and its business roles; `all` is the one user of a local, single-user mode. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly string[] | "all";
  /** Whether it may raise limits and change runs by hand; where nobody says so, who has the role `operator` may. */
  readonly operator?: boolean;
}

/** Whether somebody may raise limits and change runs by hand. */
export function isOperator({ roles, operator }: Actor): boolean {
  return operator ?? (roles === "all" || roles.includes("operator"));
}

/** What policy says of an edited call. */
export interface EditCheck {
  /** Why it may not be made so; empty if it may. */
  readonly problems: readonly string[];
  /** People that the edited call needs; those already needed stay needed. */
  readonly by?: readonly Approver[];
}

/** What deciding asks of the world. */
export interface DecisionContext {
  /** Judges an edited call by policy; its schema is checked here. Values and questions pass through too. */
  check(action: ApprovalAction, args: JsonObject): EditCheck;
}

/** The approval's next version, to be stored with `replace`; or why nothing was decided. */
export type DecisionResult = { readonly ok: true; readonly approval: Approval } | { readonly ok: false; readonly error: BatonError };

type Judged = { readonly ok: true; readonly action: ApprovalAction } | { readonly ok: false; readonly forbidden: boolean; readonly problem: string };

/**
 * Applies one person's decisions to an approval: one for each action, in order, each to its own action, null for one that is left to others.
 * All of them or none. Pure: who stores the result takes the next version, so that of two people at once one is told to look again.
 */
export function decideApproval(approval: Approval, decisions: unknown, actor: Actor, now: number, context: DecisionContext): DecisionResult {
  const closed = whyClosed(approval, now);
  if (closed !== undefined) return { ok: false, error: closed };
  let parsed: readonly (HitlDecision | null)[];
  try {
    parsed = parseDecisions(decisions, approval.actions);
  } catch (error) {
    if (error instanceof BatonError) return { ok: false, error };
    throw error;
  }
  const { actions } = approval;
  if (parsed.length !== actions.length) {
    return refuse([`${count(actions.length, "decision")} needed, one for each action in order, and ${parsed.length} given`]);
  }
  if (parsed.every((decision) => decision === null)) return refuse(["nothing is decided"]);
  const judged = actions.map((action, index): Judged => {
    const decision = parsed[index];
    if (decision === null || decision === undefined) return { ok: true, action };
    const result = judge(approval, action, decision, actor, now, context);
    return result.ok ? result : { ...result, problem: `action ${index + 1} (\`${action.name}\`): ${result.problem}` };
  });
  const failures = judged.filter((result) => !result.ok);
  if (failures.length > 0) {
    return refuse(
      failures.map(({ problem }) => problem),
      failures.every(({ forbidden }) => forbidden),
    );
  }
  const next = judged.flatMap((result) => (result.ok ? [result.action] : []));
  const status = next.every((action) => action.status !== "open") ? "resolved" : "open";
  return { ok: true, approval: { ...approval, actions: next, status, version: approval.version + 1 } };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? " is" : "s are"}`;
}

function refuse(problems: readonly string[], forbidden = false): DecisionResult {
  const message = `Nothing was decided: ${problems.join("; ").replace(/\.$/, "")}.`;
  return { ok: false, error: new BatonError(forbidden ? "approval_forbidden" : "decision_invalid", "human", message) };
}

function listed(problems: readonly { readonly path: string; readonly message: string }[]): string {
  return problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join(" ");
}

function no(problem: string, forbidden = false): Judged {
  return { ok: false, forbidden, problem };
}

function judge(approval: Approval, action: ApprovalAction, decision: HitlDecision, actor: Actor, now: number, context: DecisionContext): Judged {
  if (action.status !== "open") {
    const last = action.decisions.at(-1);
    return no(`it is ${action.status} already${last === undefined ? "" : ` by ${last.actor} at ${timeText(last.at)}`}; send null in its place`);
  }
  const place = standingTo(approval, action, actor, now);
  if (place !== "may") return no(`${whyNot(place, approval, action, actor)}${place === "role" ? "; send null in its place to leave it to them" : ""}`, true);
  if (!action.allowed.includes(decision.type)) return no(`\`${decision.type}\` is not offered here, only ${action.allowed.join(", ")}`);
  const record = {
    type: decision.type,
    actor: actor.id,
    roles: voterOf(actor).roles,
    at: now,
    ...(decision.message === undefined ? {} : { message: decision.message }),
  };
  const said = standingDecisions(action.decisions).find((earlier) => earlier.actor === actor.id);

  switch (decision.type) {
    case "approve":
      if (said !== undefined) return no(`${actor.id} approved it already, and it waits for somebody else`);
      return { ok: true, action: settle(approval, action, record) };
    case "reject":
      return { ok: true, action: { ...action, status: "rejected", decisions: [...action.decisions, record] } };
    case "edit": {
      const { name, args } = decision.editedAction;
      if (name !== action.name) return no(`an edit may change the arguments, not \`${action.name}\` into \`${name}\``);
      const fit = validator(action.argsSchema)(args);
      if (!fit.ok) return no(`the edited arguments do not fit: ${listed(fit.problems)}`);
      const checked = context.check(action, args);
      if (checked.problems.length > 0) return no(checked.problems.join(", "));
      const by = mergeBy(action.by, checked.by ?? []);
      return { ok: true, action: settle(approval, { ...action, by }, { ...record, value: args }) };
    }
    case "respond": {
      const validate = validator(action.argsSchema);
      const value = responseValue(decision, (candidate) => validate(candidate).ok);
      const fit = validate(value);
      if (!fit.ok) return no(`the answer does not fit: ${listed(fit.problems)}`);
      if (said !== undefined && isDeepStrictEqual(said.value, value)) return no(`${actor.id} gave this answer already, and it waits for somebody else`);
      return { ok: true, action: settle(approval, action, { ...record, value }) };
    }
    default:
      return decision satisfies never;
  }
}

/** Adds what somebody said, and closes the action once everybody needed stands behind the wording, or has given the same answer. */
function settle(approval: Approval, action: ApprovalAction, decision: DecisionRecord): ApprovalAction {
  const decided = { ...action, decisions: [...action.decisions, decision] };
  const { met } = quorum({ ...approval, by: decided.by, decisions: decided.decisions });
  if (!met) return decided;
  return decision.type === "respond"
    ? { ...decided, status: "answered", final: decision.value ?? null }
    : { ...decided, status: "approved", final: currentArgs(decided) };
}

/** Closes an approval whose time has run out; undefined if it has not, or is closed already. */
export function expireApproval(approval: Approval, now: number): Approval | undefined {
  if (approval.status !== "open" || approval.expiresAt === undefined || now < approval.expiresAt) return undefined;
  const actions = approval.actions.map((action): ApprovalAction => (action.status === "open" ? { ...action, status: "expired" } : action));
  return { ...approval, actions, status: "resolved", version: approval.version + 1 };
}
