import type { ThreadState } from "../../api/history.ts";
import type { Happened } from "./events.ts";

/** A time that a fork left behind: what happened in it is no part of the run any more. Both ends in milliseconds since the epoch. */
export interface Cut {
  readonly from: number;
  readonly to: number;
}

export function timeOf({ created_at }: ThreadState): number {
  return Date.parse(created_at);
}

/** The checkpoints that lead to a head, oldest first, from the input on; of states in any order. */
export function branchOf(states: readonly ThreadState[], head: ThreadState | undefined = newest(states)): readonly ThreadState[] {
  const byId = new Map(states.map((state) => [state.checkpoint.checkpoint_id, state]));
  const branch: ThreadState[] = [];
  for (let state = head; state !== undefined;) {
    branch.unshift(state);
    if (state.metadata?.source === "input") break;
    state = byId.get(state.parent_checkpoint?.checkpoint_id ?? "");
  }
  return branch;
}

/** A run's head: the last checkpoint before it ended, as another run may have begun on its thread since. */
export function headOf(states: readonly ThreadState[], endedAt: number | undefined): ThreadState | undefined {
  return newest(endedAt === undefined ? states : states.filter((state) => timeOf(state) <= endedAt));
}

function newest(states: readonly ThreadState[]): ThreadState | undefined {
  return states.reduce<ThreadState | undefined>((last, state) => (last === undefined || isAfter(state, last) ? state : last), undefined);
}

/** Ids of checkpoints sort by age. */
function isAfter(one: ThreadState, other: ThreadState): boolean {
  return one.checkpoint.checkpoint_id > other.checkpoint.checkpoint_id;
}

/** What forks left behind, by the checkpoints that began them. */
export function cutsOf(states: readonly ThreadState[]): readonly Cut[] {
  const branch = branchOf(states);
  return branch.flatMap((state, index): readonly Cut[] => {
    const before = branch[index - 1];
    const { source } = state.metadata ?? {};
    return before !== undefined && (source === "fork" || source === "update") ? [{ from: timeOf(before), to: timeOf(state) }] : [];
  });
}

export function withoutCuts(events: readonly Happened[], cuts: readonly Cut[]): readonly Happened[] {
  return cuts.length === 0 ? events : events.filter(({ at }) => !cuts.some(({ from, to }) => at > from && at <= to));
}
