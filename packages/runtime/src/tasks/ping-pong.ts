/** One hand-over, and what was known then. */
export interface Transfer {
  readonly from: string;
  readonly to: string;
  /** The same where nothing new came in between: no tool result, no message of the user, no change of the state. */
  readonly fingerprint: string;
}

/**
 * The way around if the last transfer comes back to someone who had the case since anything new came in: `[a, b, a]`, or `[a, a]` for a hand-over
 * to oneself; undefined if it leads on.
 */
export function detectPingPong(transfers: readonly Transfer[]): readonly string[] | undefined {
  const last = transfers.at(-1);
  if (last === undefined) return undefined;
  const fresh = transfers.findLastIndex(({ fingerprint }) => fingerprint !== last.fingerprint);
  const since = transfers.slice(fresh + 1);
  const from = since.findLastIndex((each) => each.from === last.to);
  return from < 0 ? undefined : [...since.slice(from).map((each) => each.from), last.to];
}
