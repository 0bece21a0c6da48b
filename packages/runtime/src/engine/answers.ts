import { BatonError, type Json } from "@baton/core";
import { currentArgs } from "../approval/hitl.ts";
import type { Approval, ApprovalStore } from "../ports/approvals.ts";
import type { Decisions } from "./contract.ts";
import type { OpenInterrupt } from "./result.ts";

/** An interrupt as LangGraph keeps it on a pending task. */
export interface PendingInterrupt {
  readonly id: string;
  readonly approval: string;
}

/** The approval ids that open interrupts of a thread's tasks carry in their values. */
export function pendingInterrupts(
  tasks: readonly { readonly interrupts: readonly { readonly id?: string; readonly value?: unknown }[] }[],
): readonly PendingInterrupt[] {
  return tasks.flatMap((task) =>
    task.interrupts.flatMap(({ id, value }) => {
      const approval = approvalOf(value);
      return id === undefined || approval === undefined ? [] : [{ id, approval }];
    }),
  );
}

function approvalOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("baton" in value)) return undefined;
  const { baton } = value;
  if (typeof baton !== "object" || baton === null || !("approval" in baton)) return undefined;
  return typeof baton.approval === "string" ? baton.approval : undefined;
}

/** Which approval each set of decisions is for. @throws BatonError `interrupt_unknown`, `interrupt_ambiguous`. */
export async function addressed(
  approvals: ApprovalStore,
  thread: string,
  request: { readonly answers?: Readonly<Record<string, Decisions>> | undefined; readonly decisions?: Decisions | undefined },
): Promise<readonly { readonly approval: Approval; readonly decisions: Decisions }[]> {
  const all = await approvals.list({ thread });
  const open = all.filter((approval) => approval.status === "open");
  const found = Object.entries(request.answers ?? {}).map(([id, decisions]) => {
    const approval = all.find((row) => (row.interrupt === id && row.status === "open") || row.id === id) ?? all.find((row) => row.interrupt === id);
    if (approval === undefined) {
      throw new BatonError(
        "interrupt_unknown",
        "human",
        `Thread ${thread} has no review ${id}${open.length === 0 ? "; nothing is open on it" : `; open are ${open.map((row) => row.interrupt).join(", ")}`}.`,
      );
    }
    return { approval, decisions };
  });
  if (request.decisions === undefined) return found;
  const [only, ...others] = open;
  if (only === undefined) throw new BatonError("interrupt_unknown", "human", `Nothing is open on thread ${thread}.`);
  if (others.length > 0) {
    throw new BatonError(
      "interrupt_ambiguous",
      "human",
      `Thread ${thread} has ${open.length} open reviews; say which one you mean: ${open.map((row) => row.interrupt).join(", ")}.`,
    );
  }
  return [...found, { approval: only, decisions: request.decisions }];
}

/** An approval as an interrupt in LangChain's HITL shape: each call in its latest wording, which is what a further approval is for. */
export function openInterrupt(approval: Approval): OpenInterrupt {
  return {
    id: approval.interrupt,
    node: approval.node,
    actionRequests: approval.actions.map((action) => ({ name: action.name, args: currentArgs(action), description: action.description })),
    reviewConfigs: approval.actions.map((action) => ({ actionName: action.name, allowedDecisions: action.allowed, argsSchema: schemaJson(action.argsSchema) })),
    baton: approval,
  };
}

function schemaJson(schema: Approval["actions"][number]["argsSchema"]): Json {
  return schema;
}
