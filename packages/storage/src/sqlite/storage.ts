import type { Clock, Storage } from "@baton/runtime";
import { ApprovalRows, sqliteApprovals } from "./approvals.ts";
import { sqliteAssistants } from "./assistants.ts";
import { sqliteAudit } from "./audit.ts";
import { BudgetRows, sqliteBudgets } from "./budgets.ts";
import { Database } from "./database.ts";
import { sqliteDeliveries } from "./deliveries.ts";
import { sqliteEffects } from "./effects.ts";
import { sqliteEvents } from "./events.ts";
import { sqliteGraphs } from "./graphs.ts";
import { sqliteItems } from "./items.ts";
import { sqliteJobs } from "./jobs.ts";
import { sqliteKeys } from "./keys.ts";
import { LeaseRows, sqliteLeases } from "./leases.ts";
import { sqlitePublications } from "./publications.ts";
import { sqliteRetention } from "./retention.ts";
import { SqliteSaver } from "./saver.ts";
import { sqliteStreams } from "./streams.ts";
import { sqliteThreads } from "./threads.ts";
import { sqliteWaits } from "./waits.ts";

export interface SqliteOptions {
  /** Path of the file, made if there is none; or `:memory:`. */
  readonly file: string;
  /** Judges whether a lease has run out; the system's clock if absent. */
  readonly clock?: Pick<Clock, "now">;
  /** Milliseconds to wait for another process's write; 5000 if absent. */
  readonly busyTimeoutMs?: number;
}

/** Storage over an open database. */
export function sqliteStorage(database: Database, clock: Pick<Clock, "now"> = Date): Storage {
  const leases = new LeaseRows(database, clock);
  const approvals = new ApprovalRows(database);
  const budgets = new BudgetRows(database);
  const effects = sqliteEffects(database, approvals, budgets, leases);
  const checkpointer = new SqliteSaver(database, leases);
  return {
    checkpointer,
    threads: sqliteThreads(database, (thread) => checkpointer.forget(thread)),
    events: sqliteEvents(database),
    approvals: sqliteApprovals(database, approvals),
    waits: sqliteWaits(database),
    effects,
    audit: sqliteAudit(database, approvals, effects),
    budgets: sqliteBudgets(database, budgets),
    graphs: sqliteGraphs(database),
    leases: sqliteLeases(database, leases),
    retention: sqliteRetention(database, leases, clock),
    jobs: sqliteJobs(database),
    streams: sqliteStreams(database),
    assistants: sqliteAssistants(database),
    keys: sqliteKeys(database),
    publications: sqlitePublications(database),
    deliveries: sqliteDeliveries(database),
    items: sqliteItems(database, clock),
    close: () => database.close(),
  };
}

/**
 * Opens Baton's storage in one SQLite file, which several processes may share. Throws a BatonError, and leaves the file as it is, where it is
 * damaged (`storage_corrupt`), another application's (`storage_foreign`), a newer Baton's (`storage_newer`) or not writable (`storage_readonly`).
 */
export function openSqlite(options: SqliteOptions): Storage {
  const { file, clock, ...rest } = options;
  return sqliteStorage(new Database(file, rest), clock);
}
