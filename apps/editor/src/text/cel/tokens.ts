import { templateHoles } from "@baton/core";

/** A word of an expression by what it is, for its colour. */
export interface CelToken {
  readonly start: number;
  readonly end: number;
  readonly type: "text" | "number" | "word" | "function";
}

const pattern =
  /(?<text>[rR]?(?:'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?))|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>\b(?:true|false|null|in)\b)|(?<function>\b[a-zA-Z_]\w*(?=\())/g;

/** The coloured words of an expression; of a template, those between its braces. */
export function celTokens(text: string): readonly CelToken[] {
  if (!text.includes("{{")) return tokensIn(text, 0);
  return templateHoles(text).flatMap(({ start, end }) => tokensIn(text.slice(start, end), start));
}

function tokensIn(text: string, by: number): readonly CelToken[] {
  return [...text.matchAll(pattern)].flatMap(({ 0: found, index, groups = {} }): readonly CelToken[] => {
    const type = (["text", "number", "word", "function"] as const).find((each) => groups[each] !== undefined);
    return type === undefined ? [] : [{ start: by + index, end: by + index + found.length, type }];
  });
}
