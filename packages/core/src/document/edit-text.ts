import type { Edit } from "../diagnostics/diagnostic.ts";
import { sourceStretch } from "./scalar-offsets.ts";
import { renderText } from "./render.ts";
import { type Splice, styleOf } from "./splice.ts";
import { stepInto, type Tree } from "./tree.ts";

/**
 * The splice that changes a text only where it differs from its new value, so that its quotes and lines stay; undefined for anything but texts, and for one
 * whose quotes had to be there and need not any more. It may not mean what was asked for: whoever applies it looks.
 */
export function spliceWithin(source: string, root: Tree | undefined, edit: Edit): Splice | undefined {
  if (edit.op !== "set" || typeof edit.value !== "string") return undefined;
  const tree = edit.path.reduce<Tree | undefined>((inner, step) => stepInto(inner, step)?.value, root);
  if (tree?.type !== "scalar" || typeof tree.value !== "string") return undefined;
  const written = source.slice(tree.start, tree.tail ?? tree.end);
  if (written.startsWith('"')) {
    const style = styleOf(source, root);
    if (renderText(tree.value, style) === written && renderText(edit.value, style) === edit.value) return undefined;
  }
  const { start, end, text } = difference(tree.value, edit.value);
  const stretch = sourceStretch(written, tree.value, { start, end });
  if (stretch === undefined) return undefined;
  const indent = /\n( *)\S/.exec(written)?.[1] ?? "";
  return { start: tree.start + stretch.start, end: tree.start + stretch.end, text: text.replaceAll("\n", `\n${indent}`) };
}

/** What turns one text into another, as short as one replacement can be. */
export function difference(from: string, to: string): Splice {
  const most = Math.min(from.length, to.length);
  let head = 0;
  while (head < most && from[head] === to[head]) head += 1;
  let tail = 0;
  while (tail < most - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail += 1;
  return { start: head, end: from.length - tail, text: to.slice(head, to.length - tail) };
}
