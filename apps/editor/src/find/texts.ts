import { isJsonObject, type Json } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { View } from "../document/reading.ts";

/** A place in what a node says, or in a file that it names. */
export interface TextHit {
  readonly node: string;
  /** `prompts/tax.md:4`, or the keys that lead there. */
  readonly where: string;
  /** The file that it stands in, and from where to where; undefined for what the document says. */
  readonly at: { readonly file: string; readonly start: number; readonly end: number } | undefined;
  /** The line, or as much of it as stands round what was found. */
  readonly line: string;
}

const most = 60;

/** Where nodes, their expressions and their files hold a text; upper and lower case are the same. */
export function textHits({ reading, files }: Pick<View, "reading" | "files">, sought: string): readonly TextHit[] {
  const wanted = sought.trim().toLowerCase();
  if (wanted === "") return [];
  const hits: TextHit[] = [];
  for (const [node, authored] of Object.entries(reading.nodes)) {
    for (const { where, text, file, start = 0 } of [...leaves(authored, []), ...linesOf(node, reading, files)]) {
      const found = text.toLowerCase().indexOf(wanted);
      const at = file === undefined ? undefined : { file, start: start + found, end: start + found + wanted.length };
      if (found >= 0) hits.push({ node, where, line: around(text.trim(), wanted), at });
      if (hits.length >= most) return hits;
    }
  }
  return hits;
}

interface Line {
  readonly where: string;
  readonly text: string;
  readonly file?: string;
  /** Where the line begins in its file. */
  readonly start?: number;
}

function leaves(value: Json, path: readonly string[]): readonly Line[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => leaves(each, [...path, String(index)]));
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([key, each]) => [
      ...(path.length > 0 ? [{ where: path.join("."), text: key }] : []),
      ...leaves(each, [...path, key]),
    ]);
  }
  return value === null ? [] : [{ where: path.join("."), text: typeof value === "string" ? value : JSON.stringify(value) }];
}

function linesOf(id: string, { graph }: View["reading"], files: View["files"]): readonly Line[] {
  const node = graph?.nodes.get(id);
  const named = node === undefined ? [] : (kinds.get(node.kind)?.files(node.config) ?? []);
  return named.flatMap(({ file }) => {
    let start = 0;
    return (files[file] ?? "").split("\n").map((text, index) => {
      const line = { where: `${file}:${index + 1}`, text, file, start };
      start += text.length + 1;
      return line;
    });
  });
}

function around(text: string, wanted: string): string {
  const at = text.toLowerCase().indexOf(wanted);
  const from = Math.max(0, at - 40);
  return `${from > 0 ? "…" : ""}${text.slice(from, at + wanted.length + 80).trim()}`;
}
