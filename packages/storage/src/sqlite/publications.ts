import type { Publication, PublicationStore } from "@baton/runtime";
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

const mostRemembered = 1000;

/** Publications in SQLite. */
export function sqlitePublications(database: Database): PublicationStore {
  const last = database.prepare("SELECT coalesce(max(seq), 0) AS seq FROM publications WHERE graph = ?");
  const insert = database.prepare("INSERT INTO publications (graph, seq, hash, what, by, at) VALUES (?, ?, ?, ?, ?, ?)");
  /** The newest rows that were asked for, since every run asks which version is published. */
  let newest: { readonly version: string; readonly rows: Map<string, readonly Publication[]> } = { version: "", rows: new Map() };
  const remembered = (): Map<string, readonly Publication[]> => {
    const version = database.version();
    if (newest.version !== version || newest.rows.size > mostRemembered) newest = { version, rows: new Map() };
    return newest.rows;
  };
  return {
    add(row) {
      const { graph, hash, what, by, at } = row;
      return database.write("durable", () => {
        const seq = Number(last.get(graph)?.["seq"]) + 1;
        insert.run(graph, seq, hash, what, by, at);
        newest = { version: "", rows: new Map() };
        return { ...row, seq };
      });
    },
    list: (graph, { what, limit = -1 } = {}) =>
      database.read(() => {
        const key = JSON.stringify([graph, what]);
        const known = limit === 1 ? remembered().get(key) : undefined;
        if (known !== undefined) return known;
        const { sql, values } = allOf(equals("graph", graph), equals("what", what));
        const found = database.prepare(`SELECT graph, seq, hash, what, by, at FROM publications WHERE ${sql} ORDER BY seq DESC LIMIT ?`);
        const rows = found.all(...values, limit).map((row) => rowSchema.parse(row));
        if (limit === 1) remembered().set(key, rows);
        return rows;
      }),
  };
}
