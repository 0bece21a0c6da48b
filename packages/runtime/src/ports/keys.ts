/** What an identity may do with the server. Business roles (controller, team lead) are apart from these. */
export type Permission = "designer" | "operator" | "approver" | "auditor";

/** What a key may use; absent: no limit but the server's. */
export interface Quota {
  readonly requestsPerMinute?: number;
  readonly runsPerDay?: number;
  readonly costUsdPerDay?: number;
}

/** A key to the server. The key itself is shown once, when it is made, and never kept. */
export interface ApiKey {
  readonly id: string;
  /** `sha256-` digest of the key, which is random and long enough to need no salt. */
  readonly hash: string;
  /** Whom it stands for: what owns threads, asks, and decides. Several keys may stand for one identity. */
  readonly identity: string;
  readonly permissions: readonly Permission[];
  /** Business roles that reviews name in `by`. */
  readonly roles: readonly string[];
  readonly quota: Quota;
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly lastUsedAt: number | undefined;
  readonly revokedAt: number | undefined;
}

/** Keys, and what they used. */
export interface KeyStore {
  /** Inserts; false if id or hash is taken. */
  add(key: ApiKey): Promise<boolean>;
  byHash(hash: string): Promise<ApiKey | undefined>;
  /** Oldest first, revoked ones too. */
  list(): Promise<readonly ApiKey[]>;
  /** False if there is none, or it is revoked already. */
  revoke(id: string, now: number): Promise<boolean>;
  /** Notes a use. It is written a moment later, which nobody waits for, and may be lost in a crash. */
  touch(id: string, now: number): Promise<void>;
  /**
   * Adds to what an identity used on a day (`2026-11-20`, UTC) and gives what it used then; undefined, and nothing added, where a limit would be passed.
   * A limit of n allows n. Survives a kill.
   */
  spend(
    identity: string,
    day: string,
    what: { readonly runs?: number; readonly costUsd?: number },
    limit?: { readonly runs?: number; readonly costUsd?: number },
  ): Promise<{ readonly runs: number; readonly costUsd: number } | undefined>;
}
