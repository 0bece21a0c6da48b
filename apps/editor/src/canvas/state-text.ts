import type { TFunction } from "i18next";
import type { NodeRun } from "../run-state/run-state.ts";

/** What a run does at a step, in words. */
export function stateText(t: TFunction<"canvas">, { state, detail }: NodeRun): string {
  return t(`state.${state}`, { detail: detail ?? "", context: detail === undefined ? "plain" : "detail" });
}
