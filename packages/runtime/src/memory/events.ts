import type { EventLog, LoggedEvent } from "../ports/threads.ts";

/** Event logs in memory, with the part that deletes one. */
export function memoryEvents(): EventLog & { delete(thread: string): void } {
  const logs = new Map<string, LoggedEvent[]>();
  return {
    async append(thread, run, at, events) {
      const log = logs.get(thread) ?? [];
      for (const event of events) log.push({ thread, run, seq: log.length + 1, at, event: structuredClone(event) });
      logs.set(thread, log);
      return log.length;
    },
    async read(thread, { run, after = 0, limit } = {}) {
      const fits = (event: LoggedEvent): boolean => run === undefined || event.run === run;
      return structuredClone((logs.get(thread) ?? []).slice(after).filter(fits).slice(0, limit));
    },
    delete(thread) {
      logs.delete(thread);
    },
  };
}
