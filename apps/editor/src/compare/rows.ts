import { lineDiff, linesOf } from "../document/line-diff.ts";

/** A line as a diff shows it, with its number on the sides that have it; long stretches without a change are a gap. */
export type DiffRow =
  | {
      readonly type: "same" | "added" | "removed";
      readonly key: string;
      readonly from: number | undefined;
      readonly to: number | undefined;
      readonly text: string;
    }
  | { readonly type: "gap"; readonly key: string; readonly lines: number };

const around = 3;

/** The lines of a diff, with a few round each change. */
export function diffRows(from: string, to: string): readonly DiffRow[] {
  let [left, right] = [0, 0];
  const stretches = lineDiff(linesOf(from), linesOf(to));
  return stretches.flatMap(({ type, lines }, index): readonly DiffRow[] => {
    const rows = lines.map((line): DiffRow => {
      if (type !== "added") left += 1;
      if (type !== "removed") right += 1;
      const [atLeft, atRight] = [type === "added" ? undefined : left, type === "removed" ? undefined : right];
      return { type, key: `${atLeft ?? "+"} ${atRight ?? "-"}`, from: atLeft, to: atRight, text: line.replace(/\n$/, "") };
    });
    if (type !== "same") return rows;
    const [head, tail] = [index === 0 ? 0 : around, index === stretches.length - 1 ? 0 : around];
    const hidden = rows.length - head - tail;
    if (hidden < 2) return rows;
    return [...rows.slice(0, head), { type: "gap", key: `gap ${index}`, lines: hidden }, ...rows.slice(rows.length - tail)];
  });
}

export function lineCounts(rows: readonly DiffRow[]): { readonly added: number; readonly removed: number } {
  const count = (type: DiffRow["type"]): number => rows.filter((row) => row.type === type).length;
  return { added: count("added"), removed: count("removed") };
}
