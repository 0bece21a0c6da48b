import { z } from "zod";
import type { Approval } from "../../api/approvals.ts";
import { openApprovalsQuery } from "../../api/approvals.ts";
import { queryClient } from "../../api/query-client.ts";
import { request } from "../../api/request.ts";
import { nodeOfStep } from "../model/events.ts";

/** What a run that has stopped waits for. */
export interface Pause {
  /** Nodes that come next. */
  readonly next: readonly string[];
  /** The role that is waited for, by the node that waits. */
  readonly waitsFor: ReadonlyMap<string, string>;
  readonly approvals: readonly Approval[];
}

const stateSchema = z.object({ next: z.array(z.string()) });

/** Reads what a thread waits for. Who may not see reviews learns only where it stands. */
export async function readPause(thread: string, signal: AbortSignal): Promise<Pause> {
  const [{ next }, approvals] = await Promise.all([
    request(`/threads/${encodeURIComponent(thread)}/state`, stateSchema, { signal }),
    queryClient.fetchQuery({ ...openApprovalsQuery(thread), staleTime: 0 }).catch(() => []),
  ]);
  const waitsFor = new Map(approvals.map((approval): [string, string] => [nodeOfStep(approval.asker), rolesOf(approval).join(", ")]));
  return { next: next.map(nodeOfStep), waitsFor, approvals };
}

/** Roles that still have to say something. */
export function rolesOf({ actions }: Approval): readonly string[] {
  return [...new Set(actions.flatMap(({ by }) => by.filter(({ count, approvedBy }) => approvedBy.length < count).map(({ role }) => role)))];
}
