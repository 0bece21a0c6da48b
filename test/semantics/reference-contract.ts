import type { HostManifest, Json, JsonObject, Kinds, Merge } from "@baton/core";

/** What a tool does with a call: gives a result, says that it failed and did nothing, or breaks so that nobody knows. */
export type ToolEnd = { readonly type: "result"; readonly result: Json } | { readonly type: "failed" | "broke" };

/** What is put before people. */
export interface Asked {
  readonly kind: "call" | "value" | "question" | "unknown-effect";
  readonly name: string;
  readonly args: JsonObject;
  readonly allowed: readonly string[];
  readonly expires: boolean;
  /** The branches that it is asked in; empty at the top. */
  readonly scope: string;
}

/** What people say; `otherwise` is said where an edited call may not be made. */
export type Answer =
  | { readonly type: "approve" | "expire" }
  | { readonly type: "reject"; readonly message: string }
  | { readonly type: "edit"; readonly args: JsonObject; readonly otherwise: "approve" | "reject" }
  | { readonly type: "respond"; readonly value: Json };

/** The scripted replies of an agent, one for each turn: a call of a tool, or its end. */
export type Turn =
  | { readonly type: "call"; readonly tool: string; readonly args: Json }
  | { readonly type: "output"; readonly value: Json }
  | { readonly type: "error" };

/** Everything from outside. */
export interface Surroundings {
  readonly kinds: Kinds;
  readonly manifest: HostManifest;
  /** Milliseconds since the epoch when the thread begins; answers take their time. */
  readonly start: number;
  readonly answerMs: number;
  call(tool: string, args: JsonObject): ToolEnd;
  answer(asked: Asked, index: number): Answer;
  readonly agents: ReadonlyMap<string, readonly Turn[]>;
}

/** One writing call that the journal must know. */
export interface JournalRow {
  /** The branches that it was made in, `region_1.1[0]`; empty at the top. */
  readonly scope: string;
  readonly node: string;
  readonly tool: string;
  readonly args: JsonObject;
  readonly state: "done" | "failed";
}

export interface Failed {
  readonly code: string;
  readonly layer: string;
  readonly node: string;
}

export type RunEnd = { readonly type: "outcome"; readonly outcome: string } | ({ readonly type: "failed" } & Failed);

/** What went on in a thread: a test asks whether enough of it did. */
export type Happening =
  | "bounded edge taken"
  | "bounded edge used up"
  | "three pure nodes in a row"
  | "node after itself"
  | "run failed"
  | "failed wired"
  | "failed writes fail"
  | "written value invalid"
  | "written value invalid after another"
  | "expression fails"
  | "branch case"
  | "branch otherwise"
  | "gate open"
  | "gate denied"
  | "route taken"
  | "route unsure"
  | "check passed"
  | "check sends back"
  | "check exhausted"
  | "check passed after it sent back"
  | "call made"
  | "call denied"
  | "arguments invalid"
  | "rule waits for its port"
  | "rule cannot be judged"
  | "asked at the node"
  | "call approved"
  | "call edited"
  | "edit refused"
  | "call rejected"
  | "question expired"
  | "review passed by policy"
  | "approval used"
  | "approval void"
  | "approval outlived"
  | "value reviewed"
  | "question answered"
  | "agent done"
  | "agent failed"
  | "agent output invalid"
  | "agent calls"
  | "tool failed"
  | "outcome unknown"
  | "second run"
  | "branches for each"
  | "named branches"
  | "no branches"
  | "branches in branches"
  | "branch failed"
  | "branch gives nothing that can be had"
  | "asked in a branch"
  | "join done"
  | "join done though a branch failed"
  | "join disputed"
  | "join failed"
  | `merges by ${Merge}`;

/** A thread after its runs. */
export interface Observed {
  readonly ends: readonly RunEnd[];
  readonly state: JsonObject;
  readonly ports: readonly string[];
  /** Calls that reached a tool, reading ones included. */
  readonly calls: readonly { readonly tool: string; readonly args: JsonObject }[];
  readonly journal: readonly JournalRow[];
  /** Of each run. */
  readonly used: readonly { readonly steps: number; readonly toolCalls: number; readonly modelCalls: number }[];
}

/** What the reference saw, and what happened in it. */
export interface Interpreted {
  readonly observed: Observed;
  readonly happened: ReadonlySet<Happening>;
}

/** A node fails, and so the run where nothing leads on from that. */
export class Failure extends Error {
  readonly facts: Failed;

  constructor(facts: Failed) {
    super(facts.code);
    this.facts = facts;
  }
}
