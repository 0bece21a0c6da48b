import { parseDuration } from "@baton/core";
import { type Demand, mergeDemands } from "@baton/runtime";
import type { ReviewConfig } from "./kind.ts";

/** What the review itself demands. */
export function ownDemand(config: ReviewConfig): Demand {
  return {
    by: config.by ?? [],
    reasons: [],
    expiresMs: config.expires === undefined ? undefined : parseDuration(config.expires),
    escalate: (config.escalate ?? []).flatMap(({ after, to }) => {
      const afterMs = parseDuration(after);
      return afterMs === undefined ? [] : [{ afterMs, to }];
    }),
  };
}

/** A policy's demand with the review's on top, which may add people and shorten the time but lets nobody else decide. */
export function withOwn(policy: Demand, own: Demand): Demand {
  return mergeDemands(policy, { ...own, escalate: [] });
}
