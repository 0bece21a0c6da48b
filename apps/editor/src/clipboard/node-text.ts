import { stringify } from "yaml";
import type { Reading } from "../document/reading.ts";

/** A step as its document writes it, two spaces in; comments and style stay where it stands on lines of its own. */
export function nodeText(text: string, reading: Reading, id: string): string {
  const source = reading.result.sources.get([...reading.result.sources.keys()][0] ?? "");
  const plain = (): string => indented(stringify({ [id]: reading.nodes[id] ?? {} }, { lineWidth: 0 }), 0);
  if (source === undefined || source.file.endsWith(".json")) return plain();
  const { start } = source.locate(["nodes", id], "key");
  const { end } = source.locate(["nodes", id], "value");
  const line = text.lastIndexOf("\n", start - 1) + 1;
  const margin = text.slice(line, start);
  const stop = text.indexOf("\n", end);
  const last = stop < 0 ? text.length : stop;
  const trailing = text.slice(end, last);
  // Steps in braces, or more than one on a line, are written anew.
  if (margin.trim() !== "" || !/^\s*(?:#.*)?$/.test(trailing)) return plain();
  return indented(text.slice(line, last), margin.length);
}

function indented(text: string, margin: number): string {
  const lines = text.replace(/\s+$/, "").split(/\r?\n/);
  return lines.map((line) => (line.trim() === "" ? "\n" : `  ${line.slice(0, margin).trim() === "" ? line.slice(margin) : line.trimStart()}\n`)).join("");
}
