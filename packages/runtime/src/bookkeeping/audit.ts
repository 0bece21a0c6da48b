import type { Approval } from "../ports/approvals.ts";
import type { AuditEntry, AuditFilter } from "../ports/audit.ts";
import type { EffectRecord } from "../ports/effects.ts";

/** What people decided of an approval. */
export function decisionEntries({ id: approval, thread, run, node, actions }: Approval): readonly AuditEntry[] {
  return actions.flatMap(({ name, decisions }, action) =>
    decisions.map((decision, index): AuditEntry => ({
      id: `${approval}.${action}.${index}`,
      thread,
      run,
      node,
      what: "decision",
      approval,
      name,
      ...decision,
    })),
  );
}

/** What a tool did. */
export function effectEntry({ key, slot, tool, effect, state, args, approval, startedAt }: EffectRecord): AuditEntry {
  return {
    id: `effect.${key.thread}.${key.task}.${key.ordinal}`,
    at: startedAt,
    thread: key.thread,
    run: slot.run,
    node: slot.node,
    what: "effect",
    name: tool,
    effect,
    state,
    args,
    ...(approval === undefined ? {} : { approval: approval.id }),
  };
}

/** Whether an entry is asked for. */
export function fitsAudit(entry: AuditEntry, { thread, actor, name, from = -Infinity, to = Infinity, after }: AuditFilter): boolean {
  return (
    (thread === undefined || entry.thread === thread) &&
    (actor === undefined || (entry.what === "decision" && entry.actor === actor)) &&
    (name === undefined || entry.name === name) &&
    entry.at >= from &&
    entry.at <= to &&
    (after === undefined || newestFirst(after, entry) < 0)
  );
}

/** The order of the log. */
export function newestFirst(a: Pick<AuditEntry, "at" | "id">, b: Pick<AuditEntry, "at" | "id">): number {
  if (a.at !== b.at) return b.at - a.at;
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
}
