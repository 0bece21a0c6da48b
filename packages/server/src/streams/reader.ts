import type { StreamEntry } from "@baton/runtime";

/** What a reader is told next. */
export type Told = { readonly type: "entries"; readonly entries: readonly StreamEntry[] } | { readonly type: "end" } | { readonly type: "dropped" };

/** What one reader of a job has not read yet, bounded: whoever is too slow is dropped, and may come back with the last id that it saw. */
export class Reader {
  readonly #limit: number;
  #entries: StreamEntry[] = [];
  #bytes = 0;
  #state: "live" | "ended" | "dropped" = "live";
  #wake: (() => void) | undefined;

  /** @param limit bytes that may wait. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(entries: readonly StreamEntry[]): void {
    if (this.#state !== "live") return;
    const behind = this.#entries.length > 0;
    for (const entry of entries) this.#bytes += entry.data.length;
    // One event may be larger than the limit: it is those after it that wait.
    if (behind && this.#bytes > this.#limit) {
      this.#entries = [];
      this.#state = "dropped";
    } else {
      this.#entries.push(...entries);
    }
    this.#wake?.();
  }

  end(): void {
    if (this.#state === "live") this.#state = "ended";
    this.#wake?.();
  }

  /** What came since the last call; waits until something does. */
  async next(signal: AbortSignal): Promise<Told> {
    for (;;) {
      if (signal.aborted) return { type: "end" };
      if (this.#entries.length > 0) {
        const entries = this.#entries;
        this.#entries = [];
        this.#bytes = 0;
        return { type: "entries", entries };
      }
      if (this.#state === "ended") return { type: "end" };
      if (this.#state === "dropped") return { type: "dropped" };
      await this.#woken(signal);
    }
  }

  async #woken(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    this.#wake = undefined;
  }
}
