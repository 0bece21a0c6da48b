/** What may go. */
export interface PruneOptions {
  /** Milliseconds since the epoch: what is younger stays. */
  readonly before: number;
  /**
   * `threads`: idle and failed threads that nothing has happened on since, whole. `history`: of threads that stay, checkpoints that no branch stands
   * at, and jobs that ended with their streams. Both if absent.
   */
  readonly what?: "threads" | "history";
  /** These threads alone. */
  readonly only?: readonly string[];
  /** Counts what would go, and removes nothing. */
  readonly dryRun?: boolean;
  /** Told after each thread. */
  readonly onThread?: (done: number, of: number) => void;
}

/** What went. */
export interface Pruned {
  readonly threads: number;
  /** Of threads that went, and of those that stay. */
  readonly checkpoints: number;
  readonly events: number;
  readonly effects: number;
  /** Jobs, with their streams. */
  readonly jobs: number;
  /** Bytes of what was stored; what a file gains is more. */
  readonly bytes: number;
}

/**
 * Removes what nobody needs any more, while others read and write. A thread that is busy, waits for people or stopped at a limit stays as it is, and so
 * does one that somebody holds the lease of, or that has an open approval, wait or effect, or an unfinished job. Of a thread whose history goes, each
 * branch keeps its last checkpoint: it runs on, is shown and forked from what is left. Journal rows with a `once` key stay for ever: they keep other
 * threads from doing it again. Deliveries that ended go with any pruning, once they are old.
 */
export interface RetentionStore {
  prune(options: PruneOptions): Promise<Pruned>;
}
