import type { RunLimits } from "../../api/runs.ts";
import type { Happened } from "./events.ts";

type Unit = keyof Omit<RunLimits, "tools">;

/** The limit that stopped a run, as people read it: time is in seconds. */
export interface MetLimit {
  readonly what: { readonly type: "counter"; readonly unit: Unit } | { readonly type: "tool"; readonly tool: string };
  readonly node: string;
  readonly max: number;
  /** How many more to offer. */
  readonly more: number;
}

const units = ["steps", "modelCalls", "toolCalls", "tokens", "costUsd", "timeMs", "handoffs"] as const satisfies readonly Unit[];
const ofTool = "tools.";

/** The limit that a run met last; undefined where it met none that can be raised. */
export function metLimit(events: readonly Happened[]): MetLimit | undefined {
  const met = events.findLast(({ event }) => event.type === "limit.reached")?.event;
  if (met?.type !== "limit.reached") return undefined;
  const { limit, node } = met;
  const unit = units.find((each) => each === limit);
  const max = unit === "timeMs" ? met.max / 1000 : met.max;
  const more = unit === "costUsd" ? Math.max(max, 0.1) : Math.max(Math.ceil(max / 2), 1);
  if (unit !== undefined) return { what: { type: "counter", unit }, node, max, more };
  return limit.startsWith(ofTool) ? { what: { type: "tool", tool: limit.slice(ofTool.length) }, node, max, more } : undefined;
}

/** New limits that allow so many more. One inside a graph that the run holds may be less than the run's own, which is never lowered. */
export function raised({ what, max }: MetLimit, more: number, own: RunLimits = {}): RunLimits {
  if (what.type === "tool") return { tools: { [what.tool]: Math.max(max + more, own.tools?.[what.tool] ?? 0) } };
  const to = what.unit === "timeMs" ? (max + more) * 1000 : max + more;
  return { [what.unit]: Math.max(to, own[what.unit] ?? 0) };
}
