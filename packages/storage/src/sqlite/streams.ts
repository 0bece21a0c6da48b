import type { StreamEntry, StreamLog } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";

const rowSchema = z.object({ seq: z.number(), event: z.string(), data: z.string() });

/** What jobs streamed, in SQLite. It goes with its job. */
export function sqliteStreams(database: Database): StreamLog {
  const last = database.prepare("SELECT seq AS job, (SELECT coalesce(max(seq), 0) FROM streams WHERE job = jobs.seq) AS last FROM jobs WHERE id = ?");
  const insert = database.prepare("INSERT OR IGNORE INTO streams (job, seq, event, data, key) VALUES (?, ?, ?, ?, ?)");
  const page = database.prepare("SELECT seq, event, data FROM streams WHERE job = (SELECT seq FROM jobs WHERE id = ?) AND seq > ? ORDER BY seq LIMIT ?");
  return {
    append(id, entries) {
      return database.write("relaxed", () => {
        const found = last.get(id);
        if (found === undefined) return [];
        const job = Number(found["job"]);
        let seq = Number(found["last"]);
        const added: StreamEntry[] = [];
        for (const { event, data, key = null } of entries) {
          if (insert.run(job, seq + 1, event, data, key).changes === 0) continue;
          seq += 1;
          added.push({ seq, event, data });
        }
        return added;
      });
    },
    read: (id, { after = 0, limit = -1 } = {}) => database.read(() => page.all(id, after, limit).map((row) => rowSchema.parse(row))),
  };
}
