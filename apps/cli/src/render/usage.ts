import type { RunResult } from "baton";
import { counted } from "./text.ts";
import { duration } from "./time.ts";

/** Figures of a run: counts, time, tokens, money; what is missing is left out. */
export function usageLine({ steps, modelCalls, toolCalls, timeMs, tokens, costUsd }: RunResult["usage"]): string {
  return [
    ...(steps > 0 ? [counted(steps, "step")] : []),
    ...(modelCalls > 0 ? [counted(modelCalls, "model call")] : []),
    ...(toolCalls > 0 ? [counted(toolCalls, "tool call")] : []),
    duration(timeMs),
    ...(tokens > 0 ? [counted(tokens, "token")] : []),
    ...(costUsd > 0 ? [money(costUsd)] : []),
  ].join(" · ");
}

/** US dollars, with as many digits as small sums need. */
export function money(usd: number): string {
  return `$ ${usd >= 0.995 ? usd.toFixed(2) : usd.toPrecision(2).replace(/e-.*/, "")}`;
}
