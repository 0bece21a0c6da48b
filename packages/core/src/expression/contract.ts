import type { Json, JsonSchema } from "../json.ts";
import type { Path } from "../diagnostics/diagnostic.ts";

/** What expressions may name: a JSON Schema for each variable. `state.x` is `x` for the variables that are channels; values are given by name, without `state`. */
export interface Scope {
  readonly variables: ReadonlyMap<string, JsonSchema>;
  /** Variables that `state` has as fields, all of which may be absent. */
  readonly channels?: ReadonlySet<string>;
}

/** A problem inside an expression; `start` and `end` are offsets in its text, `path` leads to the text inside a list or mapping. */
export interface ExpressionProblem {
  readonly code: "syntax" | "unknown-name" | "type" | "cost" | "size";
  readonly message: string;
  readonly path: Path;
  readonly start: number;
  readonly end: number;
  /** Replacement text for the whole string that repairs it: an unknown bare word gets its quotes. */
  readonly replacement?: string;
}

/** One use of a variable. `guarded` uses stand under `has(state.x)` and need no value. */
export interface Read {
  readonly name: string;
  readonly guarded: boolean;
}

/** A value in an expression's place (CEL, template, constant, list or mapping of these), compiled once and evaluated often. */
export interface Compiled {
  readonly source: Json;
  /** Problems of syntax, names, types and lint; a value with problems may not be evaluated. */
  readonly problems: readonly ExpressionProblem[];
  /** Schema of the result, as far as it is known; `true` is anything. */
  readonly type: JsonSchema;
  /** Variables it names, each once; a `state.x` counts as a read of `x`. */
  readonly reads: readonly Read[];
  /**
   * Evaluates to JSON. Values are JSON; they are converted by their schemas on the way in (integers to exact CEL ints) and back out.
   * @throws ExpressionError naming the expression: an absent value, an overflow, a division by zero.
   */
  evaluate(values: Readonly<Record<string, Json | undefined>>): Json;
}
