/**
 * Works on items side by side, at most `concurrency` at once, and gives what came of each, in their order. After a throw nothing new is begun; it is
 * thrown once what is under way has ended, so that nothing goes on unseen.
 */
export async function pooled<Item, Result>(items: readonly Item[], concurrency: number, work: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  const thrown: { readonly cause: unknown }[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length && thrown.length === 0) {
      const at = next++;
      const item = items[at];
      if (item === undefined) continue;
      try {
        results[at] = await work(item);
      } catch (cause) {
        thrown.push({ cause });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  const [first] = thrown;
  if (first !== undefined) throw first.cause;
  return results;
}

/** Works a queue empty that may grow while it is worked on: `more` is called after each item. A throw is thrown once what is under way has ended; nothing is begun after it. */
export async function drained<Item>(queue: Item[], concurrency: number, work: (item: Item) => Promise<void>, more: () => void): Promise<void> {
  const thrown: { readonly cause: unknown }[] = [];
  const active = new Set<Promise<void>>();
  for (;;) {
    while (active.size < concurrency && queue.length > 0 && thrown.length === 0) {
      const item = queue.shift();
      if (item === undefined) continue;
      const run: Promise<void> = work(item)
        .then(() => (thrown.length === 0 ? more() : undefined))
        .catch((cause: unknown) => void thrown.push({ cause }))
        .finally(() => void active.delete(run));
      active.add(run);
    }
    if (active.size === 0) break;
    await Promise.race(active);
  }
  const [first] = thrown;
  if (first !== undefined) throw first.cause;
}
