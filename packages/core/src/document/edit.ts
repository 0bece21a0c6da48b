import canonicalize from "canonicalize";
import type { Edit, Path } from "../diagnostics/diagnostic.ts";
import { BatonError } from "../diagnostics/error.ts";
import type { Json } from "../json.ts";
import { editData, misfit } from "./edit-data.ts";
import { spliceWithin } from "./edit-text.ts";
import type { Style } from "./render.ts";
import { fillEmpty, insertInto, removeFrom, renameKey, replaceRoot, replaceValue, type Splice, styleOf } from "./splice.ts";
import { dataOfRoot, type Entry, type Item, parseTree, stepInto, type Tree } from "./tree.ts";

/**
 * Applies edits to YAML or JSON text as splices: comments, order, line ends and style of all that is not edited stay byte for byte.
 * @throws BatonError (BT122) if an edit does not fit the text, or if the text cannot be read; the result always holds exactly the edited data.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  let current = text.slice(mark.length);
  let root = readable(current);
  let data = dataOfRoot(root);
  for (const edit of edits) {
    const expected = editData(data, edit);
    const within = spliceWithin(current, root, edit);
    const kept = within === undefined ? undefined : meaning(splice(current, [within]), expected);
    if (kept === undefined) {
      current = splice(current, splicesOf(current, root, edit, styleOf(current, root)));
      root = readable(current);
      data = dataOfRoot(root, expected);
      // Whatever the text looks like, an edit does exactly what it says, or nothing.
      if (!isSame(data, expected)) throw misfit(edit);
    } else ({ text: current, root, data } = kept);
  }
  return mark + current;
}

/** A text that reads and means this; undefined where it does not. */
function meaning(text: string, expected: Json): { readonly text: string; readonly root: Tree | undefined; readonly data: Json } | undefined {
  const { root, problems } = parseTree(text);
  const data = dataOfRoot(root, expected);
  return problems.length === 0 && isSame(data, expected) ? { text, root, data } : undefined;
}

/** The order of keys is none of an edit's business. */
function isSame(data: Json, expected: Json): boolean {
  return data === expected || canonicalize(data) === canonicalize(expected);
}

function readable(text: string): Tree | undefined {
  const { root, problems } = parseTree(text);
  const first = problems[0];
  if (first === undefined) return root;
  throw new BatonError("BT122", "orchestration", `The document cannot be edited while it cannot be read: ${first.message}`);
}

function splice(text: string, splices: readonly Splice[]): string {
  let result = text;
  for (const { start, end, text: piece } of splices.toSorted((a, b) => b.start - a.start)) result = result.slice(0, start) + piece + result.slice(end);
  return result;
}

function splicesOf(text: string, root: Tree | undefined, edit: Edit, style: Style): readonly Splice[] {
  const step = edit.path.at(-1);
  if (edit.op === "set" || edit.op === "insert") return write(text, root, edit.path, edit.value, edit.op === "insert", style);
  if (step === undefined) throw misfit(edit);
  const parents = walk(root, edit.path.slice(0, -1));
  const parent = parents.at(-1)?.tree;
  const place = stepInto(parent, step);
  if (parent === undefined || parents.length !== edit.path.length || place === undefined) throw misfit(edit);
  if (edit.op === "rename") return "key" in place ? [renameKey(text, place, edit.to, style)] : [];
  return removeFrom(text, parent, place, style) ?? empty(text, parents, style);
}

/** The last member of a collection is removed: the collection is written as empty. */
function empty(text: string, parents: readonly Visited[], style: Style): readonly Splice[] {
  const visited = parents.at(-1);
  const value: Json = visited?.tree?.type === "list" ? [] : {};
  if (visited?.place === undefined) return [replaceRoot(text, visited?.tree, value, style)];
  return [replaceValue(text, visited.place, value, parents.at(-2)?.tree, style)];
}

interface Visited {
  readonly tree: Tree | undefined;
  /** The entry or item that holds the tree; undefined at the root. */
  readonly place: Entry | Item | undefined;
}

/** The trees along a path, root first, as far as they exist. */
function walk(root: Tree | undefined, path: Path): readonly Visited[] {
  const visited: Visited[] = [{ tree: root, place: undefined }];
  for (const step of path) {
    const place = stepInto(visited.at(-1)?.tree, step);
    if (place === undefined) break;
    visited.push({ tree: place.value, place });
  }
  return visited;
}

function write(text: string, root: Tree | undefined, path: Path, value: Json, insert: boolean, style: Style): readonly Splice[] {
  const visited = walk(root, insert ? path.slice(0, -1) : path);
  const found = visited.at(-1);
  const depth = visited.length - 1;
  const missing = path.slice(depth);
  const holds = found?.tree;
  if (missing.length > 0 && (holds?.type === "map" || holds?.type === "list")) {
    const member = wrap(missing.slice(1), value);
    // A section of the document that was empty begins as it will go on: a line for each member.
    const whole: Json = holds.type === "list" ? [member] : { [String(missing[0] ?? "")]: member };
    const section = depth === 1 ? fillEmpty(text, found?.place, whole, visited.at(-2)?.tree, style) : undefined;
    return section === undefined ? insertInto(text, holds, missing[0] ?? "", member, style) : [section];
  }
  // Nothing is there yet, or only null: what is missing is written with the mappings around it.
  const whole = wrap(missing, value);
  if (found?.place === undefined) return [replaceRoot(text, holds, whole, style)];
  return [replaceValue(text, found.place, whole, visited.at(-2)?.tree, style)];
}

function wrap(path: Path, value: Json): Json {
  return path.reduceRight<Json>((inner, step) => ({ [String(step)]: inner }), value);
}
