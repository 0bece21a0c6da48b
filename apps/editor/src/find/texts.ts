import { isJsonObject, type Json } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { View } from "../document/reading.ts";

/** A place in what a node says, or in a file that it names. */
export interface TextHit {
  readonly node: string;
  /** `prompts/tax.md:4`, or the keys that lead there. */
  readonly where: string;
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
    for (const { where, text } of [...leaves(authored, []), ...linesOf(node, reading, files)]) {
      if (text.toLowerCase().includes(wanted)) hits.push({ node, where, line: around(text, wanted) });
      if (hits.length >= most) return hits;
    }
  }
  return hits;
}

interface Line {
  readonly where: string;
  readonly text: string;
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
  return named.flatMap(({ file }) => (files[file] ?? "").split("\n").map((text, index) => ({ where: `${file}:${index + 1}`, text: text.trim() })));
}

function around(text: string, wanted: string): string {
  const at = text.toLowerCase().indexOf(wanted);
  const from = Math.max(0, at - 40);
  return `${from > 0 ? "…" : ""}${text.slice(from, at + wanted.length + 80).trim()}`;
}
