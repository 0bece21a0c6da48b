/** A stretch of lines: in both texts, or in one of them. */
export interface Stretch {
  readonly type: "same" | "removed" | "added";
  readonly lines: readonly string[];
}

/** Beyond this many lines that differ, a stretch is told as replaced in whole. */
const mostEdits = 2_000;

/** The lines of a text, each with its line end, so that joined they are the text again. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What makes one text of another, line by line, as few lines as can be (Myers, 1986). */
export function lineDiff(from: readonly string[], to: readonly string[]): readonly Stretch[] {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start += 1;
  let [fromEnd, toEnd] = [from.length, to.length];
  while (fromEnd > start && toEnd > start && from[fromEnd - 1] === to[toEnd - 1]) [fromEnd, toEnd] = [fromEnd - 1, toEnd - 1];
  return joined([
    { type: "same", lines: from.slice(0, start) },
    ...middle(from.slice(start, fromEnd), to.slice(start, toEnd)),
    { type: "same", lines: from.slice(fromEnd) },
  ]);
}

function middle(from: readonly string[], to: readonly string[]): readonly Stretch[] {
  const rounds: Map<number, number>[] = [];
  let reached = new Map([[1, 0]]);
  for (let edits = 0; edits <= Math.min(from.length + to.length, mostEdits); edits += 1) {
    rounds.push(reached);
    const next = new Map<number, number>();
    for (let line = -edits; line <= edits; line += 2) {
      let x = goesDown(reached, line, edits) ? at(reached, line + 1) : at(reached, line - 1) + 1;
      while (x < from.length && x - line < to.length && from[x] === to[x - line]) x += 1;
      next.set(line, x);
      if (x >= from.length && x - line >= to.length) return traced(rounds, from, to);
    }
    reached = next;
  }
  return [
    { type: "removed", lines: from },
    { type: "added", lines: to },
  ];
}

function traced(rounds: readonly Map<number, number>[], from: readonly string[], to: readonly string[]): readonly Stretch[] {
  const back: Stretch[] = [];
  let [x, y] = [from.length, to.length];
  for (let edits = rounds.length - 1; edits >= 0; edits -= 1) {
    const reached = rounds[edits] ?? new Map<number, number>();
    const down = goesDown(reached, x - y, edits);
    const line = down ? x - y + 1 : x - y - 1;
    const [oldX, oldY] = [at(reached, line), at(reached, line) - line];
    const before = down ? oldX : oldX + 1;
    back.push({ type: "same", lines: from.slice(before, x) });
    if (edits > 0) back.push(down ? { type: "added", lines: to.slice(oldY, oldY + 1) } : { type: "removed", lines: from.slice(oldX, oldX + 1) });
    [x, y] = [oldX, oldY];
  }
  return back.toReversed();
}

function goesDown(reached: ReadonlyMap<number, number>, line: number, edits: number): boolean {
  return line === -edits || (line !== edits && at(reached, line - 1) < at(reached, line + 1));
}

function at(reached: ReadonlyMap<number, number>, line: number): number {
  return reached.get(line) ?? 0;
}

function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches) {
    if (stretch.lines.length === 0) continue;
    const last = result.at(-1);
    if (last?.type === stretch.type) result[result.length - 1] = { type: last.type, lines: [...last.lines, ...stretch.lines] };
    else result.push(stretch);
  }
  return result;
}
