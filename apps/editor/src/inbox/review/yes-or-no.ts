import { validator } from "@baton/core";
import type { Action, Decision } from "../../api/approvals.ts";

/** Whether a call happened, where no result has to be given with it: two buttons; undefined where the answer takes a form. */
export function yesOrNo(action: Pick<Action, "argsSchema">): readonly { readonly happened: boolean; readonly decision: Decision }[] | undefined {
  const answers = [true, false].map((happened) => ({ happened, decision: { type: "respond" as const, value: { happened } } }));
  return answers.every(({ decision }) => validator(action.argsSchema)(decision.value).ok) ? answers : undefined;
}
