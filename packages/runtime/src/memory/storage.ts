import { checkLease } from "../bookkeeping/lease.ts";
import { type Budget, budgetsAround } from "../bookkeeping/budget.ts";
import type { Approval } from "../ports/approvals.ts";
import type { Clock } from "../ports/clock.ts";
import type { EffectRecord } from "../ports/effects.ts";
import { type Lease, LEASE_KEY } from "../ports/leases.ts";
import type { Storage } from "../ports/storage.ts";
import { memoryApprovals } from "./approvals.ts";
import { memoryAssistants } from "./assistants.ts";
import { memoryAudit } from "./audit.ts";
import { memoryBudgets } from "./budgets.ts";
import { MemoryCheckpointer } from "./checkpointer.ts";
import { memoryDeliveries } from "./deliveries.ts";
import { memoryEffects } from "./effects.ts";
import { memoryEvents } from "./events.ts";
import { memoryGraphs } from "./graphs.ts";
import { memoryItems } from "./items.ts";
import { memoryJobs } from "./jobs.ts";
import { memoryKeys } from "./keys.ts";
import { memoryLeases, serialQueue } from "./leases.ts";
import { memoryPublications } from "./publications.ts";
import { Table } from "./table.ts";
import { memoryRetention } from "./retention.ts";
import { memoryThreads } from "./threads.ts";
import { memoryWaits } from "./waits.ts";

/** Storage that lives as long as the process: for tests, and for graphs that nobody resumes. The clock judges leases. */
export function memoryStorage(clock: Pick<Clock, "now"> = Date): Storage {
  const approvals = new Table<Approval>();
  const budgets = new Map<string, Budget>();
  const leases = new Map<string, Lease>();
  const serial = serialQueue();
  const checkpointer = new MemoryCheckpointer(leases, serial, clock);
  const events = memoryEvents();
  const waits = memoryWaits();
  const effects = new Table<EffectRecord>();
  const graphs = memoryGraphs();
  const graphOf = async (hash: string): Promise<string | undefined> => (await graphs.get(hash))?.id;
  const { jobs, streams, ...queue } = memoryJobs();
  const deliveries = memoryDeliveries();
  const threads = memoryThreads(async (thread, runs) => {
    approvals.delete((approval) => approval.thread === thread);
    for (const budget of budgets.keys()) if (runs.some((run) => budgetsAround(budget).includes(run))) budgets.delete(budget);
    events.delete(thread);
    waits.delete(thread);
    queue.forget((job) => job.thread === thread);
    await checkpointer.deleteThread(thread);
  }, graphOf);
  return {
    checkpointer,
    events,
    threads,
    approvals: memoryApprovals(approvals, async (hash, thread) => (await graphOf(hash)) ?? (await threads.get(thread))?.graph, events),
    waits,
    effects: memoryEffects(
      approvals,
      budgets,
      (thread, lease) => checkLease(leases.get(thread), thread, { configurable: { [LEASE_KEY]: lease } }, clock.now()),
      effects,
    ),
    audit: memoryAudit(approvals, effects),
    budgets: memoryBudgets(budgets),
    graphs,
    leases: memoryLeases(leases, serial),
    retention: memoryRetention({ threads, approvals, waits, effects, events, queue, deliveries, checkpointer, leases, clock }),
    jobs,
    streams,
    assistants: memoryAssistants(),
    keys: memoryKeys(),
    publications: memoryPublications(),
    deliveries,
    items: memoryItems(clock),
    async close() {},
  };
}
