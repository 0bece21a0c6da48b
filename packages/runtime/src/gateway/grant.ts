import { quorum } from "../approval/quorum.ts";
import type { Approval } from "../ports/approvals.ts";
import type { Demand, Grant } from "./contract.ts";
import { anybody } from "./demand.ts";

/**
 * Whether what people decided under a grant meets what is demanded now: policy may have come to want more people since they were asked.
 * That the grant is this call's, unused and unexpired, is judged where it is consumed. What people said of a run they did not say of its fork.
 */
export function grantCovers(row: Approval | undefined, grant: Grant | undefined, demand: Demand, fork: number): boolean {
  const action = grant && row?.actions[grant.action];
  if (row === undefined || action === undefined || row.fork !== fork) return false;
  return quorum({ ...row, by: demand.by, decisions: action.decisions }).met;
}

/** What the people of an earlier question were asked for: a new question about the same call may not ask for less. */
export function grantDemand(row: Approval | undefined, grant: Grant | undefined): Demand {
  const action = grant && row?.actions[grant.action];
  return action === undefined ? anybody : { ...anybody, by: action.by };
}
