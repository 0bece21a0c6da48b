/** Words that CEL keeps for itself: no name may be one. */
export const CEL_WORDS: ReadonlySet<string> = new Set(
  "as break const continue else false for function if import in let loop namespace null package return true var void while".split(" "),
);

/** Names that the format gives a meaning of its own. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set("start end state output args task run params now value results".split(" "));

// Letters to insert, remove, change or swap to turn one word into the other (Damerau-Levenshtein).
function distance(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let least = Math.min((last[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) least = Math.min(least, (before[column - 2] ?? 0) + 1);
      line.push(least);
    }
    before = last;
    last = line;
  }
  return last[to.length] ?? 0;
}

/** The candidate that a misspelt name most likely means; undefined if none is near. Case does not count. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const word = name.slice(0, 64).toLowerCase();
  let best: string | undefined;
  let least = word.length < 4 ? 2 : word.length < 7 ? 3 : 4;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const far = distance(word, candidate.toLowerCase());
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}
