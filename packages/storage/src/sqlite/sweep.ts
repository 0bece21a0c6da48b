import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "./database.ts";
import { text } from "./row.ts";

const rowsAtOnce = 500;
const pagesAtOnce = 200;
/** Between two writes, for those of others. */
const pauseMs = 2;

/**
 * Removes parts that threads left behind (after them, or where a process was killed meanwhile) and old deliveries, and gives free pages back to the
 * disk.
 */
export function sweeper(database: Database): (before: number) => Promise<void> {
  const nothingElse = ["checkpoints", "blobs", "writes"].map((table) => `NOT EXISTS (SELECT 1 FROM ${table} WHERE thread = part.thread)`).join(" AND ");
  const leftBy = database.prepare(`SELECT thread FROM (SELECT DISTINCT thread FROM parts) AS part WHERE ${nothingElse}`);
  const deleteSome = database.prepare(
    `DELETE FROM parts WHERE seq IN (SELECT seq FROM parts AS part WHERE thread = ? AND ${nothingElse} ORDER BY seq DESC LIMIT ${rowsAtOnce})`,
  );
  const freePages = database.prepare("PRAGMA freelist_count");
  const free = (): Promise<number> => database.read(() => Number(freePages.get()?.["freelist_count"]));
  const deleteDeliveries = database.prepare(
    `DELETE FROM deliveries WHERE seq IN (SELECT seq FROM deliveries WHERE status <> 'pending' AND createdAt < ? LIMIT ${rowsAtOnce})`,
  );
  return async (before) => {
    while ((await database.write("relaxed", () => deleteDeliveries.run(before).changes)) > 0) await pause(pauseMs);
    for (const thread of await database.read(() => leftBy.all().map((row) => text(row, "thread")))) {
      while ((await database.write("relaxed", () => deleteSome.run(thread).changes)) > 0) await pause(pauseMs);
    }
    // Files that an older Baton made keep their free pages, and use them again.
    let [last, now] = [Infinity, await free()];
    while (now > 0 && now < last) {
      await database.write("relaxed", () => database.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`));
      [last, now] = [now, await free()];
      await pause(pauseMs);
    }
  };
}
