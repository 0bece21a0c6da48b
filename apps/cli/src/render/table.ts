import type { Paint } from "../process/io.ts";
import { pad, widthOf, wrap } from "./text.ts";

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Positions of columns with numbers, which stand to the right. */
  readonly numbers?: ReadonlySet<number>;
}

const gap = 2;
const narrowest = 18;

/** Lays out columns; where they are too wide together, the widest one is broken into lines. Nothing is cut off. */
export function table({ head, rows, numbers = new Set() }: Table, paint: Paint, width: number): readonly string[] {
  const widths = head.map((title, column) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[column] ?? ""))));
  const total = widths.reduce((sum, each) => sum + each + gap, -gap);
  const widest = widths.indexOf(Math.max(...widths));
  const room = (widths[widest] ?? 0) - (total - width);
  if (total > width) widths[widest] = Math.max(room, narrowest);
  const line = (cells: readonly string[], tone: boolean): string =>
    cells
      .map((cell, column) => {
        const text = tone ? paint("quiet", cell) : cell;
        const free = " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
        return numbers.has(column) ? free + text : text + free;
      })
      .join(" ".repeat(gap))
      .trimEnd();
  const body = rows.flatMap((row) => {
    const broken = wrap(row[widest] ?? "", widths[widest] ?? 24);
    return broken.map((part, index) =>
      line(
        head.map((_, column) => (column === widest ? part : index === 0 ? (row[column] ?? "") : "")),
        false,
      ),
    );
  });
  return [line(head, true), ...body];
}

/** Labels and values in two columns; a value of several lines goes on below its first. */
export function fields(entries: readonly (readonly [label: string, lines: readonly string[]])[], paint: Paint): readonly string[] {
  const width = Math.max(0, ...entries.map(([label]) => widthOf(label)));
  return entries.flatMap(([label, lines]) =>
    (lines.length === 0 ? [""] : lines).map((text, index) => `${index === 0 ? pad(paint("quiet", label), width) : " ".repeat(width)}  ${text}`.trimEnd()),
  );
}
