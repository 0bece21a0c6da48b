/** One server-sent event of a job, as it is sent. */
export interface StreamEntry {
  /** Counts from 1 within the job, without gaps: the id that a client resumes from. */
  readonly seq: number;
  readonly event: string;
  /** JSON text. */
  readonly data: string;
}

/** What a job streamed, kept so that who comes back sees neither gap nor duplicate, after a crash too. */
export interface StreamLog {
  /**
   * Appends in order and gives what was appended, with its numbers. An entry whose `key` stands in the job's stream is left out: a step that runs
   * again after a crash says the same again. Of a job that is gone nothing is kept, and nothing given. Survives a kill when the promise resolves.
   */
  append(job: string, entries: readonly { readonly event: string; readonly data: string; readonly key?: string }[]): Promise<readonly StreamEntry[]>;
  /** In order. */
  read(job: string, options?: { readonly after?: number; readonly limit?: number }): Promise<readonly StreamEntry[]>;
}
