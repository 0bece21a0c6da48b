import { isJsonObject, type Json, type JsonObject } from "@baton/core";
import { ask } from "../approval/ask.ts";
import { settleUnknown, unknownQuestion } from "../approval/unknown.ts";
import type { Step } from "../compile/step.ts";
import type { Approval, ApprovalAction } from "../ports/approvals.ts";
import type { EffectKey } from "../ports/effects.ts";
import type { RunError } from "../ports/threads.ts";
import type { Demand, Grant, ToolCall } from "./contract.ts";
import { anybody, mergeDemands } from "./demand.ts";
import { historyDemand } from "./gateway.ts";
import { grantDemand } from "./grant.ts";
import { callDigest } from "./identity.ts";
import { escapeArgs, escapeLc, unescapeArgs } from "./ingress.ts";
import { earlierEffect } from "./passage.ts";

/** A call that comes to an approval step. */
export interface CallToApprove {
  readonly call: ToolCall;
  /** The grant it had, where the gateway sent it back: the new question asks for no less. */
  readonly grant?: Grant | undefined;
  /** Its journal row, where the gateway said `unknown`. */
  readonly unknown?: EffectKey | undefined;
}

/** What came of a call in an approval step. */
export type CallOutcome =
  /** Nobody needs to be asked: call `execute`. */
  | { readonly type: "free" }
  /** Call `execute` with this grant and these arguments: the approved ones, which an edit may have changed. */
  | { readonly type: "granted"; readonly grant: Grant; readonly args: JsonObject }
  | { readonly type: "rejected"; readonly message: string; readonly by: string }
  | { readonly type: "expired" }
  | { readonly type: "denied"; readonly reason: string; readonly error: RunError }
  /** An unknown call that happened, as a person says. */
  | { readonly type: "done"; readonly result: Json }
  /** An unknown call that did not happen, as a person says: it may be made anew with `execute`. */
  | { readonly type: "not-done"; readonly error: RunError }
  /** Not asked about yet, since a step asks one question and unknown calls come first: call `execute`, which will say `ask`. */
  | { readonly type: "later" };

/**
 * The approval step of tool nodes and agents: puts all calls of a turn that need people into one question and gives, call by call, what they
 * said. Calls of unknown outcome are a question of their own and come first. Interrupts; call it once, in a step without side effects.
 */
export async function approveCalls(step: Step, calls: readonly CallToApprove[]): Promise<readonly CallOutcome[]> {
  const unknown = calls.filter((item) => item.unknown !== undefined);
  if (unknown.length > 0) return settleCalls(step, calls);
  const weighed = await Promise.all(calls.map((item) => weigh(step, item)));
  const asked = weighed.flatMap((item, index) => {
    const call = calls[index]?.call;
    return item.type === "approve" && call !== undefined ? [{ index, call, demand: item.demand }] : [];
  });
  const approval = asked.length === 0 ? undefined : await ask(step, callQuestion(step, asked));
  return weighed.map((item, index): CallOutcome => {
    if (item.type !== "approve") return item;
    const action = asked.findIndex((entry) => entry.index === index);
    return outcomeOf(approval, action);
  });
}

type Weighed = Extract<CallOutcome, { type: "free" | "denied" }> | { readonly type: "approve"; readonly demand: Demand };

/** Whether a call needs people: by policy, by the run's history, or because a grant for it did not fit. */
async function weigh(step: Step, { call, grant }: CallToApprove): Promise<Weighed> {
  const { gateway, host, storage } = step.services;
  const verdict = gateway.decide(call, step);
  if (verdict.type === "deny") return { type: "denied", reason: verdict.reason, error: verdict.error };
  const tool = host.tools.get(call.tool);
  const demands: Demand[] = verdict.type === "approve" ? [verdict.demand] : [];
  const history = tool && historyDemand(tool, step);
  if (history !== undefined) demands.push(history);
  if (grant !== undefined) demands.push(grantDemand(await storage.approvals.get(grant.approval), grant));
  if (tool !== undefined && tool.effect !== "read") {
    const earlier = await earlierEffect(call, step);
    const same = earlier?.state === "done" && earlier.digest === callDigest(call.tool, unescapeArgs(call.args));
    if (same) return { type: "free" }; // a replay: the gateway repeats the recorded result
    if (earlier !== undefined) demands.push({ ...anybody, reasons: [`This place of the run called \`${call.tool}\` before; approving calls it again.`] });
  }
  return demands.length === 0 ? { type: "free" } : { type: "approve", demand: demands.reduce(mergeDemands) };
}

function callQuestion(step: Step, asked: readonly { readonly call: ToolCall; readonly demand: Demand }[]): Parameters<typeof ask>[1] {
  const { reasons, expires, escalate } = asked.map(({ demand }) => demand).reduce(mergeDemands, anybody);
  return {
    kind: "call",
    node: step.node.id,
    ordinal: 0,
    actions: asked.map(({ call, demand }) => {
      const tool = step.services.host.tools.get(call.tool);
      return {
        name: call.tool,
        description: tool?.description ?? "",
        args: unescapeArgs(call.args),
        argsSchema: tool?.args ?? true,
        allowed: ["approve", "edit", "reject"],
        by: demand.by,
      };
    }),
    shows: [],
    reasons,
    expires,
    escalate,
  };
}

function outcomeOf(approval: Approval | undefined, index: number): CallOutcome {
  const action = approval?.actions[index];
  if (approval === undefined || action === undefined) return { type: "later" };
  switch (action.status) {
    case "approved":
    case "consumed":
      return { type: "granted", grant: { approval: approval.id, action: index }, args: escapeArgs(finalArgs(action)) };
    case "rejected": {
      const last = action.decisions.at(-1);
      return { type: "rejected", message: last?.message ?? "", by: last?.actor ?? "" };
    }
    case "expired":
      return { type: "expired" };
    case "open":
    case "answered":
    case "void":
      return { type: "later" };
    default:
      return action.status satisfies never;
  }
}

/** Why a call is not made that went to people. */
export function refusedCall(tool: string, outcome: Extract<CallOutcome, { type: "rejected" | "expired" | "denied" | "not-done" }>): RunError {
  switch (outcome.type) {
    case "rejected": {
      const why = outcome.message === "" ? "." : `: ${outcome.message}`;
      return { code: "approval_rejected", layer: "human", message: `${outcome.by} rejected the call of \`${tool}\`${why}` };
    }
    case "expired":
      return { code: "approval_expired", layer: "human", message: `Nobody approved the call of \`${tool}\` in time.` };
    case "denied":
    case "not-done":
      return outcome.error;
    default:
      return outcome satisfies never;
  }
}

function finalArgs(action: ApprovalAction): JsonObject {
  return isJsonObject(action.final) ? action.final : action.args;
}

async function settleCalls(step: Step, calls: readonly CallToApprove[]): Promise<readonly CallOutcome[]> {
  const { gateway, host, storage, clock } = step.services;
  const open = await Promise.all(
    calls.map(async ({ call, unknown }) => {
      const record = unknown && (await storage.effects.get(unknown));
      const tool = host.tools.get(call.tool);
      if (record === undefined || tool === undefined) return undefined;
      const verdict = gateway.decide(call, step);
      return { record, tool, by: verdict.type === "approve" ? verdict.demand.by : [] };
    }),
  );
  const asked = open.filter((entry) => entry !== undefined);
  const waits = asked.some(({ record }) => record.state === "unknown"); // else somebody settled them elsewhere
  const approval = waits ? await ask(step, unknownQuestion(step.node.id, asked)) : undefined;
  return Promise.all(
    open.map(async (entry): Promise<CallOutcome> => {
      if (entry === undefined) return { type: "later" };
      const { record } = entry;
      const row = approval === undefined ? record : await settleUnknown(storage.effects, approval, asked.indexOf(entry), record, clock.now());
      if (row?.state === "done") return { type: "done", result: escapeLc(row.result ?? null) };
      return row?.state === "failed" && row.error !== undefined ? { type: "not-done", error: row.error } : { type: "later" };
    }),
  );
}
