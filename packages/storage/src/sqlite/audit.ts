import { type AuditEntry, type AuditLog, decisionEntries, effectEntry, type EffectJournal } from "@baton/runtime";
import { z } from "zod";
import type { ApprovalRows } from "./approvals.ts";
import type { Database } from "./database.ts";
import { allOf, condition, equals } from "./where.ts";

/** Every decision and every effect, as what can be asked for of both, with where it stands. */
const everything = `
  SELECT json_extract(decision.value, '$.at') AS at, approvals.id || '.' || action.key || '.' || decision.key AS id, approvals.thread AS thread,
    json_extract(action.value, '$.name') AS name, json_extract(decision.value, '$.actor') AS actor, approvals.id AS approval, NULL AS task, NULL AS ordinal
  FROM approvals, json_each(approvals.body, '$.actions') AS action, json_each(action.value, '$.decisions') AS decision
  UNION ALL
  SELECT startedAt, 'effect.' || thread || '.' || task || '.' || ordinal, thread, tool, NULL, NULL, task, ordinal FROM effects`;

const placeSchema = z.object({
  id: z.string(),
  thread: z.string(),
  approval: z.string().nullable(),
  task: z.string().nullable(),
  ordinal: z.number().nullable(),
});
type Place = z.infer<typeof placeSchema>;

/** The audit log over approvals and journal in SQLite. */
export function sqliteAudit(database: Database, approvals: ApprovalRows, effects: Pick<EffectJournal, "get">): AuditLog {
  const entryAt = async ({ id, thread, approval, task, ordinal }: Place): Promise<AuditEntry | undefined> => {
    if (task === null || ordinal === null) {
      const row = approval === null ? undefined : await database.read(() => approvals.get(approval));
      return row && decisionEntries(row).find((entry) => entry.id === id);
    }
    const record = await effects.get({ thread, task, ordinal });
    return record && effectEntry(record);
  };
  return {
    async list({ thread, actor, name, from, to, after, limit = -1 }) {
      const { sql, values } = allOf(
        equals("thread", thread),
        equals("actor", actor),
        equals("name", name),
        from === undefined ? undefined : condition("at >= ?", from),
        to === undefined ? undefined : condition("at <= ?", to),
        after && condition("(at, id) < (?, ?)", after.at, after.id),
      );
      const places = await database.read(() => {
        const page = database.prepare(`SELECT id, thread, approval, task, ordinal FROM (${everything}) WHERE ${sql} ORDER BY at DESC, id DESC LIMIT ?`);
        return page.all(...values, limit).map((row) => placeSchema.parse(row));
      });
      const entries = await Promise.all(places.map(entryAt));
      return entries.filter((entry) => entry !== undefined);
    },
  };
}
