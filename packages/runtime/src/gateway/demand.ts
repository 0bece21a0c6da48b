import type { Approver, Deadline, Policy } from "@baton/core";
import type { Demand } from "./contract.ts";

/** Nobody in particular, for as long as it takes: the start of merging, and what a call demands that only its history brings before people. */
export const anybody: Demand = { by: [], reasons: [], expires: [], escalate: [] };

/** Everybody whom either list wants; a role in both needs the greater count, and four eyes if either says so. */
export function mergeBy(a: readonly Approver[], b: readonly Approver[]): readonly Approver[] {
  const merged = new Map(a.map((entry) => [entry.role, entry]));
  for (const entry of b) {
    const other = merged.get(entry.role);
    merged.set(
      entry.role,
      other === undefined ? entry : { role: entry.role, count: Math.max(entry.count, other.count), fourEyes: entry.fourEyes || other.fourEyes },
    );
  }
  return [...merged.values()];
}

/** Both demands at once: all people, the earlier end, all reasons. */
export function mergeDemands(a: Demand, b: Demand): Demand {
  return {
    by: mergeBy(a.by, b.by),
    reasons: [...new Set([...a.reasons, ...b.reasons])],
    expires: [...a.expires, ...b.expires],
    escalate: [...a.escalate, ...b.escalate],
  };
}

/** How long people have, and who may decide later, as a policy or a review writes it. */
export function deadlineDemand({
  expires,
  calendar,
  escalate = [],
}: { readonly [Key in keyof Deadline]: Deadline[Key] | undefined }): Pick<Demand, "expires" | "escalate"> {
  return {
    expires: expires === undefined ? [] : [{ duration: expires, calendar }],
    escalate: escalate.map(({ after, to }) => ({ after: { duration: after, calendar }, to })),
  };
}

/** What one approve rule demands. */
export function policyDemand(policy: Policy): Demand {
  return { by: policy.by, reasons: policy.reason === undefined ? [] : [policy.reason], ...deadlineDemand(policy) };
}
