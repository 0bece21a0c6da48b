import type { ListedRun } from "../api/runs-list.ts";

/** What the table says of a graph's runs. */
export interface GraphRuns {
  /** At most twelve, the newest last. */
  readonly last: readonly ListedRun[];
  readonly newest: ListedRun;
  readonly waiting: number;
}

const shown = 12;

/** Runs, newest first, by their graph. */
export function runsByGraph(runs: readonly ListedRun[]): ReadonlyMap<string, GraphRuns> {
  const groups = [...Map.groupBy(runs, ({ graph }) => graph)];
  return new Map(
    groups.flatMap(([graph, own]): readonly (readonly [string, GraphRuns])[] => {
      const [newest] = own;
      if (newest === undefined) return [];
      return [[graph, { newest, last: own.slice(0, shown).toReversed(), waiting: own.filter(({ status }) => status === "interrupted").length }]];
    }),
  );
}
