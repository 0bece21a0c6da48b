import type { Publication, PublicationStore } from "../ports/publications.ts";
import { Table } from "./table.ts";

/** Publications in memory. */
export function memoryPublications(): PublicationStore {
  const rows = new Table<Publication>();
  const of = (graph: string): Publication[] => rows.select((row) => row.graph === graph);
  return {
    async add(row) {
      const added = { ...row, seq: of(row.graph).length + 1 };
      rows.set(JSON.stringify([added.graph, added.seq]), added);
      return added;
    },
    async list(graph, { what, limit } = {}) {
      return of(graph)
        .filter((row) => what === undefined || row.what === what)
        .toReversed()
        .slice(0, limit);
    },
  };
}
