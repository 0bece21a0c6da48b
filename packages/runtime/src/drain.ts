import type { Step } from "./compile/step.ts";

/** Key of `configurable` for a signal that aborts, with LangGraph's `GraphDrained`, when the process is asked to end. */
export const DRAIN_SIGNAL = "baton_drain";

/**
 * A step whose signal ends too when the process is asked to end: for work without effects, which the next process does again. Everything else
 * comes to its end first.
 */
export function untilDrained(step: Step): Step {
  const drain: unknown = step.config.configurable?.[DRAIN_SIGNAL];
  return drain instanceof AbortSignal ? { ...step, signal: AbortSignal.any([step.signal, drain]) } : step;
}
