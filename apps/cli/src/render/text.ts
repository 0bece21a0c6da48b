import { stripVTControlCharacters } from "node:util";

/**
 * A text that may come from anywhere, as it can be shown: what would steer the terminal, or turn the order of letters around, is written out,
 * so that nothing that is approved looks like something else. Line ends stay.
 */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    if (character === "\n") return character;
    return character === "\t" ? "  " : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** The same in one line. */
export function inline(text: string): string {
  return visible(text).replaceAll("\n", "\\n");
}

/** Columns that a text takes, colours aside. */
export function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** A text filled up with blanks to a width. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Shortens a text that only helps to recognise something; never amounts or arguments to be approved. */
export function short(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Breaks a text at blanks into lines of a width; a longer word keeps its own line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
        lines.push(line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}

/** `1 step`, `2 steps`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** Lines moved in by blanks. */
export function indent(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => (line === "" ? "" : " ".repeat(by) + line));
}
