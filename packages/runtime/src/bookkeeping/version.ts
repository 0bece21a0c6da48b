import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";

/**
 * The next version of a channel, `%012d.<random>`: it sorts by number, and two forks that continue from one checkpoint never share one, so
 * that values stored by channel and version are never mixed up.
 */
export function forkSafeVersion(current: string | number | undefined): string {
  const next = current === undefined ? 1 : Number.parseInt(String(current), 10) + 1;
  const random = Math.floor(Math.random() * 36 ** 8).toString(36);
  return `${String(next).padStart(12, "0")}.${random.padStart(8, "0")}`;
}

/** Makes a saver give fork-safe versions. LangGraph takes text for a version, but the types of its graphs know only savers with numbers. */
export function useForkSafeVersions(saver: BaseCheckpointSaver): void {
  Object.assign(saver, { getNextVersion: forkSafeVersion });
}
