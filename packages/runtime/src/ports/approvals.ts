import type { Approver, Json, JsonObject, JsonSchema } from "@baton/core";
import type { Page } from "./threads.ts";

export type DecisionType = "approve" | "edit" | "reject" | "respond";

/** What one person said of one action. */
export interface DecisionRecord {
  readonly type: DecisionType;
  /** The identity that decided and the roles it held then. */
  readonly actor: string;
  readonly roles: readonly string[];
  readonly at: number;
  /** The edited arguments of an `edit`, the value of a `respond`. */
  readonly value?: Json;
  readonly message?: string;
}

export type ActionStatus = "open" | "approved" | "rejected" | "answered" | "expired" | "void" | "consumed";

/** One thing to decide: a tool call, a value or a question. */
export interface ApprovalAction {
  /** What LangChain's HITL shape calls the action's name: the tool, or the review node for values and questions. */
  readonly name: string;
  readonly description: string;
  /** The proposed arguments, value, or (question) an empty object. */
  readonly args: JsonObject;
  readonly argsSchema: JsonSchema;
  /** `sha256-` digest over name and canonical arguments as proposed. */
  readonly digest: string;
  readonly allowed: readonly DecisionType[];
  /** People needed; all of them. Empty: whoever may answer the thread. */
  readonly by: readonly Approver[];
  readonly status: ActionStatus;
  readonly decisions: readonly DecisionRecord[];
  /** What runs: the proposed arguments, or the edited ones. Set once approved or answered. */
  readonly final?: Json;
}

/** A request to people: one interrupt of one thread, with one or more actions. Never graph state. */
export interface Approval {
  /** Derived from thread, task and ordinal, so that a step run again finds its own request. */
  readonly id: string;
  readonly kind: "call" | "value" | "question" | "unknown-effect";
  readonly thread: string;
  readonly run: string;
  readonly fork: number;
  readonly graphHash: string;
  /** Node whose call is decided (the tool node or agent), and the node that asks (the review, or the same). */
  readonly node: string;
  readonly asker: string;
  /** Where it was asked, if not at the top of the thread: the lanes and subgraphs around it, and the namespace of their checkpoints. */
  readonly place?: { readonly path: string; readonly ns: string };
  /** LangGraph task that interrupts, and the id of its interrupt: what a resume names. */
  readonly task: string;
  readonly interrupt: string;
  readonly requester: string;
  /** Who edited the graph's document last, as it was when this was asked, where that is known: four eyes keep them from deciding too. */
  readonly editor?: string;
  readonly actions: readonly ApprovalAction[];
  /** What the designer chose to show: label and value; absent values are null with `absent`. */
  readonly shows: readonly { readonly label: string; readonly value: Json; readonly absent?: boolean }[];
  readonly reasons: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  /** Who may decide too, and from when on; `noted` is when that was written down, for others to hear of it once. */
  readonly escalate: readonly { readonly at: number; readonly to: string; readonly noted?: number }[];
  readonly status: "open" | "resolved" | "void";
  /** Who said that they look at it, for others to see; it binds nobody. */
  readonly claim?: { readonly by: string; readonly at: number };
  /** Grows by one with every change. */
  readonly version: number;
}

/** Somebody who may decide. */
export interface RoleHolder {
  readonly roles: readonly string[];
  /** Their id: whoever started a run may decide what names `requester`. */
  readonly person?: string;
  /** Escalations up to now count. */
  readonly now: number;
}

/** Which approvals. Fields that are given must all hold. */
export interface ApprovalFilter {
  readonly thread?: string;
  readonly status?: Approval["status"];
  /** The node whose call is decided. */
  readonly node?: string;
  /** The id of the graph whose version asks; where that version is not stored, the thread's graph. */
  readonly graph?: string;
  /** Open ones with an open action that names one of these roles or nobody, or that have gone to one of them. Four eyes are judged when somebody decides. */
  readonly by?: RoleHolder;
  /** Open ones that expire or go to somebody else, which is not noted yet, in this time, `after` itself left out. */
  readonly due?: { readonly after: number; readonly until: number };
}

/** Approvals. The rules live in the runtime; a store only keeps rows, atomically. */
export interface ApprovalStore {
  /** Inserts, or returns the row that is there already under this id. */
  open(approval: Approval): Promise<Approval>;
  get(id: string): Promise<Approval | undefined>;
  /**
   * Replaces the row if its version is still `approval.version - 1`; false if somebody was faster. `told` goes into its thread's event log with it, or
   * not at all.
   */
  replace(approval: Approval, told?: { readonly at: number; readonly events: readonly Json[] }): Promise<boolean>;
  /** Oldest first. */
  list(filter: ApprovalFilter & Page): Promise<readonly Approval[]>;
  count(filter: ApprovalFilter): Promise<number>;
  /** The earliest time after `now` at which an open one expires or, which is not noted yet, goes to somebody else. */
  next(now: number): Promise<number | undefined>;
  /** Voids what is open on a thread, or on one run of it; returns how many. */
  voidOpen(thread: string, run?: string): Promise<number>;
}
