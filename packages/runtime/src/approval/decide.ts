import { type Approver, BatonError, type JsonObject, validator } from "@baton/core";
import { mergeBy } from "../gateway/demand.ts";
import type { Approval, ApprovalAction, DecisionRecord } from "../ports/approvals.ts";
import { currentArgs, type HitlDecision, parseDecisions, responseValue } from "./hitl.ts";
import { everyRole, quorum, standing } from "./quorum.ts";

/** Who decides: an identity and its roles; `all` is the one user of a local, single-user mode. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly string[] | "all";
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
    parsed = parseDecisions(decisions);
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

function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function whyClosed(approval: Approval, now: number): BatonError | undefined {
  const fix = "Look at the thread again.";
  if (approval.status === "void") {
    return new BatonError("approval_void", "human", "This approval no longer counts: what it was about has changed since it was asked.", { fix });
  }
  const ran = approval.expiresAt !== undefined && now >= approval.expiresAt;
  if (approval.actions.some((action) => action.status === "expired") || (approval.status === "open" && ran)) {
    return new BatonError("approval_expired", "human", `This approval expired at ${timeText(approval.expiresAt ?? now)}; nothing was decided.`, { fix });
  }
  if (approval.status !== "resolved") return undefined;
  const last = approval.actions
    .flatMap((action) => action.decisions)
    .reduce<DecisionRecord | undefined>((a, b) => (a === undefined || b.at >= a.at ? b : a), undefined);
  const who = last === undefined ? "" : ` by ${last.actor} at ${timeText(last.at)}`;
  return new BatonError("approval_decided", "human", `This approval was decided already${who}.`, { fix });
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
  const roles = actor.roles === "all" ? [everyRole] : actor.roles;
  const ballot = { by: action.by, decisions: action.decisions, requester: approval.requester, escalate: approval.escalate };
  switch (standing({ id: actor.id, roles }, ballot, now)) {
    case "role":
      return no(`${actor.id} may not decide it, it needs ${action.by.map(({ role }) => role).join(" or ")}; send null in its place to leave it to them`, true);
    case "four-eyes":
      return no(`${actor.id} may not decide it, because it needs somebody other than who started the run or edited the call`, true);
    case "may":
      break;
  }
  if (!action.allowed.includes(decision.type)) return no(`\`${decision.type}\` is not offered here, only ${action.allowed.join(", ")}`);
  const record = { type: decision.type, actor: actor.id, roles, at: now };

  switch (decision.type) {
    case "approve": {
      const since = action.decisions.slice(
        Math.max(
          action.decisions.findLastIndex(({ type }) => type === "edit"),
          0,
        ),
      );
      if (since.some((earlier) => earlier.actor === actor.id)) return no(`${actor.id} approved it already, and it waits for somebody else`);
      return { ok: true, action: settle(approval, action, record) };
    }
    case "reject":
      return {
        ok: true,
        action: {
          ...action,
          status: "rejected",
          decisions: [...action.decisions, { ...record, ...(decision.message === undefined ? {} : { message: decision.message }) }],
        },
      };
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
      const said = { ...record, value, ...(decision.message === undefined ? {} : { message: decision.message }) };
      return { ok: true, action: { ...action, status: "answered", final: value, decisions: [...action.decisions, said] } };
    }
    default:
      return decision satisfies never;
  }
}

/** Adds an approval or an edit, and closes the action once everybody needed has approved the wording that stands. */
function settle(approval: Approval, action: ApprovalAction, decision: DecisionRecord): ApprovalAction {
  const decided = { ...action, decisions: [...action.decisions, decision] };
  const { met } = quorum({ by: decided.by, decisions: decided.decisions, requester: approval.requester, escalate: approval.escalate });
  return met ? { ...decided, status: "approved", final: currentArgs(decided) } : decided;
}

/** Closes an approval whose time has run out; undefined if it has not, or is closed already. */
export function expireApproval(approval: Approval, now: number): Approval | undefined {
  if (approval.status !== "open" || approval.expiresAt === undefined || now < approval.expiresAt) return undefined;
  const actions = approval.actions.map((action): ApprovalAction => (action.status === "open" ? { ...action, status: "expired" } : action));
  return { ...approval, actions, status: "resolved", version: approval.version + 1 };
}
