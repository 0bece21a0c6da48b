import { hasFields, sliceOf } from "../bookkeeping/search.ts";
import type { Assistant, AssistantFilter, AssistantStore } from "../ports/assistants.ts";
import { sorted, Table } from "./table.ts";

const fitting =
  ({ graph, name, owner, metadata }: AssistantFilter) =>
  (row: Assistant): boolean =>
    (graph === undefined || row.graph === graph) &&
    (name === undefined || row.name.toLowerCase().includes(name.toLowerCase())) &&
    (owner === undefined || row.owner === owner) &&
    hasFields(row.metadata, metadata);

/** Assistants in memory. */
export function memoryAssistants(): AssistantStore {
  const rows = new Table<Assistant>();
  const versions = new Table<readonly Assistant[]>();
  const put = (assistant: Assistant): Assistant => {
    rows.set(assistant.id, assistant);
    return assistant;
  };
  return {
    async create(assistant) {
      const first = { ...assistant, version: 1 };
      return rows.add(first.id, first) && versions.add(first.id, [first]);
    },
    async get(id) {
      return rows.get(id);
    },
    async update(id, change, now) {
      const [assistant, all = []] = [rows.get(id), versions.get(id)];
      if (assistant === undefined) return undefined;
      const version = Math.max(...all.map((each) => each.version)) + 1;
      const next = { ...assistant, ...change, version, updatedAt: now };
      versions.set(id, [...all, next]);
      return put(next);
    },
    async setLatest(id, version, now) {
      const found = versions.get(id)?.find((each) => each.version === version);
      return found && put({ ...found, updatedAt: now });
    },
    async versions(id) {
      return (versions.get(id) ?? []).toReversed();
    },
    async search(filter) {
      return sliceOf(sorted(rows.select(fitting(filter)), filter.sortBy ?? "createdAt", filter.order), filter);
    },
    async count(filter) {
      return rows.select(fitting(filter)).length;
    },
    async delete(id) {
      const found = rows.get(id) !== undefined;
      for (const table of [rows, versions]) table.delete((_, of) => of === id);
      return found;
    },
  };
}
