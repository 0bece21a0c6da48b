import { createHash, randomBytes } from "node:crypto";
import type { ApiKey } from "@baton/runtime";

/** A new key, and the row that knows it by its hash. The key itself is to be shown once and kept nowhere. */
export interface NewKey {
  readonly key: string;
  readonly row: ApiKey;
}

/** Makes a key: `bat_<id>_<secret>`, its secret 32 random bytes, so that its hash needs no salt and nobody can guess it. */
export function newKey(terms: Pick<ApiKey, "identity" | "permissions" | "roles" | "quota" | "expiresAt">, now: number): NewKey {
  const id = randomBytes(6).toString("hex");
  const key = `bat_${id}_${randomBytes(32).toString("base64url")}`;
  return { key, row: { ...terms, id, hash: hashKey(key), createdAt: now, lastUsedAt: undefined, revokedAt: undefined } };
}

/** Whether a text has the form of a key. */
export function isKey(text: string): boolean {
  return /^bat_[0-9a-f]{12}_[\w-]{43}$/.test(text);
}

/** What is kept of a key. */
export function hashKey(key: string): string {
  return `sha256-${createHash("sha256").update(key).digest("hex")}`;
}
