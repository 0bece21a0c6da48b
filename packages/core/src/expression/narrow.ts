import type { ASTNode } from "@marcbachmann/cel-js";
import { channelOf, pathOf } from "./access.ts";
import type { Context } from "./code.ts";
import { type Type, without } from "./type.ts";

/** What is known after a condition was found true or false: that a variable is written, that a value is not null. */
export function assume(condition: ASTNode, holds: boolean, context: Context): Context {
  switch (condition.op) {
    case "!_":
      return assume(condition.args, !holds, context);
    case "&&":
    case "||": {
      if ((condition.op === "&&") !== holds) return context;
      const [left, right] = condition.args;
      return assume(right, holds, assume(left, holds, context));
    }
    case "==":
    case "!=":
      return (condition.op === "!=") === holds ? notNull(condition.args, context) : context;
    case "call": {
      const [name, [target]] = condition.args;
      const root = target && name === "has" && holds ? rootOf(target, context) : undefined;
      return root === undefined ? context : { ...context, present: new Set(context.present).add(root) };
    }
    default:
      return context;
  }
}

/** The variable that a path begins with. */
function rootOf(node: ASTNode, context: Context): string | undefined {
  const channel = channelOf(node, context);
  if (channel !== undefined) return channel;
  if (node.op === ".") return rootOf(node.args[0], context);
  return node.op === "id" && !context.locals.has(node.args) ? node.args : undefined;
}

function notNull([left, right]: readonly [ASTNode, ASTNode], context: Context): Context {
  const [tested, other] = isNull(left) ? [right, left] : [left, right];
  const path = isNull(other) ? pathOf(tested, context) : undefined;
  if (path === undefined) return context;
  const type = typeNow(tested, context);
  return { ...context, facts: new Map(context.facts).set(path, without(type, "null")) };
}

function isNull(node: ASTNode): boolean {
  return node.op === "value" && node.args === null;
}

/** The type of a path; its problems were noted where it stands. */
function typeNow(node: ASTNode, context: Context): Type {
  return context.build(node, { ...context, report: () => ({ type: { kind: "any" }, run: () => null, verbatim: true, nodes: 1 }), read: () => undefined }).type;
}
