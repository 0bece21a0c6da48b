import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import type { ApprovalStore } from "./approvals.ts";
import type { BudgetStore } from "./budgets.ts";
import type { EffectJournal } from "./effects.ts";
import type { GraphStore } from "./graphs.ts";
import type { LeaseStore } from "./leases.ts";
import type { RetentionStore } from "./retention.ts";
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
  readonly budgets: BudgetStore;
  readonly graphs: GraphStore;
  readonly leases: LeaseStore;
  readonly retention: RetentionStore;
  close(): Promise<void>;
}
