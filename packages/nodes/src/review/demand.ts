import { deadlineDemand, type Demand, mergeDemands } from "@baton/runtime";
import type { ReviewConfig } from "./kind.ts";

/** What the review itself demands. */
export function ownDemand({ by = [], ...deadline }: ReviewConfig): Demand {
  return { by, reasons: [], ...deadlineDemand(deadline) };
}

/** A policy's demand with the review's on top, which may add people and shorten the time but lets nobody else decide. */
export function withOwn(policy: Demand, own: Demand): Demand {
  return mergeDemands(policy, { ...own, escalate: [] });
}
