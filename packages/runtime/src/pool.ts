import { LimitReached } from "./limits.ts";

/** Works on items side by side, at most `concurrency` at once, and gives what came of each, in their order. Throws as `drained` does. */
export async function pooled<Item, Result>(items: readonly Item[], concurrency: number, work: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  await drained([...items.entries()], concurrency, async ([at, item]) => {
    results[at] = await work(item);
  });
  return results;
}

/**
 * Works a queue empty that may grow while it is worked on: `more` is called after each item. After a throw nothing new is begun; it is thrown once
 * what is under way has ended, so that nothing goes on unseen. The run's limit goes before other errors, since it can be resumed.
 */
export async function drained<Item>(queue: Item[], concurrency: number, work: (item: Item) => Promise<void>, more?: () => void): Promise<void> {
  const thrown: { readonly cause: unknown }[] = [];
  const active = new Set<Promise<void>>();
  for (;;) {
    while (active.size < concurrency && queue.length > 0 && thrown.length === 0) {
      const item = queue.shift();
      if (item === undefined) continue;
      const run: Promise<void> = work(item)
        .then(() => (thrown.length === 0 ? more?.() : undefined))
        .catch((cause: unknown) => void thrown.push({ cause }))
        .finally(() => void active.delete(run));
      active.add(run);
    }
    if (active.size === 0) break;
    await Promise.race(active);
  }
  const first = thrown.find(({ cause }) => cause instanceof LimitReached) ?? thrown[0];
  if (first !== undefined) throw first.cause;
}
