import type { Diagnostic, Path, SourceRange } from "../diagnostics/diagnostic.ts";
import { positionsOf } from "../diagnostics/position.ts";
import type { Json } from "../json.ts";
import { type Stretch, sourceStretch } from "./scalar-offsets.ts";
import type { TextProblem } from "./syntax.ts";
import { dataOfRoot, type Entry, type Item, parseTree, stepInto, type Tree } from "./tree.ts";

/** Which part of an entry a position means: its key, or its value. */
export type Part = "key" | "value";

/** A stretch of `text`, which is the value at some path or stands in it. */
export interface TextSpan extends Stretch {
  readonly text: string;
}

/** A file of a graph's folder, read. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Undefined where nothing could be read. */
  readonly data: Json | undefined;
  readonly problems: readonly Diagnostic[];
  /** Where a path stands; a path that leads nowhere gives the key of the nearest mapping or list around it. */
  locate(path: Path, part?: Part): SourceRange;
  /** Where a stretch of the text value at a path stands, through folds, escapes and indentation; the whole value where that cannot be told. */
  locateWithin(path: Path, span: TextSpan): SourceRange;
  /** A stretch of the text by offsets. */
  range(start: number, end: number): SourceRange;
}

/** Most characters of one file of each sort. */
export const sizeLimits = {
  /** `graph.yaml`, `layout.json` and other documents. */
  document: 1_000_000,
  schema: 500_000,
  prompt: 200_000,
  knowledge: 2_000_000,
} as const;

export type FileSort = keyof typeof sizeLimits;

/** Reads YAML 1.2 (core schema) or JSON text with positions. All problems at once; never throws, whatever the text. Data that is as in `before` stays the same objects. */
export function parseSource(file: string, text: string, sort: FileSort = "document", before?: Source): Source {
  if (before?.file === file && before.text === text) return before;
  const range = positionsOf(file, text);
  const tooLarge = sizeProblem(text, sort);
  if (tooLarge !== undefined) return finish(file, text, undefined, [tooLarge], range);
  const { root, problems } = parseTree(text);
  const notJson = file.endsWith(".json") && problems.every(({ code }) => code === "BT101") ? jsonProblem(text) : undefined;
  return finish(file, text, root, notJson === undefined ? problems : [notJson], range, before?.data);
}

/** A problem if a text is longer than files of its sort may be. */
export function sizeProblem(text: string, sort: FileSort): TextProblem | undefined {
  const most = sizeLimits[sort];
  if (text.length <= most) return undefined;
  const message = `The file has ${text.length} characters and a ${sort} file may have ${most}; split it or take something out.`;
  return { code: "BT106", message, start: 0, end: 0 };
}

function finish(file: string, text: string, root: Tree | undefined, problems: readonly TextProblem[], range: Source["range"], like?: Json): Source {
  return {
    file,
    text,
    data: root === undefined ? undefined : dataOfRoot(root, like),
    problems: problems.map(({ code, message, start, end }) => ({ code, severity: "error", message, at: range(start, end) })),
    locate: (path, part = "value") => locate(root, path, part, range),
    locateWithin: (path, span) => locateWithin(root, text, path, span, range) ?? locate(root, path, "value", range),
    range,
  };
}

function locate(root: Tree | undefined, path: Path, part: Part, range: Source["range"]): SourceRange {
  let tree = root;
  let place: Entry | Item | undefined;
  for (const [index, step] of path.entries()) {
    const next = stepInto(tree, step);
    // What is missing is shown where it is missing: at the key that holds the mapping.
    if (next === undefined) return place === undefined ? range(root?.start ?? 0, root === undefined ? 0 : firstKeyEnd(root)) : rangeOf(place, "key", range);
    if (index === path.length - 1) return rangeOf(next, part, range);
    place = next;
    tree = next.value;
  }
  return range(root?.start ?? 0, root?.end ?? 0);
}

function locateWithin(root: Tree | undefined, text: string, path: Path, span: TextSpan, range: Source["range"]): SourceRange | undefined {
  const tree = path.reduce<Tree | undefined>((inner, step) => stepInto(inner, step)?.value, root);
  if (tree?.type !== "scalar" || typeof tree.value !== "string") return undefined;
  const from = tree.value.indexOf(span.text);
  const source = text.slice(tree.start, tree.tail ?? tree.end);
  const found = from < 0 ? undefined : sourceStretch(source, tree.value, { start: from + span.start, end: from + span.end });
  return found === undefined ? undefined : range(tree.start + found.start, tree.start + found.end);
}

function rangeOf(place: Entry | Item, part: Part, range: Source["range"]): SourceRange {
  if ("key" in place) {
    return part === "key" || place.value === undefined ? range(place.keyStart, place.keyEnd) : range(place.value.start, place.value.end);
  }
  if (place.value === undefined) return range(place.start, place.end);
  // An item has no key; a long one is shown by its beginning.
  return part === "key" && place.value.type !== "scalar" ? range(place.value.start, firstKeyEnd(place.value)) : range(place.value.start, place.value.end);
}

function firstKeyEnd(tree: Tree): number {
  return tree.type === "map" ? (tree.entries[0]?.keyEnd ?? tree.end) : tree.end;
}

/** A `.json` file is read by other programs too, so it must be JSON and not only YAML that looks like it; what is wrong is told in JSON's words. */
function jsonProblem(text: string): TextProblem | undefined {
  const problem = jsonFault(text);
  if (problem === undefined) return undefined;
  const end = text.trimEnd().length;
  if (problem === "ends early") {
    return {
      code: "BT101",
      message: "The JSON ends too early: a bracket or a quotation mark that was opened is not closed.",
      start: Math.max(0, end - 1),
      end,
    };
  }
  // The shortest beginning that no ending could mend ends with what is wrong.
  let [good, bad] = [0, text.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const fault = jsonFault(text.slice(0, middle));
    if (fault === undefined || fault === "ends early") good = middle;
    else bad = middle;
  }
  const message = `This is not JSON: ${problem}. Keys and texts stand in double quotes, and there are no comments and no trailing commas.`;
  return { code: "BT101", message, start: bad - 1, end: bad };
}

/** What JSON has against a text: that it ends early, or something else. */
function jsonFault(text: string): string | undefined {
  const plain = text.startsWith("\ufeff") ? text.slice(1) : text;
  try {
    JSON.parse(plain);
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : "";
    const at = /at position (\d+)/.exec(words)?.[1];
    if (/^Un(?:expected end|terminated)/.test(words) || (at !== undefined && Number(at) >= plain.trimEnd().length)) return "ends early";
    const clause = words.replace(/(?: in JSON)? at position .*|, (?:\.\.\.)?".*$/s, "");
    return clause.charAt(0).toLowerCase() + clause.slice(1);
  }
}
