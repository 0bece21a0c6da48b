import type { Item } from "@langchain/langgraph-checkpoint";
import { ItemStore } from "../bookkeeping/items.ts";
import type { Clock } from "../ports/clock.ts";
import { Table } from "./table.ts";

const idOf = (namespace: readonly string[], key: string): string => JSON.stringify([namespace, key]);

/** LangGraph's store in memory. Its own lets a search under `["a"]` find what is under `["ab"]`. */
export function memoryItems(clock: Pick<Clock, "now">): ItemStore {
  const rows = new Table<Item>();
  const itemRows = {
    get: (namespace: readonly string[], key: string) => rows.get(idOf(namespace, key)),
    put: (namespace: readonly string[], key: string, value: string, now: number) => {
      const id = idOf(namespace, key);
      const createdAt = rows.get(id)?.createdAt ?? new Date(now);
      rows.set(id, { namespace: [...namespace], key, value: JSON.parse(value), createdAt, updatedAt: new Date(now) });
    },
    delete: (namespace: readonly string[], key: string) => rows.delete((_, id) => id === idOf(namespace, key)),
    under: (prefix: readonly string[]) => rows.select(({ namespace }) => prefix.every((label, at) => label === namespace[at])),
    namespaces: () => rows.select().map(({ namespace }) => namespace),
  };
  return new ItemStore(itemRows, async (_, work) => work(), clock);
}
