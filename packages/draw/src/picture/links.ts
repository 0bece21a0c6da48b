import type { Question } from "./picture.ts";
import type { RegionFrame } from "./regions.ts";

/** Two nodes that belong together without an edge between them. */
export interface Link {
  readonly from: string;
  readonly to: string;
  /** The key that names the other node: `approves`, `workers`. */
  readonly label: string;
  /** True where the other is a member of a desk, who may hand over to the members beside it. */
  readonly member?: boolean;
}

/** What nodes say of others, each pair once; a join and what it closes are shown by the region's frame. */
export function linksOf(questions: ReadonlyMap<string, Question>, regions: readonly RegionFrame[]): readonly Link[] {
  const links = new Map<string, Link>();
  for (const [from, { kind, config, context }] of questions) {
    const owned = kind.owns(config);
    const members = new Set(owned.flatMap(({ node, as }) => (as === "member" ? [node] : [])));
    for (const { node: to, path } of [...kind.nodes(config, context), ...owned]) {
      const framed = regions.some((region) => region.closer === from && region.opener === to);
      const key = JSON.stringify([from, to]);
      if (from !== to && !framed && !links.has(key)) links.set(key, { from, to, label: String(path[0] ?? ""), ...(members.has(to) ? { member: true } : {}) });
    }
  }
  return [...links.values()];
}
