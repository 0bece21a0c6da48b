import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";

/**
 * Makes versions of channels, `%012d.<unique>`: they sort by number, and two forks that continue from one checkpoint never share one, so that values
 * stored by channel and version are never mixed up.
 */
export function forkSafeVersions(): (current: string | number | undefined) => string {
  const maker = crypto.randomUUID().slice(0, 8);
  let made = 0;
  return (current) => {
    const next = current === undefined ? 1 : Number.parseInt(String(current), 10) + 1;
    made += 1;
    return `${String(next).padStart(12, "0")}.${maker}${made.toString(36)}`;
  };
}

/** Makes a saver give fork-safe versions. LangGraph takes text for a version, but the types of its graphs know only savers with numbers. */
export function useForkSafeVersions(saver: BaseCheckpointSaver): void {
  Object.assign(saver, { getNextVersion: forkSafeVersions() });
}
