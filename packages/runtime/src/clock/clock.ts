import type { Clock } from "../ports/clock.ts";

const longestTimer = 2_147_483_647; // what Node's timers can count to: some 24 days

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    const end = Date.now() + ms;
    do {
      signal?.throwIfAborted();
      await pause(Math.min(Math.max(end - Date.now(), 0), longestTimer), signal);
    } while (Date.now() < end);
  },
  after(ms, wake) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      timer = setTimeout(() => (left > longestTimer ? wait(left - longestTimer) : wake()), Math.min(left, longestTimer));
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until it is turned: for tests. */
export interface ManualClock extends Clock {
  /** Turns the clock forward and wakes, in order, those whose time has come. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  sleepers(): number;
}

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** Makes a clock that shows `start` (milliseconds since the epoch) until `advance` turns it. */
export function manualClock(start = 0): ManualClock {
  let now = start;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => now,
    sleepers: () => sleepers.size,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        if (ms <= 0) return resolve();
        const abort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          at: now + ms,
          wake() {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", abort);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", abort, { once: true });
      });
    },
    after(ms, wake) {
      const sleeper: Sleeper = {
        at: now + ms,
        wake() {
          sleepers.delete(sleeper);
          wake();
        },
      };
      sleepers.add(sleeper);
      return () => sleepers.delete(sleeper);
    },
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        await new Promise((settled) => setImmediate(settled)); // whoever is on its way to sleep, or just woke, may sleep before `until`
        const due = [...sleepers].filter((sleeper) => sleeper.at <= until).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        now = Math.max(now, due.at);
        due.wake();
      }
      now = until;
    },
  };
}
