import { type Files, layoutFile } from "./files.ts";
import { lineDiff, linesOf } from "./line-diff.ts";

/** A stretch of a merged text: both sides agree on it, or each has its own. */
export type MergePart = { readonly type: "agreed"; readonly text: string } | { readonly type: "conflict"; readonly mine: string; readonly theirs: string };

export type Side = "mine" | "theirs";

/** A folder of two changed from one: parts by path; null is a file that is gone. */
export type Merged = ReadonlyMap<string, readonly MergePart[] | null>;

interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** What two people made of one text. What both changed differently, or side by side, is a conflict. */
export function mergeText(base: string, mine: string, theirs: string): readonly MergePart[] {
  const lines = linesOf(base);
  const [own, other] = [hunks(lines, linesOf(mine)), hunks(lines, linesOf(theirs))];
  const parts: MergePart[] = [];
  let [at, first, second] = [0, 0, 0];
  const agreed = (text: readonly string[]): unknown => text.length > 0 && parts.push({ type: "agreed", text: text.join("") });
  while (first < own.length || second < other.length) {
    const start = Math.min(own[first]?.start ?? Infinity, other[second]?.start ?? Infinity);
    let end = start;
    const [ownFrom, otherFrom] = [first, second];
    const reaches = (hunk: Hunk | undefined): boolean => hunk !== undefined && hunk.start <= end;
    // Whatever touches what is taken already belongs to it.
    while (reaches(own[first]) || reaches(other[second])) {
      const next = reaches(own[first]) ? own[first++] : other[second++];
      end = Math.max(end, next?.end ?? end);
    }
    const [ours, their] = [applied(lines, own.slice(ownFrom, first), start, end), applied(lines, other.slice(otherFrom, second), start, end)];
    agreed(lines.slice(at, start));
    if (ownFrom === first || ours.join("") === their.join("")) agreed(their);
    else if (otherFrom === second) agreed(ours);
    else parts.push({ type: "conflict", mine: ours.join(""), theirs: their.join("") });
    at = end;
  }
  agreed(lines.slice(at));
  return parts;
}

/** Merges a folder file by file; where nodes stand is nobody's quarrel, so that the layout has no conflicts. */
export function mergeFiles(base: Files, mine: Files, theirs: Files): Merged {
  const paths = new Set([...Object.keys(mine), ...Object.keys(theirs), ...Object.keys(base)]);
  return new Map([...paths].map((path) => [path, mergeFile(path, base[path], mine[path], theirs[path])]));
}

function mergeFile(path: string, base: string | undefined, mine: string | undefined, theirs: string | undefined): readonly MergePart[] | null {
  if (mine === theirs || theirs === base) return mine === undefined ? null : [{ type: "agreed", text: mine }];
  if (mine === base) return theirs === undefined ? null : [{ type: "agreed", text: theirs }];
  if (mine === undefined || theirs === undefined) return [{ type: "conflict", mine: mine ?? "", theirs: theirs ?? "" }];
  const parts = mergeText(base ?? "", mine, theirs);
  return path === layoutFile ? [{ type: "agreed", text: decided(parts, () => "mine") }] : parts;
}

/** One place that both changed; `key` names it among all of a folder. */
interface Conflict {
  readonly key: string;
  readonly path: string;
  readonly mine: string;
  readonly theirs: string;
}

/** The places that both changed, file by file. */
export function conflictsOf(merged: Merged): readonly Conflict[] {
  return [...merged].flatMap(([path, parts]) =>
    (parts ?? []).flatMap((part, index) => (part.type === "conflict" ? [{ key: `${path} ${index}`, path, mine: part.mine, theirs: part.theirs }] : [])),
  );
}

/** How many places both changed. */
export function conflictsIn(merged: Merged): number {
  return conflictsOf(merged).length;
}

/** The folder with a side chosen for each conflict by its key; a file of which nothing is left is gone. */
export function mergedFiles(merged: Merged, side: (key: string) => Side): Files {
  return Object.fromEntries(
    [...merged].flatMap(([path, parts]) => {
      if (parts === null) return [];
      const text = decided(parts, (index) => side(`${path} ${index}`));
      return text === "" && parts.some(({ type }) => type === "conflict") ? [] : [[path, text]];
    }),
  );
}

/** The text with a side chosen for each conflict, by its place among the parts. */
export function decided(parts: readonly MergePart[], side: (part: number) => Side): string {
  return parts.map((part, index) => (part.type === "agreed" ? part.text : part[side(index)])).join("");
}

/** What in a text differs from the base, by the lines of the base that it takes the place of. */
function hunks(base: readonly string[], changed: readonly string[]): readonly Hunk[] {
  const result: Hunk[] = [];
  let at = 0;
  let open: { start: number; end: number; lines: string[] } | undefined;
  for (const { type, lines } of lineDiff(base, changed)) {
    if (type === "same") {
      if (open !== undefined) result.push(open);
      open = undefined;
      at += lines.length;
      continue;
    }
    open ??= { start: at, end: at, lines: [] };
    if (type === "added") open.lines.push(...lines);
    else {
      at += lines.length;
      open.end = at;
    }
  }
  return open === undefined ? result : [...result, open];
}

function applied(base: readonly string[], own: readonly Hunk[], start: number, end: number): readonly string[] {
  let at = start;
  const result: string[] = [];
  for (const hunk of own) {
    result.push(...base.slice(at, hunk.start), ...hunk.lines);
    at = hunk.end;
  }
  return [...result, ...base.slice(at, end)];
}
