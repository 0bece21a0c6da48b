import { type ApiKey, fromJson, type KeyStore, orUndefined } from "@baton/runtime";
import { z } from "zod";
import type { Database } from "./database.ts";

const names = "id, hash, identity, permissions, roles, quota, createdAt, expiresAt, lastUsedAt, revokedAt";
const quotaSchema = z.object({
  requestsPerMinute: z.number().exactOptional(),
  runsPerDay: z.number().exactOptional(),
  costUsdPerDay: z.number().exactOptional(),
});
const rowSchema = z
  .object({
    id: z.string(),
    hash: z.string(),
    identity: z.string(),
    permissions: fromJson(z.array(z.enum(["designer", "operator", "approver", "auditor"]))),
    roles: fromJson(z.array(z.string())),
    quota: fromJson(quotaSchema),
    createdAt: z.number(),
    expiresAt: orUndefined(z.number()),
    lastUsedAt: orUndefined(z.number()),
    revokedAt: orUndefined(z.number()),
  })
  .transform((row): ApiKey => row);
const spentSchema = z.object({ runs: z.number(), costUsd: z.number() });

/** Keys in SQLite. */
export function sqliteKeys(database: Database): KeyStore {
  const insert = database.prepare(`INSERT OR IGNORE INTO keys (${names}) VALUES (${names.replaceAll(/\w+/g, "?")})`);
  const one = database.prepare(`SELECT ${names} FROM keys WHERE hash = ?`);
  const all = database.prepare(`SELECT ${names} FROM keys ORDER BY createdAt, seq`);
  const revoke = database.prepare("UPDATE keys SET revokedAt = ? WHERE id = ? AND revokedAt IS NULL");
  const touch = database.prepare("UPDATE keys SET lastUsedAt = ? WHERE id = ?");
  const spent = database.prepare("SELECT runs, costUsd FROM spending WHERE identity = ? AND day = ?");
  const spend = database.prepare("INSERT OR REPLACE INTO spending (identity, day, runs, costUsd) VALUES (?, ?, ?, ?)");
  return {
    add({ id, hash, identity, permissions, roles, quota, createdAt, expiresAt, lastUsedAt, revokedAt }) {
      const lists = [permissions, roles, quota].map((value) => JSON.stringify(value));
      const times = [createdAt, expiresAt ?? null, lastUsedAt ?? null, revokedAt ?? null];
      return database.write("durable", () => insert.run(id, hash, identity, ...lists, ...times).changes === 1);
    },
    byHash: (hash) => database.read(() => rowSchema.optional().parse(one.get(hash))),
    list: () => database.read(() => all.all().map((row) => rowSchema.parse(row))),
    revoke: (id, now) => database.write("durable", () => revoke.run(now, id).changes === 1),
    async touch(id, now) {
      database.write("riding", () => touch.run(now, id)).catch(() => undefined);
    },
    spend(identity, day, { runs = 0, costUsd = 0 }, limit = {}) {
      return database.write("relaxed", () => {
        const before = spentSchema.optional().parse(spent.get(identity, day)) ?? { runs: 0, costUsd: 0 };
        const after = { runs: before.runs + runs, costUsd: before.costUsd + costUsd };
        if (after.runs > (limit.runs ?? Infinity) || after.costUsd > (limit.costUsd ?? Infinity)) return undefined;
        spend.run(identity, day, after.runs, after.costUsd);
        return after;
      });
    },
  };
}
