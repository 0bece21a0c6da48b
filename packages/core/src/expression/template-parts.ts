import type { Scope } from "./contract.ts";
import { type Frame, UNKNOWN } from "./code.ts";
import { compileExpression, type Expression, type LocalProblem } from "./expression.ts";
import { members, type Type } from "./type.ts";
import { Fault, isList, isObject, toJson, type Value } from "./value.ts";

/** A template, compiled: text and, between `{{` and `}}`, expressions. */
export interface Template {
  readonly problems: readonly LocalProblem[];
  readonly expressions: readonly Expression[];
  /** The text; `startFrame` begins the evaluation of one expression. */
  run(frame: Frame, evaluate: (expression: Expression, frame: Frame) => Value): string;
}

const LONGEST = 500_000;
const MOST_EXPRESSIONS = 500;

interface Hole {
  readonly expression: Expression;
  readonly emptyAsText: boolean;
}

/** True where a text is a template: it has `{{`. */
export function isTemplate(text: string): boolean {
  return text.includes("{{");
}

/**
 * Compiles a template. `{{ expression }}` is replaced by its value: text as it is, a list of texts as lines, anything else as JSON. Everything else
 * is text, a lone `}}` too; two opening braces are written `{{ '{{' }}`. A value in `optional` that is absent gives nothing.
 */
export function parseTemplate(text: string, scope: Scope, optional: ReadonlySet<string> = new Set()): Template {
  const problems: LocalProblem[] = [];
  const parts: (string | Hole)[] = [];
  if (text.length > LONGEST) problems.push({ code: "size", message: `The template is longer than ${LONGEST} characters.`, start: 0, end: text.length });
  let at = 0;
  for (let open = text.indexOf("{{"); open >= 0 && problems.length < 100; open = text.indexOf("{{", at)) {
    const close = closing(text, open + 2);
    if (close === undefined || parts.length > MOST_EXPRESSIONS * 2) {
      const message =
        close === undefined ? "`{{` has no `}}`; braces as text are written `{{ '{{' }}`." : `The template has more than ${MOST_EXPRESSIONS} expressions.`;
      problems.push({ code: close === undefined ? "syntax" : "size", message, start: open, end: open + 2 });
      break;
    }
    const expression = compileExpression(text.slice(open + 2, close), scope);
    problems.push(...expression.problems.map((problem) => moved(problem, open + 2, text, close)));
    parts.push(text.slice(at, open), { expression, emptyAsText: mayBeTexts(expression.code.type) });
    at = close + 2;
  }
  parts.push(text.slice(at));
  const holes = parts.filter((part) => typeof part !== "string");
  return {
    problems,
    expressions: holes.map((hole) => hole.expression),
    run: (frame, evaluate) => parts.map((part) => (typeof part === "string" ? part : show(part, frame, evaluate, optional))).join(""),
  };
}

/** Where the expressions of a template stand, without their braces; one that is not closed ends with the text. */
export function templateHoles(text: string): readonly { readonly start: number; readonly end: number }[] {
  const holes: { readonly start: number; readonly end: number }[] = [];
  for (let open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", (holes.at(-1)?.end ?? 0) + 2)) {
    holes.push({ start: open + 2, end: closing(text, open + 2) ?? text.length });
  }
  return holes;
}

/** Where the `}}` of an expression is: not in a text of its own, not after a brace that it opened itself. */
function closing(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === "'" || char === '"') {
      const end = endOfText(text, at, char);
      if (end === undefined) return undefined;
      at = end;
    } else if (char === "{") depth += 1;
    else if (char === "}") {
      if (depth === 0 && text[at + 1] === "}") return at;
      depth -= 1;
    }
  }
  return undefined;
}

function endOfText(text: string, from: number, quote: string): number | undefined {
  const raw = /[rR]/.test(text[from - 1] ?? "") && !/\w/.test(text[from - 2] ?? "");
  const mark = text.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
  for (let at = from + mark.length; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text.startsWith(mark, at)) return at + mark.length - 1;
    else if (text[at] === "\n" && mark.length === 1 && !raw) return undefined;
  }
  return undefined;
}

function moved(problem: LocalProblem, by: number, text: string, close: number): LocalProblem {
  const { replacement, ...rest } = problem;
  const shifted = { ...rest, start: rest.start + by, end: rest.end + by };
  return replacement === undefined ? shifted : { ...shifted, replacement: text.slice(0, by) + replacement + text.slice(close) };
}

function mayBeTexts(type: Type): boolean {
  return members(type).every((member) => member.kind !== "list" || members(member.item()).every(({ kind }) => kind === "string" || kind === "any"));
}

function show(hole: Hole, frame: Frame, evaluate: (expression: Expression, frame: Frame) => Value, optional: ReadonlySet<string>): string {
  let value: Value;
  try {
    value = evaluate(hole.expression, frame);
  } catch (error) {
    const isMissing = [...hole.expression.reads.keys()].some((name) => optional.has(name) && frame.values[name] === undefined);
    if (isMissing && hole.expression.code !== UNKNOWN) return "";
    throw error;
  }
  const text = render(value, hole.emptyAsText, frame);
  frame.spend(text.length >> 3);
  return text;
}

function render(value: Value, emptyAsText: boolean, frame: Frame): string {
  const spend = (units: number): void => frame.spend(units);
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return String(value);
  if (isList(value) && (value.length > 0 || emptyAsText) && value.every((item) => typeof item === "string")) {
    spend(value.reduce((length: number, item) => length + (typeof item === "string" ? item.length >> 3 : 0) + 1, 0));
    return value.join("\n");
  }
  const json = toJson(value, spend);
  if (typeof json === "string") return json;
  if (typeof json === "object" && json !== null && !isList(value) && !isObject(value)) throw new Fault("mismatch", "this cannot be shown");
  return JSON.stringify(json);
}
