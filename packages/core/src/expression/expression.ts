import type { ASTNode } from "@marcbachmann/cel-js";
import { buildField, buildIndex, buildName } from "./access.ts";
import { buildCall, buildMethod } from "./calls.ts";
import { type Code, type Context, UNKNOWN } from "./code.ts";
import type { ExpressionProblem, Scope } from "./contract.ts";
import { buildArithmetic, buildChoice, buildEquality, buildIn, buildList, buildLogic, buildObject, buildOrder, buildUnary } from "./operators.ts";
import { parseCel } from "./parse.ts";
import { BOOL, DOUBLE, INT, NULL } from "./type.ts";

/** A problem whose place in a document is not known yet. */
export type LocalProblem = Omit<ExpressionProblem, "path">;

/** One CEL text, compiled. */
export interface Expression {
  readonly source: string;
  readonly code: Code;
  readonly problems: readonly LocalProblem[];
  /** Variables by name; true where every use is guarded. */
  readonly reads: ReadonlyMap<string, boolean>;
}

/** Compiles one CEL text: syntax, names, types and lint are judged here, once. */
export function compileExpression(source: string, scope: Scope): Expression {
  const parsed = parseCel(source);
  if (!parsed.ok) {
    const { code, message, start, end } = parsed;
    const problem = { code, message, start, end };
    return { source, code: UNKNOWN, problems: [isProse(source) && code === "syntax" ? asText(problem, source) : problem], reads: new Map() };
  }
  const problems: LocalProblem[] = [];
  const reads = new Map<string, boolean>();
  const context: Context = {
    source,
    scope,
    locals: new Map(),
    depth: 0,
    facts: new Map(),
    present: new Set(),
    guarding: false,
    build,
    report: (code, message, { start, end }, replacement) => {
      problems.push({ code, message, start, end, ...(replacement === undefined ? {} : { replacement }) });
      return UNKNOWN;
    },
    read: (name, guarded) => {
      reads.set(name, (reads.get(name) ?? true) && guarded);
    },
  };
  const code = build(parsed.node, context);
  return { source, code: problems.length === 0 ? code : UNKNOWN, problems, reads };
}

/** Words that someone meant as text: more than one of them, or a word that CEL keeps for itself. */
function isProse(source: string): boolean {
  return source.length <= 200 && (/^\p{L}+$/u.test(source) || (/^\p{L}[\p{L}\d ,.;:!?\u2019-]*$/u.test(source) && /\p{L}[,;]? \p{L}/u.test(source)));
}

function asText(problem: LocalProblem, source: string): LocalProblem {
  const replacement = `'${source}'`;
  return { ...problem, message: `This is not an expression; text is written \`${replacement}\`.`, start: 0, end: source.length, replacement };
}

function build(node: ASTNode, context: Context): Code {
  switch (node.op) {
    case "value":
      return buildConstant(node, context);
    case "id":
      return buildName(node, context);
    case ".":
      return buildField(node, context);
    case "[]":
      return buildIndex(node, context);
    case "call":
      return buildCall(node, context);
    case "rcall":
      return buildMethod(node, context);
    case "list":
      return buildList(node.args, context);
    case "map":
      return buildObject(node.args, context);
    case "?:":
      return buildChoice(node.args, context);
    case "&&":
    case "||":
      return buildLogic(node.op, node.args, context);
    case "!_":
    case "-_":
      return buildUnary(node.op, node.args, context);
    case "==":
    case "!=":
      return buildEquality(node.op === "!=", node.args, node, context);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return buildOrder(node.op, node.args, node, context);
    case "in":
      return buildIn(node.args, node, context);
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return buildArithmetic(node.op, node.args, node, context);
    default:
      return context.report("syntax", "This form of CEL is not part of the language here.", node);
  }
}

const MAX_INT = 2n ** 63n - 1n;

function buildConstant(node: Extract<ASTNode, { readonly op: "value" }>, context: Context): Code {
  const value = node.args;
  const constant = { verbatim: true, nodes: 1 };
  if (value === null) return { type: NULL, run: () => null, ...constant };
  switch (typeof value) {
    case "string":
      return { type: { kind: "string", values: [value] }, run: () => value, ...constant };
    case "boolean":
      return { type: BOOL, run: () => value, ...constant };
    case "number":
      return { type: DOUBLE, run: () => value, ...constant };
    case "bigint":
      return value <= MAX_INT ? { type: INT, run: () => value, ...constant } : context.report("type", `The integer ${value} does not fit in 64 bits.`, node);
    default:
      return context.report("type", "Unsigned integers and bytes are not part of the language here.", node);
  }
}
