import type { Limits } from "@baton/core";

/** What a run has used. Time is active milliseconds: waiting for a person does not count. */
export interface Usage {
  readonly steps: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly tokens: number;
  readonly costUsd: number;
  readonly timeMs: number;
  readonly tools: Readonly<Record<string, number>>;
}

export type Spend = Partial<Omit<Usage, "tools">> & { readonly tool?: string };

export type Reservation =
  | { readonly ok: true; readonly limits: Limits; readonly usage: Usage }
  /** `in`: the path of the graph inside the run whose limit it is; absent or empty for the run's own. */
  | { readonly ok: false; readonly limit: string; readonly max: number; readonly used: number; readonly in?: string };

/**
 * Budgets by run. Who reserves holds the thread's lease, so that one process at a time decides; all its reservations see one another. What is
 * reserved is written with the next commit of anything, and within 5 ms: no step is ever kept whose reservation is not, and only a call that was under way for
 * less is forgotten by a kill; a power cut may forget more, until the next durable write. What is settled may go with the next write of any kind, at most a moment later: who is killed before that stays
 * charged with what was reserved.
 */
export interface BudgetStore {
  /** Creates the row if there is none; resolves before that is written, as with what is reserved. A graph inside a run has a budget of its own, named after the run's and its path: what it spends, those around it spend too. */
  open(run: string, limits: Limits): Promise<void>;
  get(run: string): Promise<{ readonly limits: Limits; readonly usage: Usage } | undefined>;
  /**
   * Adds `spend` if no limit would be passed, else changes nothing and names the first limit that would be: a key of Limits, or
   * `tools.<name>`. A limit of n allows n. Throws where the run has no budget.
   */
  reserve(run: string, spend: Spend): Promise<Reservation>;
  /** Adds what a call turned out to need beyond its reservation (negative gives back); never refused. */
  settle(run: string, spend: Spend): Promise<void>;
  /** An operator's new limits, key by key; of the graphs inside the run too, where they limit the same. */
  raise(run: string, limits: Limits): Promise<void>;
}
