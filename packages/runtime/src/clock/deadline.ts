import type { Clock } from "../ports/clock.ts";

/** When work has to end, and what its signal says then. */
export interface Deadline {
  readonly clock: Clock;
  /** Milliseconds from now; undefined for no end. */
  readonly ms: number | undefined;
  late(): unknown;
}

/** Gives work a signal that ends with an outer one or when the time is up. Every step has some of these, so it is made of the lightest parts. */
export async function underDeadline<T>(outer: AbortSignal, { clock, ms, late }: Deadline, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const cancel = (): void => own.abort(outer.reason);
  if (outer.aborted) cancel();
  outer.addEventListener("abort", cancel, { once: true });
  const forget = ms === undefined ? undefined : clock.after(ms, () => own.abort(late()));
  try {
    return await work(own.signal);
  } finally {
    forget?.();
    outer.removeEventListener("abort", cancel);
  }
}

/** Rejects with the signal's reason when it ends, whether or not the work listens. */
export function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
