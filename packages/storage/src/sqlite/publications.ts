import type { PublicationStore } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";
import { allOf, equals } from "./where.ts";

const rowSchema = z.object({
  graph: z.string(),
  seq: z.number(),
  hash: z.string(),
  what: z.enum(["edited", "published"]),
  by: z.string(),
  at: z.number(),
});

/** Publications in SQLite. */
export function sqlitePublications(database: Database): PublicationStore {
  const last = database.prepare("SELECT coalesce(max(seq), 0) AS seq FROM publications WHERE graph = ?");
  const insert = database.prepare("INSERT INTO publications (graph, seq, hash, what, by, at) VALUES (?, ?, ?, ?, ?, ?)");
  return {
    add(row) {
      const { graph, hash, what, by, at } = row;
      return database.write("durable", () => {
        const seq = Number(last.get(graph)?.["seq"]) + 1;
        insert.run(graph, seq, hash, what, by, at);
        return { ...row, seq };
      });
    },
    list: (graph, { what, limit = -1 } = {}) =>
      database.read(() => {
        const { sql, values } = allOf(equals("graph", graph), equals("what", what));
        const rows = database.prepare(`SELECT graph, seq, hash, what, by, at FROM publications WHERE ${sql} ORDER BY seq DESC LIMIT ?`);
        return rows.all(...values, limit).map((row) => rowSchema.parse(row));
      }),
  };
}
