import { Composer, Lexer, Parser, type ParsedNode } from "yaml";
import type { ReadingCode } from "./codes.ts";

/** How deep mappings and lists may be nested in one file. */
export const maxDepth = 100;
/** Problems of one text after which reading stops counting. */
export const maxProblems = 100;

/** Most tokens of one file: a thousand nodes have some sixty thousand. */
const maxTokens = 300_000;

/** A problem of the text itself; offsets count UTF-16 units. */
export interface TextProblem {
  readonly code: ReadingCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** The library's nodes for a text, every token kept, and what is wrong with it. */
export interface Syntax {
  readonly root: ParsedNode | undefined;
  readonly problems: readonly TextProblem[];
}

// What no YAML text may hold: controls, lone surrogates, non-characters.
const forbidden = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const scalarFollows = "\u001f";

/** Parses YAML or JSON text. Never throws, and never recurses deeper than `maxDepth`: depth is counted before anything is composed. */
export function parseSyntax(text: string): Syntax {
  const problems: TextProblem[] = [];
  for (const match of text.matchAll(forbidden)) {
    if (problems.length >= maxProblems) break;
    const hex = (match[0].codePointAt(0) ?? 0).toString(16).padStart(4, "0").toUpperCase();
    problems.push({
      code: "BT101",
      message: `The character U+${hex} is not allowed in YAML; remove it, or write it as an escape in double quotes.`,
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  if (problems.length > 0) return { root: undefined, problems };
  try {
    return compose(text);
  } catch {
    return { root: undefined, problems: [syntax("The text cannot be read as YAML or JSON.", 0, 0)] };
  }
}

function compose(text: string): Syntax {
  const problems: TextProblem[] = [];
  const parser = new Parser();
  const tokens = [];
  let previous = "";
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (previous !== scalarFollows) refuse(lexeme, parser.offset, problems);
    previous = lexeme;
    for (const token of parser.next(lexeme)) tokens.push(token);
    const at = parser.offset;
    if (parser.stack.length > maxDepth) {
      return stopped({ code: "BT107", message: `Values are nested more than ${maxDepth} deep here; flatten them.`, start: at, end: at + 1 });
    }
    if (++count > maxTokens) {
      return stopped({ code: "BT106", message: "The file holds too many values to be read; split it or take something out.", start: at, end: at + 1 });
    }
    if (problems.length >= maxProblems) return { root: undefined, problems };
  }
  for (const token of parser.end()) tokens.push(token);

  // The library compares each key with all before it, which takes minutes on a hostile file; the tree does so in one pass.
  const composer = new Composer({ uniqueKeys: false, keepSourceTokens: true, prettyErrors: false, merge: false, logLevel: "silent" });
  const documents = [...composer.compose(tokens, true, text.length)];
  const refused = new Set(problems.map((problem) => problem.start));
  for (const document of documents) {
    for (const error of document.errors) {
      if (error.code === "TAG_RESOLVE_FAILED" || error.code === "BAD_ALIAS" || error.code === "ALIAS_PROPS" || refused.has(error.pos[0])) continue;
      if (problems.length < maxProblems) problems.push(syntax(plain(error.code, error.message), error.pos[0], error.pos[1]));
    }
  }
  const second = documents[1];
  if (second?.range) problems.push(syntax("A file holds one document; remove what follows the second `---`.", second.range[0], second.range[1]));
  const root = documents[0]?.contents ?? undefined;
  return { root, problems };
}

function stopped(problem: TextProblem): Syntax {
  return { root: undefined, problems: [problem] };
}

/** Finds what YAML has and the format does not. */
function refuse(lexeme: string, offset: number, problems: TextProblem[]): void {
  const range = { start: offset, end: offset + lexeme.length };
  switch (lexeme[0]) {
    case "!":
      problems.push({ code: "BT103", message: `The tag ${brief(lexeme)} is not part of the format; write the plain value.`, ...range });
      return;
    case "&":
      problems.push({ code: "BT104", message: `The anchor ${brief(lexeme)} is not part of the format; write the value where it is used.`, ...range });
      return;
    case "*":
      problems.push({ code: "BT104", message: `The alias ${brief(lexeme)} is not part of the format; write the value here, or quote the text.`, ...range });
      return;
    case "%":
      problems.push(syntax("Directives are not part of the format; remove this line.", range.start, range.end));
      return;
    default:
  }
}

function brief(text: string): string {
  return `\`${text.length > 40 ? `${text.slice(0, 40)}…` : text}\``;
}

function syntax(message: string, start: number, end: number): TextProblem {
  return { code: "BT101", message, start, end };
}

/** The library's words where they are plain enough, ours where they are not. */
function plain(code: string, message: string): string {
  switch (code) {
    case "TAB_AS_INDENT":
      return "Indentation is a tab here; use spaces.";
    case "BAD_SCALAR_START":
      return "A plain text cannot start with this character; put the text in quotes.";
    case "MULTILINE_IMPLICIT_KEY":
      return "A key must stand on one line and be followed by `:`.";
    case "BLOCK_AS_IMPLICIT_KEY":
      return "A mapping cannot start here: put it on its own, deeper indented lines, or quote a text that contains `: `.";
    case "BAD_INDENT":
      return `The indentation does not fit what stands above: ${lower(message)}.`;
    case "MISSING_CHAR":
      return `Something is missing: ${lower(message)}.`;
    default:
      return `${message.replace(/\.$/, "")}.`;
  }
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, "");
}
