import { BatonError } from "@baton/core";
import type { Approval } from "../ports/approvals.ts";
import { timeText, whyClosed } from "./closed.ts";
import type { Actor } from "./decide.ts";
import { standingTo, whyNot } from "./may.ts";

/**
 * The approval's next version, with the note that somebody looks at it, in the place of whoever did before; it binds nobody.
 * @throws BatonError `approval_forbidden` for who may decide nothing of it, or that it is closed.
 */
export function claimApproval(approval: Approval, actor: Actor, now: number): Approval {
  const closed = whyClosed(approval, now);
  if (closed !== undefined) throw closed;
  const places = approval.actions.map((action) => ({ action, place: standingTo(approval, action, actor, now) }));
  const [first] = places;
  if (first !== undefined && first.place !== "may" && places.every(({ place }) => place !== "may")) {
    throw new BatonError("approval_forbidden", "human", `Nothing was claimed: ${whyNot(first.place, approval, first.action, actor)}.`);
  }
  return { ...approval, claim: { by: actor.id, at: now }, version: approval.version + 1 };
}

/** The approval's next version without the claim; undefined where nobody claims it. @throws BatonError `approval_forbidden` where somebody else does. */
export function releaseApproval(approval: Approval, actor: Pick<Actor, "id">): Approval | undefined {
  const { claim, ...rest } = approval;
  if (claim === undefined) return undefined;
  if (claim.by !== actor.id) {
    throw new BatonError("approval_forbidden", "human", `${claim.by} looks at this since ${timeText(claim.at)}, so only ${claim.by} can end that.`, {
      fix: "Claim it yourself, which takes its place, or decide: a claim binds nobody.",
    });
  }
  return { ...rest, version: approval.version + 1 };
}
