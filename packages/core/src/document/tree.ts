import { isMap, isScalar, isSeq, type ParsedNode } from "yaml";
import type { Json } from "../json.ts";
import { parseQuick } from "./quick.ts";
import { isList, isObject } from "./render.ts";
import { maxProblems, parseSyntax, type TextProblem } from "./syntax.ts";

/** A value with its place in the text. `end` is where its own characters end: no comment, space or line break after it. */
export type Tree = ScalarTree | MapTree | ListTree;

interface Placed {
  readonly start: number;
  readonly end: number;
}

export interface ScalarTree extends Placed {
  readonly type: "scalar";
  readonly value: Json;
  /** Offset after the last line of a block scalar (`|` or `>`), blank lines included; undefined for others. */
  readonly tail: number | undefined;
}

export interface MapTree extends Placed {
  readonly type: "map";
  readonly flow: boolean;
  readonly entries: readonly Entry[];
}

export interface ListTree extends Placed {
  readonly type: "list";
  readonly flow: boolean;
  readonly items: readonly Item[];
}

/** `key: value` in a mapping. */
export interface Entry extends Placed {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** Offset after the `:`; undefined where a flow mapping has a key alone. */
  readonly colon: number | undefined;
  /** Undefined where nothing is written after the key. */
  readonly value: Tree | undefined;
}

/** A list's item; in block style it starts with its dash, and `inner` is the offset after that. */
export interface Item extends Placed {
  readonly inner: number;
  readonly value: Tree | undefined;
}

/** A text read: its tree (undefined where nothing could be read) and all that is wrong with it. */
export interface ParsedText {
  readonly root: Tree | undefined;
  readonly problems: readonly TextProblem[];
}

// A memo and nothing else: who edits a long text reads it right after, and edits it again.
const [remembered, longFrom] = [2, 10_000];
let recent: readonly { readonly text: string; readonly parsed: ParsedText }[] = [];

/** Parses YAML or JSON into a tree with positions; never throws. */
export function parseTree(text: string): ParsedText {
  const known = recent.find((each) => each.text === text);
  if (known !== undefined) return known.parsed;
  const quick = parseQuick(text);
  const parsed = quick === undefined ? parseWithLibrary(text) : { root: quick, problems: [] };
  if (text.length >= longFrom) recent = [{ text, parsed }, ...recent].slice(0, remembered);
  return parsed;
}

/** The same by the library alone: what reads all of YAML, and says what is wrong. */
export function parseWithLibrary(text: string): ParsedText {
  const syntax = parseSyntax(text);
  const problems = [...syntax.problems];
  const report: Report = (code, message, start, end) => {
    if (problems.length < maxProblems) problems.push({ code, message, start, end });
  };
  const root = syntax.root === undefined ? undefined : convert(syntax.root, report);
  return { root, problems };
}

type Report = (code: TextProblem["code"], message: string, start: number, end: number) => void;

/** The library's node as ours; undefined where nothing is written. */
function convert(node: ParsedNode | null, report: Report): Tree | undefined {
  if (node === null) return undefined;
  const [start, end] = node.range;
  if (isScalar(node)) {
    if (start === end && node.value === null) return undefined;
    const value = scalarValue(node.value, node.source ?? "", start, end, report);
    const block = node.srcToken?.type === "block-scalar" ? node.srcToken : undefined;
    if (block === undefined) return { type: "scalar", value, tail: undefined, start, end };
    return { type: "scalar", value, tail: end, start, end: end - (block.source.length - block.source.trimEnd().length) };
  }
  if (isMap(node)) {
    const entries = mapEntries(node, report);
    const flow = node.flow === true;
    return { type: "map", flow, entries, start, end: flow ? end : (entries.at(-1)?.end ?? end) };
  }
  if (isSeq(node)) {
    const items = listItems(node, report);
    const flow = node.flow === true;
    return { type: "list", flow, items, start, end: flow ? end : (items.at(-1)?.end ?? end) };
  }
  return { type: "scalar", value: null, tail: undefined, start, end }; // an alias, refused already
}

function mapEntries(map: Extract<ParsedNode, { items: unknown }>, report: Report): readonly Entry[] {
  const entries: Entry[] = [];
  if (!isMap(map)) return entries;
  const seen = new Set<string>();
  for (const pair of map.items) {
    const [keyStart, keyEnd] = pair.key.range;
    const key = isScalar(pair.key) ? (typeof pair.key.value === "string" ? pair.key.value : (pair.key.source ?? "")) : undefined;
    const separator = pair.srcToken?.sep?.find((token) => token.type === "map-value-ind");
    const colon = separator === undefined || !("offset" in separator) ? undefined : separator.offset + 1;
    const value = convert(pair.value, report);
    if (key === undefined || (keyStart === keyEnd && key === "")) {
      report("BT108", "A key must be text; write a name before the `:`.", keyStart, keyEnd);
      continue;
    }
    if (refusedKey(key, seen, keyStart, keyEnd, report)) continue;
    entries.push({ key, keyStart, keyEnd, colon, value, start: keyStart, end: value?.end ?? colon ?? keyEnd });
  }
  return entries;
}

function refusedKey(key: string, seen: Set<string>, start: number, end: number, report: Report): boolean {
  if (key === "<<") report("BT105", "Merge keys are not part of the format; write the keys out, or use `defaults`.", start, end);
  else if (key === "__proto__") report("BT108", "The key `__proto__` is not allowed; choose another name.", start, end);
  else if (seen.has(key)) report("BT102", `The key \`${short(key)}\` stands twice in this mapping; remove one of the two.`, start, end);
  else {
    seen.add(key);
    return false;
  }
  return true;
}

function listItems(list: Extract<ParsedNode, { items: unknown }>, report: Report): readonly Item[] {
  if (!isSeq(list)) return [];
  // The library drops tokens that hold a comment alone; so do we, to keep the two in step.
  const dashes = list.flow === true ? [] : (list.srcToken?.items ?? []).flatMap((item) => item.start.filter((token) => token.type === "seq-item-ind"));
  return list.items.map((node, index): Item => {
    const value = convert(node, report);
    const dash = dashes[index];
    if (dash === undefined) return { start: node.range[0], inner: node.range[0], value, end: value?.end ?? node.range[1] };
    return { start: dash.offset, inner: dash.offset + 1, value, end: value?.end ?? dash.offset + 1 };
  });
}

function scalarValue(value: unknown, source: string, start: number, end: number, report: Report): Json {
  switch (typeof value) {
    case "string":
      if (value.isWellFormed()) return value;
      report("BT108", "This text holds half a character (a lone surrogate); remove the escape.", start, end);
      return value.toWellFormed();
    case "number":
      if (!Number.isFinite(value)) report("BT108", `JSON has no number \`${short(source)}\`; write a finite one, or quote the text.`, start, end);
      else if (Number.isInteger(value) && !Number.isSafeInteger(value) && !/[.e]/i.test(source)) {
        report("BT108", `The whole number \`${short(source)}\` is too large to be exact; write it as text in quotes.`, start, end);
      } else return value === 0 ? 0 : value;
      return 0;
    case "boolean":
      return value;
    default:
      return null;
  }
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The plain data of a tree. Keys keep the order they are written in; what is as in `like` stays the same objects. */
export function dataOf(tree: Tree | undefined, like?: Json): Json {
  if (tree === undefined) return null;
  switch (tree.type) {
    case "scalar":
      return tree.value;
    case "list": {
      const before = isList(like) ? like : undefined;
      const data = tree.items.map((item, index) => dataOf(item.value, before?.[index]));
      return before?.length === data.length && data.every((each, index) => each === before[index]) ? before : data;
    }
    case "map": {
      const before = isObject(like) ? like : undefined;
      const old = (key: string): Json | undefined => (before !== undefined && Object.hasOwn(before, key) ? before[key] : undefined);
      const values = tree.entries.map(({ key, value }) => dataOf(value, old(key)));
      const keys = before === undefined ? [] : Object.keys(before);
      const same = keys.length === values.length && tree.entries.every(({ key }, index) => key === keys[index] && old(key) === values[index]);
      if (same && before !== undefined) return before;
      const data: Record<string, Json> = {};
      for (const [index, { key }] of tree.entries.entries()) data[key] = values[index] ?? null;
      return data;
    }
    default:
      return tree satisfies never;
  }
}

const whole = new WeakMap<Tree, Json>();

/** The data of a whole text: the same objects for the same tree. */
export function dataOfRoot(root: Tree | undefined, like?: Json): Json {
  if (root === undefined) return null;
  const data = whole.get(root) ?? dataOf(root, like);
  whole.set(root, data);
  return data;
}

/** The entry or item at one step of a path. */
export function stepInto(tree: Tree | undefined, step: string | number): Entry | Item | undefined {
  if (tree?.type === "map") return tree.entries.find((entry) => entry.key === String(step));
  if (tree?.type === "list") return typeof step === "number" ? tree.items[step] : undefined;
  return undefined;
}
