/** Time as the runtime sees it, so that tests can turn it forward. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `wake` once after `ms` milliseconds; what it gives takes that back. */
  after(ms: number, wake: () => void): () => void;
}
