import { BatonError, type Json } from "@baton/core";
import { currentArgs } from "../approval/wording.ts";
import type { Approval, ApprovalStore } from "../ports/approvals.ts";
import type { Decisions } from "./contract.ts";
import type { OpenInterrupt } from "./result.ts";

/** An interrupt as LangGraph keeps it on a pending task. */
export type PendingInterrupt = { readonly id: string; readonly approval: string } | { readonly id: string; readonly wait: string };

/** What open interrupts of a thread's tasks wait for: the id of an approval or of a wait, which their values carry. */
export function pendingInterrupts(
  tasks: readonly { readonly interrupts: readonly { readonly id?: string; readonly value?: unknown }[] }[],
): readonly PendingInterrupt[] {
  return tasks.flatMap((task) =>
    task.interrupts.flatMap(({ id, value }) => {
      const subject = subjectOf(value);
      return id === undefined || subject === undefined ? [] : [{ id, ...subject }];
    }),
  );
}

/** The approval or the wait that an interrupt's value names. */
export function subjectOf(value: unknown): { readonly approval: string } | { readonly wait: string } | undefined {
  if (typeof value !== "object" || value === null || !("baton" in value)) return undefined;
  const { baton } = value;
  if (typeof baton !== "object" || baton === null) return undefined;
  if ("approval" in baton && typeof baton.approval === "string") return { approval: baton.approval };
  return "wait" in baton && typeof baton.wait === "string" ? { wait: baton.wait } : undefined;
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
