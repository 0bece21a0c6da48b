import { voidApproval } from "../bookkeeping/consumption.ts";
import { decidersOf, keysOf, timesOf } from "../bookkeeping/deciders.ts";
import type { Approval, ApprovalFilter, ApprovalStore } from "../ports/approvals.ts";
import type { EventLog } from "../ports/threads.ts";
import { earliest, pageOf, type Table } from "./table.ts";

/** Approvals in memory, over rows that the effects journal consumes from. `graphOf` names the graph of a version, or else of a thread. */
export function memoryApprovals(
  rows: Table<Approval>,
  graphOf: (hash: string, thread: string) => Promise<string | undefined>,
  events: EventLog,
): ApprovalStore {
  const fitting = async ({ thread, status, node, graph, by, due }: ApprovalFilter): Promise<(approval: Approval) => boolean> => {
    const keys = by && keysOf(by);
    const hasDecider = (approval: Approval): boolean =>
      by === undefined || decidersOf(approval).some(({ key, since }) => since <= by.now && keys?.includes(key) === true);
    const isDue = (approval: Approval): boolean => due === undefined || timesOf(approval).some((time) => time > due.after && time <= due.until);
    const graphs = new Map<string, string | undefined>();
    if (graph !== undefined) for (const { id, graphHash, thread: of } of rows.select()) graphs.set(id, await graphOf(graphHash, of));
    return (approval) =>
      (thread === undefined || approval.thread === thread) &&
      (status === undefined || approval.status === status) &&
      (node === undefined || approval.node === node) &&
      (graph === undefined || graphs.get(approval.id) === graph) &&
      hasDecider(approval) &&
      isDue(approval);
  };
  return {
    async open(approval) {
      rows.add(approval.id, approval);
      return rows.get(approval.id) ?? approval;
    },
    async get(id) {
      return rows.get(id);
    },
    async replace(approval, told) {
      if (rows.get(approval.id)?.version !== approval.version - 1) return false;
      rows.set(approval.id, approval);
      if (told !== undefined) await events.append(approval.thread, approval.run, told.at, told.events);
      return true;
    },
    async list(filter) {
      const oldestFirst = rows.select().toSorted((a, b) => a.createdAt - b.createdAt);
      return pageOf(oldestFirst, filter, await fitting(filter));
    },
    async count(filter) {
      return rows.select(await fitting(filter)).length;
    },
    async next(now) {
      return earliest(rows.select().flatMap(timesOf), now);
    },
    async voidOpen(thread, run) {
      const open = rows.select((row) => row.thread === thread && row.status === "open" && (run === undefined || row.run === run));
      for (const approval of open) rows.set(approval.id, voidApproval(approval));
      return open.length;
    },
  };
}
