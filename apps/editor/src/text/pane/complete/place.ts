import { isJsonObject, type Json, parseSource, type Path } from "@baton/core";

/** Where one writes in a document: between which keys, and what the word is so far. */
export interface Place {
  readonly path: Path;
  /** Whether a key is being written in the mapping at `path`, or the value at it. */
  readonly role: "key" | "value";
  /** The word before the cursor, and where it begins. */
  readonly word: string;
  readonly from: number;
  /** The value's text up to the cursor and after it, where it is a text. */
  readonly before: string;
  readonly after: string;
  /** True where nothing but the word stands on the line so far, a dash apart. */
  readonly alone: boolean;
  /** The document with the word in place of what is written. */
  readonly data: Json | undefined;
}

const mark = "zqcursorqz";

/** Finds the place by reading the text with a word of its own there; undefined where the text is too broken for that, and in comments. */
export function placeAt(text: string, at: number): Place | undefined {
  const head = text.slice(0, at);
  const line = head.slice(head.lastIndexOf("\n") + 1);
  if (/(?:^|\s)#/.test(line.replaceAll(/"[^"]*"|'[^']*'/g, ""))) return undefined;
  const word = /[\w./*-]*$/.exec(line)?.[0] ?? "";
  const rest = /^[\w./*-]*/.exec(text.slice(at))?.[0] ?? "";
  const lead = line.slice(0, line.length - word.length);
  const alone = /^\s*(?:- +)*$/.test(lead);
  const tail = text.slice(at + rest.length);
  const asKey = alone && !/^[ \t]*:/.test(tail) && /^[ \t]*(?:\r?\n|$)/.test(tail);
  const base = { word, from: at - word.length, alone };
  for (const written of asKey ? [`${mark}:`, mark] : [mark]) {
    const { data } = parseSource("place", head.slice(0, head.length - word.length) + written + tail);
    const found = data === undefined ? undefined : search(data, []);
    if (found !== undefined) return { ...base, ...found, before: found.before + (found.role === "value" ? word : ""), data };
  }
  return undefined;
}

type Found = Pick<Place, "path" | "role" | "before" | "after">;

function search(data: Json, path: Path): Found | undefined {
  if (typeof data === "string") {
    const [before, after] = data.split(mark);
    return after === undefined ? undefined : { path, role: "value", before: before ?? "", after: after.replace(/^:/, "") };
  }
  if (Array.isArray(data)) return first([...data.entries()], path);
  if (!isJsonObject(data)) return undefined;
  if (Object.hasOwn(data, mark)) return { path, role: "key", before: "", after: "" };
  return first(Object.entries(data), path);
}

function first(entries: readonly (readonly [string | number, Json])[], path: Path): Found | undefined {
  for (const [key, value] of entries) {
    const found = search(value, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
