import { type Approver, parseDuration, type Policy } from "@baton/core";
import type { Demand } from "./contract.ts";

/** Nobody in particular, for as long as it takes: the start of merging, and what a call demands that only its history brings before people. */
export const anybody: Demand = { by: [], reasons: [], expiresMs: undefined, escalate: [] };

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
    expiresMs: a.expiresMs === undefined ? b.expiresMs : Math.min(a.expiresMs, b.expiresMs ?? Infinity),
    escalate: [...a.escalate, ...b.escalate],
  };
}

/** What one approve rule demands. Calendars are counted as plain time. */
export function policyDemand(policy: Policy): Demand {
  return {
    by: policy.by,
    reasons: policy.reason === undefined ? [] : [policy.reason],
    expiresMs: policy.expires === undefined ? undefined : parseDuration(policy.expires),
    escalate: (policy.escalate ?? []).flatMap(({ after, to }) => {
      const afterMs = parseDuration(after);
      return afterMs === undefined ? [] : [{ afterMs, to }];
    }),
  };
}
