import { countingStates, decideBegin } from "../bookkeeping/begin.ts";
import type { Budget } from "../bookkeeping/budget.ts";
import type { Approval } from "../ports/approvals.ts";
import type { EffectJournal, EffectKey, EffectRecord, EffectSlot } from "../ports/effects.ts";
import { named } from "./budgets.ts";
import { Table } from "./table.ts";

const idOf = (key: EffectKey): string => JSON.stringify([key.thread, key.task, key.ordinal]);
const sameSlot = (a: EffectSlot, b: EffectSlot): boolean =>
  a.run === b.run && a.node === b.node && a.scope === b.scope && a.visit === b.visit && a.call === b.call;

/** The effects journal in memory; it consumes approvals and reserves budget in the same tick. */
export function memoryEffects(
  approvals: Table<Approval>,
  budgets: Map<string, Budget>,
  mayWrite: (thread: string, lease: number | undefined) => void,
  rows = new Table<EffectRecord>(),
): EffectJournal {
  const newest = (fits: (record: EffectRecord) => boolean): EffectRecord | undefined =>
    rows.select((record) => fits(record) && countingStates.some((state) => state === record.state)).at(-1);
  return {
    async begin(request) {
      const { record, consume, reserve } = request;
      mayWrite(record.key.thread, request.lease);
      const decision = decideBegin(request, {
        known: rows.get(idOf(record.key)),
        sameSlot: newest((other) => sameSlot(other.slot, record.slot)),
        sameOnce: record.once === undefined ? undefined : newest((other) => other.tool === record.tool && other.once === record.once),
        approval: consume && approvals.get(consume.id),
        budgets: reserve === undefined || !budgets.has(reserve.run) ? [] : named(budgets, reserve.run),
      });
      if (decision.result.type !== "started") return decision.result;
      if (decision.approval) approvals.set(decision.approval.id, decision.approval);
      for (const { id, budget } of decision.budgets ?? []) budgets.set(id, budget);
      rows.set(idOf(record.key), record);
      return decision.result;
    },
    async finish(key, end) {
      const record = rows.get(idOf(key));
      if (record?.state !== "intent") return false;
      const { state, result, error, at, attempts = record.attempts } = end;
      rows.set(idOf(key), { ...record, state, result, error, endedAt: at, attempts });
      return true;
    },
    async simulate(record) {
      rows.add(idOf(record.key), record);
      return rows.get(idOf(record.key)) ?? record;
    },
    async settleUnknown(key, end) {
      const record = rows.get(idOf(key));
      if (record?.state !== "unknown") return false;
      const settled = end.happened
        ? ({ ...record, state: "done", result: end.result, error: undefined, endedAt: end.at } as const)
        : ({ ...record, state: "intent", result: undefined, error: undefined, endedAt: undefined } as const);
      rows.set(idOf(key), settled);
      return true;
    },
    async get(key) {
      return rows.get(idOf(key));
    },
    async list(filter) {
      return rows.select(
        (record) =>
          (filter.thread === undefined || record.key.thread === filter.thread) &&
          (filter.run === undefined || record.slot.run === filter.run) &&
          (filter.state === undefined || record.state === filter.state),
      );
    },
  };
}
