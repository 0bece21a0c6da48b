import type { Approver, Graph, Json, JsonObject } from "@baton/core";
import type { Approval } from "../ports/approvals.ts";
import type { EffectRecord } from "../ports/effects.ts";
import type { RunError } from "../ports/threads.ts";
import type { Span } from "../clock/span.ts";
import type { Step } from "../compile/step.ts";

/** One tool call on its way to the gateway. */
export interface ToolCall {
  readonly tool: string;
  readonly args: JsonObject;
  /** Position within the LangGraph task, from 0. */
  readonly ordinal: number;
  /** Position in the node's history: `0.0` for tool nodes, `<turn>.<index>` for agents. */
  readonly slot: string;
  /** Who chose the arguments, and so is to blame when they do not fit; the graph unless stated. */
  readonly author?: "model" | "graph";
}

/** What an approval of a call demands. */
export interface Demand {
  readonly by: readonly Approver[];
  readonly reasons: readonly string[];
  /** How long people have from asking; the shortest counts. */
  readonly expires: readonly Span[];
  readonly escalate: readonly { readonly after: Span; readonly to: string }[];
}

export type Verdict =
  | { readonly type: "allow" }
  /** `error` is what a node that may not go on fails with: `policy_denied`, `tool_args_invalid` or `tool_unknown`. */
  | { readonly type: "deny"; readonly reason: string; readonly error: RunError }
  | { readonly type: "approve"; readonly demand: Demand };

/** Approved action that a call wants to use. */
export interface Grant {
  readonly approval: string;
  readonly action: number;
}

export type Execution =
  | { readonly type: "done"; readonly result: Json; readonly simulated: boolean }
  | { readonly type: "failed"; readonly error: RunError }
  | { readonly type: "denied"; readonly reason: string; readonly error: RunError }
  /** Needs people first: no grant, or one that does not fit (any more). `earlier` is the effect that a replay would repeat. */
  | { readonly type: "ask"; readonly demand: Demand; readonly earlier?: EffectRecord }
  /** Nobody knows whether it happened; a person says. */
  | { readonly type: "unknown"; readonly record: EffectRecord };

/** How a call is made: the time for each attempt, and attempts after the first (at least two where a write is idempotent). */
export interface ExecuteOptions {
  readonly grant?: Grant | undefined;
  readonly timeoutMs?: number | undefined;
  readonly retry?: number | undefined;
  /** Writes reads into the journal too, so that what was read is not read again after a crash. */
  readonly journal?: boolean;
}

/** What policies may look at; `node` is the one whose call it is, so a review asks with the node it approves. */
export interface Facts extends Pick<Step, "node" | "left" | "evaluate" | "whole"> {
  /** The same of the node around it that contains its graph; absent at the top. */
  readonly around?: Facts;
}

/** Every tool call passes here; nothing bypasses it. */
export interface Gateway {
  /** Ports that policies with `after` ask about, the host's included; without a port it is the node's first. */
  readonly after: readonly { readonly node: string; readonly port: string | undefined }[];
  /** Arguments and policy only: may this call be made, must people approve it? No side effects; a failing expression denies. */
  decide(call: Pick<ToolCall, "tool" | "args" | "author">, facts: Facts): Verdict;
  /**
   * False only where no call of this tool from this node can ever be put before people: a read that no policy wants approved. What writes
   * may always be asked about, in a fork or when its outcome is unknown.
   */
  mayAsk(node: string, tool: string): boolean;
  /** True where a policy may want people to approve a call of this tool from this node. */
  asksByPolicy(node: string, tool: string): boolean;
  /** The gate of a graph that a node contains: its own rules hold, and those here that name `node/inner`. */
  within(node: string, inner: Graph): Gateway;
  /**
   * Decides again, consumes the grant, writes the intent, calls the tool, records the outcome. Never interrupts.
   * @throws LimitReached before anything is done where a limit of the run would be passed.
   */
  execute(call: ToolCall, step: Step, options?: ExecuteOptions): Promise<Execution>;
}

/** What is put before people. */
export interface Question {
  readonly kind: Approval["kind"];
  /** Whose call or value it is. */
  readonly node: string;
  /** Position of the question within the task, from 0. */
  readonly ordinal: number;
  readonly actions: readonly Pick<Approval["actions"][number], "name" | "description" | "args" | "argsSchema" | "allowed" | "by">[];
  readonly shows: Approval["shows"];
  readonly reasons: readonly string[];
  readonly expires: Demand["expires"];
  readonly escalate: Demand["escalate"];
}

/**
 * Puts a question to people and gives their resolved answer: opens the approval (once), interrupts, and interrupts again until storage
 * says that it is resolved. The resume value itself has no authority. Call it in a step without side effects, once.
 */
export type Ask = (step: Step, question: Question) => Promise<Approval>;
