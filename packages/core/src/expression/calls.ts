import type { ASTNode } from "@marcbachmann/cel-js";
import { checkPattern } from "../validate/pattern.ts";
import { buildHas } from "./access.ts";
import { type Code, type Context, textOf } from "./code.ts";
import { buildComprehension, COMPREHENSIONS } from "./comprehension.ts";
import { LIST_FUNCTIONS } from "./functions-list.ts";
import { TEXT_FUNCTIONS } from "./functions-text.ts";
import { VALUE_FUNCTIONS } from "./functions-value.ts";
import { nearest } from "./reserved.ts";
import { BOOL, describe, members } from "./type.ts";
import { asText, Fault } from "./value.ts";

const FUNCTIONS = new Map(Object.entries({ ...VALUE_FUNCTIONS, ...TEXT_FUNCTIONS, ...LIST_FUNCTIONS }));
const NAMES = new Set(["has", "matches", ...COMPREHENSIONS.keys(), ...namesOf(Object.fromEntries(FUNCTIONS))]);

/** Names of the functions that expressions have, by what they are functions of; `each` runs a part for every item of a list. */
export const expressionFunctions = {
  list: namesOf(LIST_FUNCTIONS),
  text: ["matches", ...namesOf(TEXT_FUNCTIONS)],
  value: ["has", ...namesOf(VALUE_FUNCTIONS)],
  each: [...COMPREHENSIONS.keys()],
} as const satisfies Readonly<Record<string, readonly string[]>>;

function namesOf(functions: Readonly<Record<string, unknown>>): readonly string[] {
  return [...new Set(Object.keys(functions).map((key) => key.replace(/\/\d$/, "")))];
}

/** `name(a, b)`: the same as `a.name(b)`. */
export function buildCall(node: Extract<ASTNode, { readonly op: "call" }>, context: Context): Code {
  const [name, args] = node.args;
  return name === "has" ? buildHas(node, context) : buildFunction(name, args, node, context);
}

/** `receiver.name(...)`. */
export function buildMethod(node: Extract<ASTNode, { readonly op: "rcall" }>, context: Context): Code {
  const [name, receiver, args] = node.args;
  const counts = COMPREHENSIONS.get(name);
  if (counts?.includes(args.length)) return buildComprehension(name, receiver, args, node, context);
  return buildFunction(name, [receiver, ...args], node, context);
}

function buildFunction(name: string, args: readonly ASTNode[], node: ASTNode, context: Context): Code {
  if (name === "matches" && args.length === 2) return buildMatches(args, node, context);
  const rule = FUNCTIONS.get(`${name}/${args.length}`);
  if (!rule) return unknownFunction(name, args, node, context);
  const codes = args.map((arg) => context.build(arg, context));
  const signature = rule(codes.map((code) => code.type));
  if (typeof signature === "string") return context.report("type", `\`${name}\` ${signature}`, args[0] ?? node);
  const { type, run } = signature;
  const [only] = codes;
  return {
    type,
    run:
      codes.length === 1 && only
        ? (frame) => run([only.run(frame)], frame)
        : (frame) =>
            run(
              codes.map((code) => code.run(frame)),
              frame,
            ),
    verbatim: signature.passes === true ? (only?.verbatim ?? false) : false,
    nodes: codes.reduce((sum, code) => sum + code.nodes, 2),
  };
}

function unknownFunction(name: string, args: readonly ASTNode[], node: ASTNode, context: Context): Code {
  if (!NAMES.has(name)) {
    if (node.op === "rcall" && args[0]) context.build(args[0], context);
    const near = nearest(name, NAMES);
    return context.report("unknown-name", `There is no function \`${name}\`${near === undefined ? "." : `; did you mean \`${near}\`?`}`, node);
  }
  const example = COMPREHENSIONS.has(name) ? `it is written \`list.${name}(item, ...)\`` : "see the page on expressions";
  return context.report("type", `\`${name}\` does not take ${args.length} value${args.length === 1 ? "" : "s"}; ${example}.`, node);
}

function buildMatches([text, by]: readonly ASTNode[], node: ASTNode, context: Context): Code {
  if (!text || by?.op !== "value" || typeof by.args !== "string")
    return context.report("cost", "The pattern of `matches` must be written out as text.", by ?? node);
  const pattern = by.args;
  const checked = checkPattern(pattern);
  if (!checked.ok) return context.report("cost", `\`matches\`: ${checked.message}.`, by);
  const code = context.build(text, context);
  if (!members(code.type).every(({ kind }) => kind === "string" || kind === "any")) {
    return context.report("type", `\`matches\` needs text, but \`${textOf(text, context)}\` is ${describe(code.type)}.`, text);
  }
  const expression = new RegExp(pattern, "u");
  const run: Code["run"] = (frame) => {
    const value = asText(code.run(frame));
    if (value.length > checked.maxLength) throw new Fault("cost", `\`matches('${pattern}')\` takes texts of at most ${checked.maxLength} characters`);
    frame.spend(checked.steps(value.length) / 8 + 10);
    return expression.test(value);
  };
  return { type: BOOL, run, verbatim: true, nodes: code.nodes + 2 };
}
