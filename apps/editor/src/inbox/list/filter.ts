import type { Approval } from "../../api/approvals.ts";

/** What the list shows of all that waits; undefined is everything. */
export interface Filter {
  readonly graph: string | undefined;
  readonly role: string | undefined;
  readonly kind: Approval["kind"] | undefined;
}

export const noFilter: Filter = { graph: undefined, role: undefined, kind: undefined };

export function isFiltering({ graph, role, kind }: Filter): boolean {
  return graph !== undefined || role !== undefined || kind !== undefined;
}

/** Roles that a review names. */
export function rolesOf({ actions }: Pick<Approval, "actions">): readonly string[] {
  return [...new Set(actions.flatMap(({ by }) => by.map(({ role }) => role)))];
}

export function fits(approval: Approval, { graph, role, kind }: Filter): boolean {
  return (
    (graph === undefined || approval.graph === graph) &&
    (role === undefined || rolesOf(approval).includes(role)) &&
    (kind === undefined || approval.kind === kind)
  );
}

/** How many people it needs and has, over all that is open of it. */
export function progressOf({ actions }: Pick<Approval, "actions">): { readonly done: number; readonly all: number } {
  const entries = actions.flatMap(({ by }) => by);
  const all = entries.reduce((sum, { count }) => sum + count, 0);
  const done = entries.reduce((sum, { count, approvedBy }) => sum + Math.min(count, approvedBy.length), 0);
  return { done, all };
}
