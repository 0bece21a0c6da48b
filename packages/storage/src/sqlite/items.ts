import { type Clock, fromJson, type ItemRows, ItemStore } from "@baton/runtime";
import type { Item } from "@langchain/langgraph-checkpoint";
import { z } from "zod";
import type { Database } from "./database.ts";

const namespaceSchema = fromJson(z.array(z.string()));
const rowSchema = z
  .object({
    namespace: namespaceSchema,
    key: z.string(),
    value: fromJson(z.record(z.string(), z.unknown())),
    createdAt: z.number(),
    updatedAt: z.number(),
  })
  .transform((row): Item => ({ ...row, createdAt: new Date(row.createdAt), updatedAt: new Date(row.updatedAt) }));

/** LangGraph's store in SQLite. */
export function sqliteItems(database: Database, clock: Pick<Clock, "now">): ItemStore {
  const names = "namespace, key, value, createdAt, updatedAt";
  const one = database.prepare(`SELECT ${names} FROM items WHERE namespace = ? AND key = ?`);
  const put = database.prepare(
    `INSERT INTO items (${names}) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (namespace, key) DO UPDATE SET value = excluded.value, updatedAt = excluded.updatedAt`,
  );
  const remove = database.prepare("DELETE FROM items WHERE namespace = ? AND key = ?");
  const all = database.prepare(`SELECT ${names} FROM items ORDER BY seq`);
  // A namespace is the JSON text of its labels: what is under it goes on with a comma where its own ends with a bracket.
  const under = database.prepare(`SELECT ${names} FROM items WHERE namespace = ?1 || ']' OR (namespace >= ?1 || ',' AND namespace < ?1 || '-') ORDER BY seq`);
  const namespaces = database.prepare("SELECT DISTINCT namespace FROM items");
  const rows: ItemRows = {
    get: (namespace, key) => rowSchema.optional().parse(one.get(JSON.stringify(namespace), key)),
    put: (namespace, key, value, now) => void put.run(JSON.stringify(namespace), key, value, now, now),
    delete: (namespace, key) => void remove.run(JSON.stringify(namespace), key),
    *under(prefix) {
      for (const row of prefix.length === 0 ? all.iterate() : under.iterate(JSON.stringify(prefix).slice(0, -1))) yield rowSchema.parse(row);
    },
    namespaces: () => namespaces.all().map((row) => namespaceSchema.parse(row["namespace"])),
  };
  return new ItemStore(rows, (writes, work) => (writes ? database.write("durable", work) : database.read(work)), clock);
}
