import type { Approver } from "@baton/core";
import type { Approval, DecisionRecord } from "../ports/approvals.ts";
import { standingDecisions } from "./wording.ts";

/** Stands for every role in a decision's record: the one user of a local, single-user mode. */
export const everyRole = "*";

/** Name in `by` for whoever started the run. */
const requesterRole = "requester";

/** Whose approvals are counted, and for what. */
export interface Ballot extends Pick<Approval, "requester" | "editor" | "escalate"> {
  readonly by: readonly Approver[];
  readonly decisions: readonly DecisionRecord[];
}

/** One needed role, with who stands for it so far. */
export interface QuorumEntry extends Approver {
  readonly approvedBy: readonly string[];
}

/** Who decides now. */
export interface Voter {
  readonly id: string;
  readonly roles: readonly string[];
}

/** How a person stands to what is asked; all but `may` and `role` are why four eyes keep them from deciding. */
export type Standing = "may" | "role" | "requested" | "edited-call" | "edited-graph";

function holds(voter: Voter, entry: Approver, ballot: Pick<Ballot, "requester" | "escalate">, at: number): boolean {
  if (entry.role === requesterRole && voter.id === ballot.requester) return true;
  if (voter.roles.includes(everyRole) || voter.roles.includes(entry.role)) return true;
  return ballot.escalate.some((escalation) => escalation.at <= at && voter.roles.includes(escalation.to));
}

function fourEyes(voter: Voter, entry: Approver, ballot: Ballot): Exclude<Standing, "may" | "role"> | undefined {
  if (!entry.fourEyes) return undefined;
  if (voter.id === ballot.requester) return "requested";
  if (voter.id === ballot.editor) return "edited-graph";
  return ballot.decisions.some((decision) => decision.type === "edit" && decision.actor === voter.id) ? "edited-call" : undefined;
}

/** Whether a person may decide what is asked, and why not. */
export function standing(voter: Voter, ballot: Ballot, at: number): Standing {
  if (ballot.by.length === 0) return "may"; // whoever may answer the thread
  const held = ballot.by.filter((entry) => holds(voter, entry, ballot, at)).map((entry) => fourEyes(voter, entry, ballot));
  if (held.length === 0) return "role";
  return held.includes(undefined) ? "may" : (held[0] ?? "may");
}

/**
 * Counts people for each entry: nobody twice, and each for one role at a time, in the way that fills the most places; the one user of a single-user
 * mode stands once in each. Only what was said of the latest wording counts. Without entries one voice is enough.
 */
export function quorum(ballot: Ballot): { readonly met: boolean; readonly entries: readonly QuorumEntry[] } {
  const counted = standingDecisions(ballot.decisions);
  const votes = counted.map(({ actor, roles, at }) => ({
    id: actor,
    everywhere: roles.includes(everyRole),
    fits: ballot.by.map((entry) => {
      const voter = { id: actor, roles };
      return holds(voter, entry, ballot, at) && fourEyes(voter, entry, ballot) === undefined;
    }),
  }));
  const everywhere = votes.filter((vote) => vote.everywhere);
  const approvedBy = ballot.by.map((_, entry) => new Set(everywhere.filter(({ fits }) => fits[entry]).map(({ id }) => id)));
  const places = ballot.by.flatMap(({ count }, entry) => Array.from({ length: Math.max(count - (approvedBy[entry]?.size ?? 0), 0) }, () => entry));
  const singles = new Map(votes.filter((vote) => !vote.everywhere).map((vote) => [vote.id, vote.fits]));
  for (const [entry, id] of seated(places, singles)) approvedBy[entry]?.add(id);
  const entries = ballot.by.map((entry, index): QuorumEntry => ({ ...entry, approvedBy: [...(approvedBy[index] ?? [])] }));
  return { met: counted.length > 0 && entries.every((entry) => entry.approvedBy.length >= entry.count), entries };
}

/** Gives as many places as can be to people who fit them, one each: who came first may move to let another in. */
function seated(places: readonly number[], people: ReadonlyMap<string, readonly boolean[]>): readonly (readonly [entry: number, id: string])[] {
  const holders: (string | undefined)[] = places.map(() => undefined);
  const seat = (id: string, tried: Set<number>): boolean =>
    places.some((entry, place) => {
      if (people.get(id)?.[entry] !== true || tried.has(place)) return false;
      tried.add(place);
      const holder = holders[place];
      if (holder !== undefined && !seat(holder, tried)) return false;
      holders[place] = id;
      return true;
    });
  for (const id of people.keys()) seat(id, new Set());
  return holders.flatMap((id, place) => {
    const entry = places[place];
    return id === undefined || entry === undefined ? [] : [[entry, id] as const];
  });
}
