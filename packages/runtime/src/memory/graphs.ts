import type { GraphStore, GraphVersion } from "../ports/graphs.ts";
import { Table } from "./table.ts";

/** Graph versions in memory. */
export function memoryGraphs(): GraphStore {
  const rows = new Table<GraphVersion>();
  return {
    async put(version) {
      rows.add(version.hash, version);
    },
    async get(hash) {
      return rows.get(hash);
    },
    async list(id) {
      const newestFirst = rows
        .select((version) => version.id === id)
        .toReversed()
        .toSorted((a, b) => b.createdAt - a.createdAt);
      return newestFirst.map(({ hash, lowering, createdAt }) => ({ hash, id, lowering, createdAt }));
    },
  };
}
