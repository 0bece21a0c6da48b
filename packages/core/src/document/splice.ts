import type { Json } from "../json.ts";
import { fits, isCollection, renderBlock, renderEntry, renderFlow, renderItem, renderText, type Style } from "./render.ts";
import type { Entry, Item, ListTree, MapTree, Tree } from "./tree.ts";

/** A replacement of one stretch of text. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Place = Entry | Item;
type Collection = MapTree | ListTree;

/** The style of a text: whether it is JSON, its line ends and its indentation. */
export function styleOf(text: string, root: Tree | undefined): Style {
  return { json: isJson(text), eol: text.includes("\r\n") ? "\r\n" : "\n", unit: unitOf(text, root) ?? 2 };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function unitOf(text: string, tree: Tree | undefined): number | undefined {
  if (tree?.type !== "map") return undefined;
  for (const entry of tree.entries) {
    const inner = entry.value;
    if (inner?.type === "map" && firstOnLine(text, inner.start)) return column(text, inner.start) - column(text, entry.start);
    const unit = unitOf(text, inner);
    if (unit !== undefined && unit > 0) return unit;
  }
  return undefined;
}

/** Writes a new value for the whole text. */
export function replaceRoot(text: string, root: Tree | undefined, value: Json, style: Style): Splice {
  const piece = style.json || (root !== undefined && "flow" in root && root.flow) ? renderFlow(value, style) : renderBlock(value, 0, style);
  if (root !== undefined) return { start: root.start, end: root.end, text: piece };
  const gap = text === "" || text.endsWith("\n") ? "" : style.eol;
  return { start: text.length, end: text.length, text: `${gap}${piece}${style.eol}` };
}

/** Writes a new value for an entry or item of `parent`. */
export function replaceValue(text: string, place: Place, value: Json, parent: Tree | undefined, style: Style): Splice {
  const flow = renderFlow(value, style);
  const inFlow = parent?.type !== "scalar" && parent?.flow === true;
  const old = place.value;
  const after = "key" in place ? place.colon : place.inner;
  if (after === undefined) return { start: place.end, end: old?.end ?? place.end, text: `: ${flow}` };
  if (inFlow) return old === undefined ? { start: after, end: after, text: ` ${flow}` } : { start: old.start, end: old.end, text: flow };

  const home = column(text, place.start);
  const oldBlock = old !== undefined && old.type !== "scalar" && !old.flow;
  const block = isCollection(value) && (oldBlock || !fits(value, after - lineStart(text, after) + 1, style));
  if (!("key" in place)) {
    if (old === undefined) return { start: after, end: after, text: ` ${flow}` };
    return { start: old.start, end: old.end, text: block ? renderBlock(value, column(text, old.start), style) : flow };
  }
  if (old === undefined) {
    const at = block ? lineEnd(text, after) : after;
    return { start: at, end: at, text: block ? `${style.eol}${" ".repeat(home + style.unit)}${renderBlock(value, home + style.unit, style)}` : ` ${flow}` };
  }
  // Comments between the key and its value stay where they are.
  const comments = text.slice(after, old.start).trimEnd();
  if (!block) return oldBlock ? { start: after, end: old.end, text: ` ${flow}${comments}` } : { start: old.start, end: old.end, text: flow };
  const inner = oldBlock && column(text, old.start) > home ? column(text, old.start) : home + style.unit;
  return { start: after, end: old.end, text: `${comments}${style.eol}${" ".repeat(inner)}${renderBlock(value, inner, style)}` };
}

/** Writes a value in block style where an empty `{}` or `[]` stands; undefined where that cannot be. */
export function fillEmpty(text: string, place: Place | undefined, value: Json, parent: Tree | undefined, style: Style): Splice | undefined {
  const old = place?.value;
  if (place === undefined || !("key" in place) || place.colon === undefined || parent?.type !== "map" || parent.flow || style.json) return undefined;
  if (old === undefined || old.type === "scalar" || !old.flow || text.slice(old.start + 1, old.end - 1).trim() !== "") return undefined;
  const inner = column(text, place.start) + style.unit;
  const comments = text.slice(place.colon, old.start).trimEnd();
  return { start: place.colon, end: old.end, text: `${comments}${style.eol}${" ".repeat(inner)}${renderBlock(value, inner, style)}` };
}

/** Writes another key. */
export function renameKey(text: string, entry: Entry, to: string, style: Style): Splice {
  const quoted = text[entry.keyStart] === '"' || text[entry.keyStart] === "'";
  return { start: entry.keyStart, end: entry.keyEnd, text: renderText(to, { ...style, json: style.json || quoted }) };
}

/** Adds an entry at the end of a mapping, or an item before position `step` of a list. */
export function insertInto(text: string, into: Collection, step: string | number, value: Json, style: Style): readonly Splice[] {
  const members: readonly Place[] = into.type === "map" ? into.entries : into.items;
  const index = into.type === "list" && typeof step === "number" ? step : members.length;
  if (into.flow) {
    const piece = into.type === "map" ? `${renderText(String(step), style)}: ${renderFlow(value, style)}` : renderFlow(value, style);
    return insertInFlow(text, into, members, index, piece, style);
  }
  const home = column(text, members[0]?.start ?? into.start);
  const piece = into.type === "map" ? renderEntry(String(step), value, home, style) : renderItem(value, home, style);
  const indent = " ".repeat(home);
  const before = members[index - 1];
  if (before === undefined) return [insertion(members[0]?.start ?? into.start, `${piece}${style.eol}${indent}`)];
  const tail = tailOf(before);
  if (tail !== undefined && text[tail - 1] === "\n") return [insertion(tail, `${indent}${piece}${style.eol}`)];
  return [insertion(lineEnd(text, tail ?? before.end), `${style.eol}${indent}${piece}`)];
}

function insertInFlow(text: string, into: Collection, members: readonly Place[], index: number, piece: string, style: Style): readonly Splice[] {
  const next = members[index];
  const ownLines = (place: Place): string | undefined => (firstOnLine(text, place.start) ? text.slice(lineStart(text, place.start), place.start) : undefined);
  if (next !== undefined) {
    const lead = ownLines(next);
    return [insertion(next.start, lead === undefined ? `${piece}, ` : `${piece},${style.eol}${lead}`)];
  }
  const last = members.at(-1);
  if (last === undefined) {
    const inside = text.slice(into.start + 1, into.end - 1);
    if (inside.trim() !== "") return [insertion(into.start + 1, ` ${piece}`)];
    return [{ start: into.start + 1, end: into.end - 1, text: into.type === "map" ? ` ${piece} ` : piece }];
  }
  const lead = ownLines(last);
  const comma = commaAfter(text, last.end);
  const rest = text.slice((comma ?? last.end - 1) + 1, lineEnd(text, comma ?? last.end));
  if (lead === undefined || !/^\s*(?:#.*)?$/.test(rest)) return [insertion(last.end, `, ${piece}`)];
  const at = lineEnd(text, comma ?? last.end);
  const line = `${style.eol}${lead}${piece}`;
  return comma === undefined ? [insertion(at, line), insertion(last.end, ",")].reduce(merge, []) : [insertion(at, `${line},`)];
}

/** Two insertions at one offset become one, the later-written first. */
function merge(done: readonly Splice[], next: Splice): readonly Splice[] {
  const same = done.find((one) => one.start === next.start);
  return same === undefined ? [...done, next] : done.map((one) => (one === same ? { ...one, text: next.text + one.text } : one));
}

/** Removes a member with its line; undefined if it is the only one. */
export function removeFrom(text: string, from: Tree, place: Place, style: Style): readonly Splice[] | undefined {
  if (from.type === "scalar") return undefined;
  const members: readonly Place[] = from.type === "map" ? from.entries : from.items;
  if (members.length < 2) return undefined;
  const index = members.indexOf(place);
  const next = members[index + 1];
  const own = firstOnLine(text, place.start);
  if (from.flow) return removeFromFlow(text, members[index - 1], place, next);
  const tail = tailOf(place);
  const end = tail ?? lineEnd(text, place.end);
  if (own) {
    const start = lineStart(text, place.start);
    if (tail !== undefined && text[tail - 1] === "\n") return [deletion(start, tail)];
    if (end < text.length) return [deletion(start, end + style.eol.length)];
    return [deletion(start - (text[start - 2] === "\r" ? 2 : 1), end)];
  }
  // The first key of a mapping that stands beside its dash: the next one moves up, unless comments stand between.
  if (next !== undefined && text.slice(end, next.start).trim() === "") return [deletion(place.start, next.start)];
  return [deletion(place.start, end)];
}

function removeFromFlow(text: string, previous: Place | undefined, place: Place, next: Place | undefined): readonly Splice[] {
  const comma = commaAfter(text, place.end);
  if (comma !== undefined) {
    const end = lineEnd(text, comma);
    const alone = firstOnLine(text, place.start) && /^\s*(?:#.*)?$/.test(text.slice(comma + 1, end)) && end < text.length;
    if (alone) return [deletion(lineStart(text, place.start), text.indexOf("\n", end) + 1)];
    const between = next === undefined ? "#" : text.slice(comma, next.start);
    return [deletion(place.start, next === undefined || between.includes("#") ? comma + 1 : next.start)];
  }
  const before = previous === undefined ? undefined : commaAfter(text, previous.end);
  if (previous === undefined || before === undefined) return [deletion(place.start, place.end)];
  if (!text.slice(previous.end, place.start).includes("#")) return [deletion(previous.end, place.end)];
  return [deletion(before, before + 1), deletion(place.start, place.end)];
}

/** Offset of the comma that follows, over spaces, line breaks and comments; undefined if something else does. */
function commaAfter(text: string, offset: number): number | undefined {
  const between = /(?:\s|#[^\n]*)*/y;
  between.lastIndex = offset;
  between.exec(text);
  return text[between.lastIndex] === "," ? between.lastIndex : undefined;
}

/** Offset after the block scalar that a member ends with, if it ends with one. */
function tailOf(place: Place): number | undefined {
  const value = place.value;
  if (value === undefined) return undefined;
  if (value.type === "scalar") return value.tail;
  if (value.flow) return undefined;
  const last: Place | undefined = value.type === "map" ? value.entries.at(-1) : value.items.at(-1);
  return last === undefined ? undefined : tailOf(last);
}

function insertion(at: number, text: string): Splice {
  return { start: at, end: at, text };
}

function deletion(start: number, end: number): Splice {
  return { start, end, text: "" };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Offset of the line break that ends the line, `\r` excluded. */
function lineEnd(text: string, offset: number): number {
  const at = text.indexOf("\n", offset);
  if (at === -1) return text.length;
  return at > offset && text[at - 1] === "\r" ? at - 1 : at;
}

function column(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

function firstOnLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === "";
}
