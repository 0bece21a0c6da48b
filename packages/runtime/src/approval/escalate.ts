import type { Approval } from "../ports/approvals.ts";

/** An approval's next version, with what has gone to further people by now written down, and these; undefined where that is none. */
export function noteEscalations(
  approval: Approval,
  now: number,
): { readonly approval: Approval; readonly to: readonly { readonly at: number; readonly to: string }[] } | undefined {
  const expired = approval.expiresAt !== undefined && now >= approval.expiresAt;
  const due = approval.escalate.filter(({ at, noted }) => noted === undefined && at <= now);
  if (approval.status !== "open" || expired || due.length === 0) return undefined;
  const escalate = approval.escalate.map((each) => (due.includes(each) ? { ...each, noted: now } : each));
  return { approval: { ...approval, escalate, version: approval.version + 1 }, to: due.map(({ at, to }) => ({ at, to })) };
}
