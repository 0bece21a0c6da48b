import { type GraphStore, jsonObjectColumn, fromJson } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";

const summarySchema = z.object({ hash: z.string(), id: z.string(), lowering: z.number(), createdAt: z.number() });
const versionSchema = summarySchema.extend({ files: fromJson(z.record(z.string(), z.string())), manifest: jsonObjectColumn });

/** Graph versions in SQLite. */
export function sqliteGraphs(database: Database): GraphStore {
  const insert = database.prepare("INSERT OR IGNORE INTO graphs (hash, id, lowering, files, manifest, createdAt) VALUES (?, ?, ?, ?, ?, ?)");
  const one = database.prepare("SELECT hash, id, lowering, files, manifest, createdAt FROM graphs WHERE hash = ?");
  const all = database.prepare("SELECT hash, id, lowering, createdAt FROM graphs WHERE id = ? ORDER BY createdAt DESC, seq DESC");
  return {
    async put({ hash, id, lowering, files, manifest, createdAt }) {
      await database.write("durable", () => insert.run(hash, id, lowering, JSON.stringify(files), JSON.stringify(manifest), createdAt));
    },
    get: (hash) => database.read(() => versionSchema.optional().parse(one.get(hash))),
    list: (id) => database.read(() => all.all(id).map((row) => summarySchema.parse(row))),
  };
}
