import { decisionEntries, effectEntry, fitsAudit, newestFirst } from "../bookkeeping/audit.ts";
import type { Approval } from "../ports/approvals.ts";
import type { AuditLog } from "../ports/audit.ts";
import type { EffectRecord } from "../ports/effects.ts";
import type { Table } from "./table.ts";

/** The audit log over rows in memory. */
export function memoryAudit(approvals: Table<Approval>, effects: Table<EffectRecord>): AuditLog {
  return {
    async list(filter) {
      const all = [...approvals.select().flatMap(decisionEntries), ...effects.select().map(effectEntry)];
      return all
        .filter((entry) => fitsAudit(entry, filter))
        .toSorted(newestFirst)
        .slice(0, filter.limit);
    },
  };
}
