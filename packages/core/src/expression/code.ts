import type { ASTNode } from "@marcbachmann/cel-js";
import type { Json } from "../json.ts";
import type { ExpressionProblem, Scope } from "./contract.ts";
import { ANY, type Type } from "./type.ts";
import { Fault, type Value } from "./value.ts";

/** Steps that one evaluation may take; a step is about 10 ns. */
const MOST_STEPS = 5_000_000;

/** One evaluation: the values given, the items of the comprehensions that run, and what may still be spent. */
export class Frame {
  readonly values: Readonly<Record<string, Json | undefined>>;
  readonly items: Value[] = [];
  private left = MOST_STEPS;

  constructor(values: Readonly<Record<string, Json | undefined>>) {
    this.values = values;
  }

  /** Counts work in proportion to the data, so that no evaluation runs long. */
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new Fault("cost", "this takes too many steps; work on less data, or use a tool");
  }
}

/** A compiled part of an expression: what it gives and how. */
export interface Code {
  readonly type: Type;
  run(frame: Frame): Value;
  /** Lists and objects it gives are JSON as it came in, each part once: they leave as they are, however large. */
  readonly verbatim: boolean;
  /** Parts inside, itself included. */
  readonly nodes: number;
}

/** The item that a comprehension is at, by the name the expression gave it. */
export interface Local {
  readonly slot: number;
  readonly type: Type;
  readonly verbatim: boolean;
}

/** What is known where a part of an expression stands. */
export interface Context {
  readonly source: string;
  readonly scope: Scope;
  readonly locals: ReadonlyMap<string, Local>;
  /** Comprehensions around this place. */
  readonly depth: number;
  /** Types known better than from the schema, by path: after `x != null`. */
  readonly facts: ReadonlyMap<string, Type>;
  /** Variables known to be written: after `has(state.x)`. */
  readonly present: ReadonlySet<string>;
  /** Inside `has(...)`, where nothing needs a value. */
  readonly guarding: boolean;
  /** Compiles a part. */
  build(node: ASTNode, context: Context): Code;
  /** Notes a problem; the code that comes back keeps compiling what stands around it. */
  report(code: ExpressionProblem["code"], message: string, at: { readonly start: number; readonly end: number }, replacement?: string): Code;
  /** Notes a use of a variable. */
  read(name: string, guarded: boolean): void;
}

/** Stands for what could not be compiled. */
export const UNKNOWN: Code = {
  type: ANY,
  run: () => {
    throw new Fault("invalid", "the expression has problems");
  },
  verbatim: true,
  nodes: 1,
};

/** The text of a part of the expression. */
export function textOf(node: ASTNode, context: Context): string {
  const text = context.source.slice(node.start, node.end);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
