import type { BaseCheckpointSaver, BaseStore } from "@langchain/langgraph-checkpoint";
import type { ApprovalStore } from "./approvals.ts";
import type { AssistantStore } from "./assistants.ts";
import type { AuditLog } from "./audit.ts";
import type { BudgetStore } from "./budgets.ts";
import type { DeliveryStore } from "./deliveries.ts";
import type { EffectJournal } from "./effects.ts";
import type { GraphStore } from "./graphs.ts";
import type { JobStore } from "./jobs.ts";
import type { KeyStore } from "./keys.ts";
import type { LeaseStore } from "./leases.ts";
import type { PublicationStore } from "./publications.ts";
import type { RetentionStore } from "./retention.ts";
import type { StreamLog } from "./streams.ts";
import type { EventLog, ThreadStore } from "./threads.ts";
import type { WaitStore } from "./waits.ts";

/** LangGraph's saver with what Baton needs besides. */
export interface Checkpointer extends BaseCheckpointSaver {
  /** Copies all checkpoints of a thread to one that has none; throws where it has. */
  copyThread(source: string, target: string): Promise<void>;
}

/** Everything that survives a process. Adapters: memory (here), SQLite (@baton/storage/sqlite). */
export interface Storage {
  readonly checkpointer: Checkpointer;
  readonly threads: ThreadStore;
  readonly events: EventLog;
  readonly approvals: ApprovalStore;
  readonly waits: WaitStore;
  readonly effects: EffectJournal;
  readonly audit: AuditLog;
  readonly budgets: BudgetStore;
  readonly graphs: GraphStore;
  readonly leases: LeaseStore;
  readonly retention: RetentionStore;
  /** What a server keeps besides. */
  readonly jobs: JobStore;
  readonly streams: StreamLog;
  readonly assistants: AssistantStore;
  readonly keys: KeyStore;
  readonly publications: PublicationStore;
  readonly deliveries: DeliveryStore;
  /** LangGraph's store: items that outlive threads, by namespace. */
  readonly items: BaseStore;
  close(): Promise<void>;
}
