import type { Approver } from "@baton/core";
import type { Approval, DecisionRecord } from "../ports/approvals.ts";

/** Stands for every role in a decision's record: the one user of a local, single-user mode. */
export const everyRole = "*";

/** Name in `by` for whoever started the run. */
const requesterRole = "requester";

/** Whose approvals are counted, and for what. */
export interface Ballot extends Pick<Approval, "requester" | "escalate"> {
  readonly by: readonly Approver[];
  readonly decisions: readonly DecisionRecord[];
}

/** One needed role, with who approved under it so far. */
export interface QuorumEntry extends Approver {
  readonly approvedBy: readonly string[];
}

/** Who decides now. */
export interface Voter {
  readonly id: string;
  readonly roles: readonly string[];
}

function holds(voter: Voter, entry: Approver, ballot: Pick<Ballot, "requester" | "escalate">, at: number): boolean {
  if (entry.role === requesterRole && voter.id === ballot.requester) return true;
  if (voter.roles.includes(everyRole) || voter.roles.includes(entry.role)) return true;
  return ballot.escalate.some((escalation) => escalation.at <= at && voter.roles.includes(escalation.to));
}

function excluded(voter: Voter, entry: Approver, ballot: Ballot): boolean {
  const edited = ballot.decisions.some((decision) => decision.type === "edit" && decision.actor === voter.id);
  return entry.fourEyes && (voter.id === ballot.requester || edited);
}

/** How a person stands to what is asked: `four-eyes` where only that keeps them from deciding. */
export function standing(voter: Voter, ballot: Ballot, at: number): "may" | "four-eyes" | "role" {
  if (ballot.by.length === 0) return "may"; // whoever may answer the thread
  const held = ballot.by.filter((entry) => holds(voter, entry, ballot, at));
  if (held.length === 0) return "role";
  return held.some((entry) => !excluded(voter, entry, ballot)) ? "may" : "four-eyes";
}

/**
 * Counts distinct people for each entry. Only what was said of the latest wording counts: an edit makes earlier approvals void, and is its
 * author's approval. Without entries one approval is enough.
 */
export function quorum(ballot: Ballot): { readonly met: boolean; readonly entries: readonly QuorumEntry[] } {
  const edited = ballot.decisions.findLastIndex((decision) => decision.type === "edit");
  const counted = ballot.decisions.slice(Math.max(edited, 0)).filter(({ type }) => type === "approve" || type === "edit" || type === "respond");
  const entries = ballot.by.map((entry): QuorumEntry => {
    const people = counted.filter(({ actor, roles, at }) => {
      const voter = { id: actor, roles };
      return holds(voter, entry, ballot, at) && !excluded(voter, entry, ballot);
    });
    return { ...entry, approvedBy: [...new Set(people.map(({ actor }) => actor))] };
  });
  const met = counted.length > 0 && entries.every((entry) => entry.approvedBy.length >= entry.count);
  return { met, entries };
}
