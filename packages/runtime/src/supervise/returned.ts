import type { LaneResult, Step } from "../compile/step.ts";

/** What a node that works in its owner's place has given back; undefined where nothing has come since the owner last looked. */
export function returnedTo(step: Step): LaneResult | undefined {
  const { returned } = step.scratch.notes;
  return isResult(returned) ? returned : undefined;
}

// What Baton wrote itself: this guard tells its shape for the type checker.
function isResult(value: unknown): value is LaneResult {
  return typeof value === "object" && value !== null && "branch" in value && "end" in value;
}
