import { voidApproval } from "../bookkeeping/consumption.ts";
import type { Approval, ApprovalStore } from "../ports/approvals.ts";
import { pageOf, type Table } from "./table.ts";

/** Approvals in memory, over rows that the effects journal consumes from. */
export function memoryApprovals(rows: Table<Approval>): ApprovalStore {
  return {
    async open(approval) {
      rows.add(approval.id, approval);
      return rows.get(approval.id) ?? approval;
    },
    async get(id) {
      return rows.get(id);
    },
    async replace(approval) {
      if (rows.get(approval.id)?.version !== approval.version - 1) return false;
      rows.set(approval.id, approval);
      return true;
    },
    async list(filter) {
      const oldestFirst = rows.select().toSorted((a, b) => a.createdAt - b.createdAt);
      const fits = (approval: Approval): boolean =>
        (filter.thread === undefined || approval.thread === filter.thread) && (filter.status === undefined || approval.status === filter.status);
      return pageOf(oldestFirst, filter, fits);
    },
    async voidOpen(thread, run) {
      const open = rows.select((row) => row.thread === thread && row.status === "open" && (run === undefined || row.run === run));
      for (const approval of open) rows.set(approval.id, voidApproval(approval));
      return open.length;
    },
  };
}
