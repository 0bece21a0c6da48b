import type { Approval } from "../api/approvals.ts";
import type { Part } from "./list/inbox-list.tsx";

/** The review after or before one, round the end; from one that is not in the list, the first or the last. */
export function neighbour(listed: readonly Pick<Approval, "id">[], current: string | undefined, step: 1 | -1): string | undefined {
  const at = listed.findIndex(({ id }) => id === current);
  if (at < 0) return listed.at(step === 1 ? 0 : -1)?.id;
  return listed[(at + step + listed.length) % listed.length]?.id;
}

/** The part of the list in which a review stands; what the reader may decide where it stands in none. */
export function partOf(items: readonly Pick<Approval, "id" | "mine">[], asked: string | undefined): Part {
  const found = items.find(({ id }) => id === asked);
  if (found !== undefined) return found.mine ? "yours" : "others";
  return items.length > 0 && items.every(({ mine }) => !mine) ? "others" : "yours";
}
