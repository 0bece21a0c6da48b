/** A lifecycle event of a graph inside. */
interface LifecycleEvent {
  readonly method: "lifecycle";
  readonly namespace: readonly string[];
  readonly data: { readonly event: string; readonly graph_name: string };
  readonly key: string;
}

/** Tells when graphs inside begin and end: they are first heard of by what they say, and end with the task that runs them. */
export class Lifecycle {
  readonly #open = new Set<string>();
  readonly #known = new Set<string>();

  /** Something was said there. */
  seen(namespace: readonly string[]): readonly LifecycleEvent[] {
    return namespace.flatMap((_, index) => {
      const path = namespace.slice(0, index + 1);
      const place = path.join("|");
      if (this.#known.has(place)) return [];
      this.#known.add(place);
      this.#open.add(place);
      return [eventOf(path, "started")];
    });
  }

  /** A task ended: the graph that it ran has, if there was one. */
  ended(namespace: readonly string[], task: Readonly<Record<string, unknown>>): readonly LifecycleEvent[] {
    const path = [...namespace, `${String(task["name"])}:${String(task["id"])}`];
    if (!this.#open.delete(path.join("|"))) return [];
    const { error, interrupts } = task;
    const waits = Array.isArray(interrupts) && interrupts.length > 0;
    // One that waits is heard of again when it goes on.
    if (waits) this.#known.delete(path.join("|"));
    return [eventOf(path, error !== undefined && error !== null ? "failed" : waits ? "interrupted" : "completed")];
  }
}

function eventOf(namespace: readonly string[], event: string): LifecycleEvent {
  const graph = namespace.at(-1)?.split(":")[0] ?? "";
  return { method: "lifecycle", namespace, data: { event, graph_name: graph }, key: `lifecycle/${namespace.join("|")}/${event}` };
}
