import type { ASTNode } from "@marcbachmann/cel-js";
import { COMPREHENSIONS } from "./comprehension.ts";
import { parseCel } from "./parse.ts";
import { isTemplate, templateHoles } from "./template-parts.ts";

/** A variable's name where a text names it, by offsets in that text. */
export interface NamedIn {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The variables that a text in an expression's or template's place names, in order; `state.x` names `x`. Names that a comprehension gives its items are
 * none of them, and a text that does not read names nothing.
 */
export function namesIn(text: string, place: "expression" | "template"): readonly NamedIn[] {
  if (place === "expression" && !isTemplate(text)) return ofExpression(text, 0);
  return templateHoles(text).flatMap(({ start, end }) => ofExpression(text.slice(start, end), start));
}

function ofExpression(text: string, by: number): readonly NamedIn[] {
  const parsed = parseCel(text);
  if (!parsed.ok) return [];
  const found: NamedIn[] = [];
  walk(parsed.node, new Set(), (name, start) => found.push({ name, start: by + start, end: by + start + name.length }));
  return found.toSorted((one, other) => one.start - other.start);
}

type Found = (name: string, start: number) => void;

function walk(node: ASTNode, items: ReadonlySet<string>, found: Found): void {
  const all = (nodes: readonly ASTNode[], inner = items): void => {
    for (const each of nodes) walk(each, inner, found);
  };
  switch (node.op) {
    case "value":
      return;
    case "id":
      if (!items.has(node.args)) found(node.args, node.start);
      return;
    case ".":
    case ".?": {
      const [of, field] = node.args;
      if (of.op === "id" && of.args === "state" && !items.has("state")) found(field, node.end - field.length);
      else walk(of, items, found);
      return;
    }
    case "call":
      return all(node.args[1]);
    case "rcall": {
      const [method, of, args] = node.args;
      const [item, ...parts] = args;
      walk(of, items, found);
      if (item?.op === "id" && COMPREHENSIONS.get(method)?.includes(args.length) === true) return all(parts, new Set([...items, item.args]));
      return all(args);
    }
    case "map":
      return all(node.args.flat());
    case "!_":
    case "-_":
      return walk(node.args, items, found);
    default:
      return all(node.args);
  }
}
