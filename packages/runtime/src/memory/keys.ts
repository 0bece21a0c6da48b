import type { ApiKey, KeyStore } from "../ports/keys.ts";
import { Table } from "./table.ts";

/** Keys in memory. */
export function memoryKeys(): KeyStore {
  const rows = new Table<ApiKey>();
  const spent = new Map<string, { readonly runs: number; readonly costUsd: number }>();
  return {
    async add(key) {
      return rows.select(({ hash }) => hash === key.hash).length === 0 && rows.add(key.id, key);
    },
    async byHash(hash) {
      return rows.select((key) => key.hash === hash)[0];
    },
    async list() {
      return rows.select().toSorted((a, b) => a.createdAt - b.createdAt);
    },
    async revoke(id, now) {
      const key = rows.get(id);
      if (key === undefined || key.revokedAt !== undefined) return false;
      rows.set(id, { ...key, revokedAt: now });
      return true;
    },
    async touch(id, now) {
      const key = rows.get(id);
      if (key !== undefined) rows.set(id, { ...key, lastUsedAt: now });
    },
    async spend(identity, day, { runs = 0, costUsd = 0 }, limit = {}) {
      const id = JSON.stringify([identity, day]);
      const before = spent.get(id) ?? { runs: 0, costUsd: 0 };
      const after = { runs: before.runs + runs, costUsd: before.costUsd + costUsd };
      if (after.runs > (limit.runs ?? Infinity) || after.costUsd > (limit.costUsd ?? Infinity)) return undefined;
      spent.set(id, after);
      return after;
    },
  };
}
