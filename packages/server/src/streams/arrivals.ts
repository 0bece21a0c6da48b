/** Tells who watches a thread that a job of it was queued. */
export interface Arrivals {
  tell(thread: string): void;
  /** Notes what arrives from now on; `next` resolves with the first arrival since it was called last, or when the signal aborts. */
  watch(thread: string, signal: AbortSignal): { next(): Promise<void>; close(): void };
}

interface Watcher {
  arrived: boolean;
  wake: () => void;
}

/** Makes the arrivals of a server. */
export function arrivals(): Arrivals {
  const watchers = new Map<string, Set<Watcher>>();
  return {
    tell: (thread) => {
      for (const watcher of watchers.get(thread) ?? []) {
        watcher.arrived = true;
        watcher.wake();
      }
    },
    watch: (thread, signal) => {
      const watcher: Watcher = { arrived: false, wake: () => undefined };
      const known = watchers.get(thread) ?? new Set();
      watchers.set(thread, known.add(watcher));
      const abort = (): void => watcher.wake();
      signal.addEventListener("abort", abort, { once: true });
      return {
        next: async () => {
          if (!watcher.arrived && !signal.aborted) {
            const { promise, resolve } = Promise.withResolvers<void>();
            watcher.wake = resolve;
            await promise;
          }
          watcher.arrived = false;
        },
        close: () => {
          signal.removeEventListener("abort", abort);
          known.delete(watcher);
          if (known.size === 0 && watchers.get(thread) === known) watchers.delete(thread);
        },
      };
    },
  };
}
