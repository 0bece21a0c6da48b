import type { Approval, ApprovalAction } from "../ports/approvals.ts";
import { timeText } from "./closed.ts";
import type { Actor } from "./decide.ts";
import { everyRole, type Standing, standing, type Voter } from "./quorum.ts";

/** A person as votes are counted. */
export function voterOf({ id, roles }: Actor): Voter {
  return { id, roles: roles === "all" ? [everyRole] : roles };
}

/** How a person stands to one action of an approval now. */
export function standingTo(approval: Approval, action: ApprovalAction, actor: Actor, now: number): Standing {
  return standing(voterOf(actor), { ...approval, by: action.by, decisions: action.decisions }, now);
}

/** Why a person may not decide an action, to follow what it is about. */
export function whyNot(
  place: Exclude<Standing, "may">,
  approval: Pick<Approval, "escalate">,
  { by }: Pick<ApprovalAction, "by">,
  { id, roles }: Actor,
): string {
  const other = "and it needs somebody other than who started the run, edited the call or edited the graph last";
  switch (place) {
    case "role": {
      const later = approval.escalate.find(({ to }) => roles !== "all" && roles.includes(to));
      const when = later === undefined ? "" : ` (${later.to} may from ${timeText(later.at)} on)`;
      return `${id} may not decide it, it needs ${by.map(({ role }) => role).join(" or ")}${when}`;
    }
    case "requested":
      return `${id} may not decide it, because ${id} started the run, ${other}`;
    case "edited-call":
      return `${id} may not decide it, because ${id} edited the call, ${other}`;
    case "edited-graph":
      return `${id} may not decide it, because ${id} edited the graph last, ${other}`;
    default:
      return place satisfies never;
  }
}
