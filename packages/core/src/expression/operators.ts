import type { ASTNode } from "@marcbachmann/cel-js";
import { type ArithmeticOperator, arithmetic, arithmeticType, negative } from "./arithmetic.ts";
import { type Code, type Context, textOf } from "./code.ts";
import { contains, equal, equalityProblem, order, orderProblem } from "./comparison.ts";
import { assume } from "./narrow.ts";
import { BOOL, describe, type Kind, members, type Type, unite } from "./type.ts";
import { asBool, Fault, type Value } from "./value.ts";

type Pair = readonly [ASTNode, ASTNode];

/** `+ - * / %`. */
export function buildArithmetic(op: ArithmeticOperator, pair: Pair, node: ASTNode, context: Context): Code {
  const [left, right] = both(pair, context);
  const type = arithmeticType(op, left.type, right.type);
  const nodes = left.nodes + right.nodes + 1;
  if (type) return { type, run: (frame) => arithmetic(op, left.run(frame), right.run(frame), frame), verbatim: false, nodes };
  return context.report(
    "type",
    `\`${textOf(node, context)}\`: \`${op}\` does not work on ${describe(left.type)} and ${describe(right.type)}${hint(op, left.type, right.type)}.`,
    node,
  );
}

function hint(op: ArithmeticOperator, left: Type, right: Type): string {
  const kinds = new Set([...members(left), ...members(right)].map(({ kind }) => kind));
  if (kinds.has("null")) return "; test what may be null with `!= null` first";
  if (op === "%") return "; turn numbers into integers with `int(...)`";
  if (op === "+" && kinds.has("string")) return "; turn the other part into text with `string(...)`, or use a template: `{{ ... }}`";
  return "";
}

/** `== !=`. */
export function buildEquality(negated: boolean, pair: Pair, node: ASTNode, context: Context): Code {
  const [left, right] = both(pair, context);
  const problem = equalityProblem(left.type, right.type);
  if (problem !== undefined) return context.report("type", `\`${textOf(node, context)}\`: ${problem}`, node);
  return bool((frame) => equal(left.run(frame), right.run(frame), frame) !== negated, left, right);
}

const ORDERS: Readonly<Record<"<" | "<=" | ">" | ">=", (order: number) => boolean>> = {
  "<": (found) => found < 0,
  "<=": (found) => found <= 0,
  ">": (found) => found > 0,
  ">=": (found) => found >= 0,
};

/** `< <= > >=`. */
export function buildOrder(op: keyof typeof ORDERS, pair: Pair, node: ASTNode, context: Context): Code {
  const [left, right] = both(pair, context);
  const problem = orderProblem(left.type, right.type);
  if (problem !== undefined) return context.report("type", `\`${textOf(node, context)}\`: ${problem}`, node);
  const holds = ORDERS[op];
  return bool((frame) => holds(order(left.run(frame), right.run(frame))), left, right);
}

/** `item in list`, `name in object`. */
export function buildIn(pair: Pair, node: ASTNode, context: Context): Code {
  const [left, right] = both(pair, context);
  for (const whole of members(right.type)) {
    if (whole.kind === "any") continue;
    const texts = members(left.type).some(({ kind }) => kind === "string" || kind === "any");
    const problem =
      whole.kind === "list"
        ? equalityProblem(left.type, whole.item())
        : whole.kind === "object"
          ? texts
            ? undefined
            : "names of fields are text."
          : `\`in\` needs a list or an object, but this is ${describe(right.type)}.`;
    if (problem !== undefined) return context.report("type", `\`${textOf(node, context)}\`: ${problem}`, node);
  }
  return bool((frame) => contains(left.run(frame), right.run(frame), frame), left, right);
}

/** `!value` and `-value`. */
export function buildUnary(op: "!_" | "-_", inner: ASTNode, context: Context): Code {
  const code = op === "!_" ? condition(inner, context) : context.build(inner, context);
  if (op === "!_") return bool((frame) => !asBool(code.run(frame)), code);
  const signed = new Set<Kind>(["int", "double", "duration", "any"]);
  const wrong = members(code.type).some(({ kind }) => !signed.has(kind));
  if (wrong) return context.report("type", `\`-\` needs a number, but \`${textOf(inner, context)}\` is ${describe(code.type)}.`, inner);
  const type = unite(
    members(code.type).map((member): Type =>
      member.kind === "int" || member.kind === "double" || member.kind === "duration" ? { kind: member.kind } : member,
    ),
  );
  return { type, run: (frame) => negative(code.run(frame)), verbatim: true, nodes: code.nodes + 1 };
}

/** `&&` and `||`. As in CEL, a side that fails does not matter if the other one decides. */
export function buildLogic(op: "&&" | "||", [first, second]: Pair, context: Context): Code {
  const decides = op === "||";
  const left = condition(first, context);
  const right = condition(second, assume(first, !decides, context));
  return bool(
    (frame) => {
      let failure: unknown;
      try {
        if (asBool(left.run(frame)) === decides) return decides;
      } catch (error) {
        if (!(error instanceof Fault) || error.reason === "cost") throw error;
        frame.spend(300);
        failure = error;
      }
      if (failure === undefined) return asBool(right.run(frame));
      try {
        if (asBool(right.run(frame)) === decides) return decides;
      } catch (error) {
        if (error instanceof Fault && error.reason === "cost") throw error;
      }
      throw failure;
    },
    left,
    right,
  );
}

/** `condition ? left : right`. */
export function buildChoice([test, first, second]: readonly [ASTNode, ASTNode, ASTNode], context: Context): Code {
  const when = condition(test, context);
  const left = context.build(first, assume(test, true, context));
  const right = context.build(second, assume(test, false, context));
  return {
    type: unite([left.type, right.type]),
    run: (frame) => (asBool(when.run(frame)) ? left.run(frame) : right.run(frame)),
    verbatim: left.verbatim && right.verbatim,
    nodes: when.nodes + left.nodes + right.nodes + 1,
  };
}

/** A part that must be true or false. */
export function condition(node: ASTNode, context: Context): Code {
  const code = context.build(node, context);
  const wrong = members(code.type).some(({ kind }) => kind !== "bool" && kind !== "any");
  return wrong ? context.report("type", `\`${textOf(node, context)}\` should be true or false, but is ${describe(code.type)}.`, node) : code;
}

/** `[a, b]`. */
export function buildList(items: readonly ASTNode[], context: Context): Code {
  const codes = items.map((item) => context.build(item, context));
  const type = unite(codes.map((code) => code.type));
  return {
    type: { kind: "list", item: () => type },
    run: (frame) => codes.map((code) => code.run(frame)),
    verbatim: false,
    nodes: codes.reduce((sum, code) => sum + code.nodes, 1),
  };
}

/** `{'a': b}`. */
export function buildObject(entries: readonly Pair[], context: Context): Code {
  const keys = entries.map(([key]) => (key.op === "value" && typeof key.args === "string" ? key.args : undefined));
  const codes = entries.map(([key, value]) => {
    if (key.op !== "value" || typeof key.args !== "string") context.report("type", "Names in an object must be written as text, as in `{'a': 1}`.", key);
    return context.build(value, context);
  });
  const named = codes.map((code, index): readonly [string, Code] => [keys[index] ?? "", code]);
  return {
    type: { kind: "object", fields: new Map(named.map(([key, code]) => [key, { type: () => code.type, required: true }])), rest: undefined, closed: true },
    run: (frame) => Object.fromEntries(named.map(([key, code]): [string, Value] => [key, code.run(frame)])),
    verbatim: false,
    nodes: codes.reduce((sum, code) => sum + code.nodes, 1),
  };
}

function both([first, second]: Pair, context: Context): readonly [Code, Code] {
  return [context.build(first, context), context.build(second, context)];
}

function bool(run: Code["run"], ...parts: readonly Code[]): Code {
  return { type: BOOL, run, verbatim: true, nodes: parts.reduce((sum, part) => sum + part.nodes, 1) };
}
