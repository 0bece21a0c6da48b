import { currentArgs, type OpenInterrupt, quorum } from "baton";
import { inline } from "./text.ts";
import { callLine } from "./value.ts";

export type Approval = OpenInterrupt["baton"];
export type ApprovalAction = Approval["actions"][number];

/** Whom it waits for, in words: who is still needed, and of several how many there are. */
export function people(approval: Approval): string {
  const open = approval.actions.filter(({ status }) => status === "open" || approval.status !== "open");
  const roles = open.flatMap(({ by, decisions }) => {
    const needed = quorum({ ...approval, by, decisions }).entries.filter(({ count, approvedBy }) => approvedBy.length < count);
    return needed.map(({ role, count, approvedBy }) => `${inline(role)}${count > 1 ? ` (${approvedBy.length} of ${count} so far)` : ""}`);
  });
  return roles.length === 0 ? "an answer" : [...new Set(roles)].join(" and ");
}

/** The way to the node that asks, where it stands in a lane or in a graph inside; nothing at the top. */
export function placeOf({ place, asker }: Approval): string | undefined {
  return place === undefined ? undefined : `${place.path}/${asker}`;
}

/** What is asked, in one line. */
export function askedLine(approval: Approval): string {
  return approval.actions
    .map((action) => (approval.kind === "question" ? inline(action.description) : `${inline(action.name)}${callLine(currentArgs(action))}`))
    .join("; ");
}
