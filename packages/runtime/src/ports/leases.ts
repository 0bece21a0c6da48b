/** A right to work on a thread. The token grows with every new holder: writes with an older one are refused. */
export interface Lease {
  readonly thread: string;
  readonly holder: string;
  readonly token: number;
  readonly until: number;
}

/** Leases keep two processes from working on one thread. */
export interface LeaseStore {
  /** The lease, or who has it: a lease that ran out may be taken over with a higher token. */
  acquire(
    thread: string,
    holder: string,
    ttlMs: number,
    now: number,
  ): Promise<{ readonly type: "held"; readonly lease: Lease } | { readonly type: "taken"; readonly lease: Lease }>;
  /** Extends; false if it was lost. */
  renew(lease: Lease, ttlMs: number, now: number): Promise<boolean>;
  release(lease: Lease): Promise<void>;
}

/**
 * Key in a LangGraph config's `configurable` that carries the lease token (a number) to the checkpoint saver.
 * `put` and `putWrites` refuse a token that is not the thread's newest, and refuse a write without a token while a lease is held.
 */
export const LEASE_KEY = "baton_lease";
