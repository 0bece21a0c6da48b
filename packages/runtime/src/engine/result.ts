import type { Json, JsonObject } from "@baton/core";
import type { Approval } from "../ports/approvals.ts";
import type { Usage } from "../ports/budgets.ts";
import type { RunError, RunStatus } from "../ports/threads.ts";
import type { OpenWait } from "../waiting/wait.ts";

/** One stop for people, in LangChain's HITL shape; `baton` holds what that shape has no place for. */
export interface OpenInterrupt {
  /** LangGraph's interrupt id: what an answer names. */
  readonly id: string;
  /** The node whose call or value it is. */
  readonly node: string;
  readonly actionRequests: readonly { readonly name: string; readonly args: JsonObject; readonly description: string }[];
  readonly reviewConfigs: readonly { readonly actionName: string; readonly allowedDecisions: readonly string[]; readonly argsSchema: Json }[];
  readonly baton: Approval;
}

/** How a run ended or where it stands; what `--json` prints. */
export interface RunResult {
  readonly thread: string;
  readonly run: string;
  readonly status: Exclude<RunStatus, "running">;
  readonly outcome?: string;
  /** Channels of the outcome; of a stopped run what is written so far. */
  readonly output: JsonObject;
  readonly interrupts: readonly OpenInterrupt[];
  /** What the run waits for that is not a person: times and events. */
  readonly waits: readonly OpenWait[];
  readonly usage: Omit<Usage, "tools">;
  readonly error?: RunError;
  /** True where the run stopped because its process was asked to end: nobody has to decide anything, any process may resume it. */
  readonly drained?: true;
}
