import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";

/** Longest expression, in characters. */
const LONGEST = 4096;

// Only the library's parser is used, and it holds no state between calls.
const parser = new Environment({ limits: { maxAstNodes: 1000, maxDepth: 60, maxListElements: 500, maxMapEntries: 500, maxCallArguments: 8 } });

export type Parsed =
  | { readonly ok: true; readonly node: ASTNode }
  | { readonly ok: false; readonly code: "syntax" | "size"; readonly message: string; readonly start: number; readonly end: number };

/** Reads CEL text into the library's tree. */
export function parseCel(text: string): Parsed {
  const whole = { start: 0, end: text.length };
  if (text.length > LONGEST)
    return { ok: false, code: "size", message: `The expression is longer than ${LONGEST} characters; split it over several nodes.`, ...whole };
  if (text.trim() === "") return { ok: false, code: "syntax", message: "The expression is empty; for empty text write `''`.", ...whole };
  try {
    return { ok: true, node: parser.parse(text).ast };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { start, end } = error.range ?? whole;
    const size = error.code === "limit_exceeded";
    return {
      ok: false,
      code: size ? "size" : "syntax",
      message: size ? "The expression is too large or nested too deeply; split it over several nodes." : reason(error, text),
      start,
      end: Math.max(end, start),
    };
  }
}

function reason(error: ParseError, text: string): string {
  const at = error.range ? text.slice(error.range.start, error.range.end) : "";
  switch (error.code) {
    case "unterminated_string":
    case "unterminated_triple_quoted_string":
      return "A text in the expression has no closing quote.";
    case "reserved_identifier":
      return `\`${at}\` is a word that CEL keeps for itself; it cannot be a name.`;
    case "invalid_macro_argument":
      return "The first argument must be a plain name for the item, as in `items.all(item, item.ok)`.";
    default:
      return at.trim() === "" ? "The expression ends too early." : `\`${at}\` is not expected here.`;
  }
}
