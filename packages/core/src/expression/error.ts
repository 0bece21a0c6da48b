import { BatonError } from "../diagnostics/error.ts";
import type { FaultReason } from "./value.ts";

const FIXES: Readonly<Record<FaultReason, string>> = {
  absent: "Guard it with `has(...)`, or make sure that it is written before.",
  mismatch: "Give the value a schema that says what it is.",
  overflow: "Use smaller numbers, or a number instead of an integer.",
  division: "Test the divisor first.",
  range: "Test the size first.",
  conversion: "Test the text first, for example with `matches`.",
  cost: "Work on less data, or do it in a tool.",
  invalid: "Run `baton check` and repair what it reports.",
};

/** An expression that could not be evaluated: which one, and why. */
export class ExpressionError extends BatonError {
  readonly reason: FaultReason;
  readonly expression: string;

  constructor(reason: FaultReason, expression: string, detail: string) {
    const shown = expression.length > 120 ? `${expression.slice(0, 117)}...` : expression;
    super(`expression_${reason}`, "orchestration", `The expression \`${shown}\` failed: ${detail}.`, { fix: FIXES[reason] });
    this.name = "ExpressionError";
    this.reason = reason;
    this.expression = expression;
  }
}
