import type { DocumentChange, Engine, RunResult, RunStatus, ThreadStore } from "@baton/runtime";

/** Something that whoever has the editor open wants to know at once; what exactly is new, they read. */
export type LiveEvent =
  | { readonly type: "run"; readonly owner: string; readonly thread: string; readonly run: string | undefined; readonly status: RunStatus }
  /** Something is asked of people, or is no more. */
  | { readonly type: "inbox" }
  | ({ readonly type: "graph"; readonly by?: string } & DocumentChange);

/** Who is told of what happens in this process. Nothing is kept: who comes later reads how things stand. */
export interface Live {
  emit(event: LiveEvent): void;
  /** False where nobody listens, so that nothing need be looked up to tell it. */
  heard(): boolean;
  listen(listener: (event: LiveEvent) => void): () => void;
  /** Aborts once the server is asked to end: whoever listens goes. */
  readonly ended: AbortSignal;
  end(): void;
}

export function createLive(): Live {
  const listeners = new Set<(event: LiveEvent) => void>();
  const ending = new AbortController();
  return {
    ended: ending.signal,
    end: () => ending.abort(),
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    heard: () => listeners.size > 0,
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The engine, which tells of what it begins and ends. */
export function told(engine: Engine, live: Live, threads: Pick<ThreadStore, "get">): Engine {
  const tell = async (thread: string, run: string | undefined, status: RunStatus): Promise<void> => {
    if (live.heard()) live.emit({ type: "run", owner: (await threads.get(thread))?.owner ?? "", thread, run, status });
  };
  const ended = async ({ thread, run, status, interrupts }: RunResult): Promise<void> => {
    await tell(thread, run, status);
    if (interrupts.length > 0) live.emit({ type: "inbox" });
  };
  /** What changes what an inbox shows. */
  const shown = async <Result>(change: Promise<Result>): Promise<Result> => {
    const result = await change;
    live.emit({ type: "inbox" });
    return result;
  };
  return {
    ...engine,
    run: async (request) => {
      const { thread, run, actor } = request;
      // The thread may be made only now, so that nothing is known of it but who asks.
      if (thread !== undefined) live.emit({ type: "run", owner: actor?.id ?? "", thread, run, status: "running" });
      const result = await engine.run(request);
      await ended(result);
      return result;
    },
    resume: async (thread, request) => {
      await tell(thread, undefined, "running");
      const result = await engine.resume(thread, request);
      live.emit({ type: "inbox" });
      await ended(result);
      return result;
    },
    decide: (...decision) => shown(engine.decide(...decision)),
    claim: (...claim) => shown(engine.claim(...claim)),
    release: (...claim) => shown(engine.release(...claim)),
    escalate: async () => {
      const gone = await engine.escalate();
      if (gone.length > 0) live.emit({ type: "inbox" });
      return gone;
    },
  };
}
