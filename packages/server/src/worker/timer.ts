import type { Clock } from "@baton/runtime";

/** Longest that it sleeps at once: what other processes write may come due earlier than this one knows. */
const longestMs = 60_000;

/** One timer for whatever comes due next. */
export interface DueTimer {
  /** Looks again for what comes next; several looks asked for at once are one. */
  arm(): void;
  stop(): void;
}

/** @param next when something comes due, as far as is known; never rejects. @param due called then. */
export function dueTimer(clock: Clock, next: () => Promise<number | undefined>, due: () => void): DueTimer {
  let disarm = (): void => undefined;
  let looking = false;
  let again = false;
  let stopped = false;
  const look = async (): Promise<void> => {
    const at = await next();
    if (stopped) return;
    disarm();
    const now = clock.now();
    disarm = at === undefined ? () => undefined : clock.after(Math.min(Math.max(at - now, 0), longestMs), at - now > longestMs ? () => arm() : due);
  };
  const lookAgain = async (): Promise<void> => {
    do {
      again = false;
      await look();
    } while (again);
    looking = false;
  };
  const arm = (): void => {
    if (stopped) return;
    again = true;
    if (looking) return;
    looking = true;
    void lookAgain();
  };
  return {
    arm,
    stop: () => {
      stopped = true;
      again = false;
      disarm();
    },
  };
}
