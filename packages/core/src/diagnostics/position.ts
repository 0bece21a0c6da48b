import type { SourceRange } from "./diagnostic.ts";

/** Turns offsets of one text into lines and columns. */
export type Positions = (start: number, end: number) => SourceRange;

/** Indexes the lines of a text once, on first use; offsets outside the text are moved to its nearest end. */
export function positionsOf(file: string, text: string): Positions {
  let lines: readonly number[] | undefined;
  return (start, end) => {
    lines ??= lineStarts(text);
    const from = clamp(start, 0, text.length);
    const to = clamp(end, from, text.length);
    const line = lineAt(lines, from);
    const endLine = lineAt(lines, to);
    return {
      file,
      line: line + 1,
      column: from - (lines[line] ?? 0) + 1,
      endLine: endLine + 1,
      endColumn: to - (lines[endLine] ?? 0) + 1,
      start: from,
      end: to,
    };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Position in `starts` of the last line that begins at or before `offset`. */
function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
