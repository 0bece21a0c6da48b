import type { Json } from "../json.ts";
import type { Entry, Item, Tree } from "./tree.ts";

// The library takes some 100 ms for a document of a thousand nodes, most of a keystroke's budget. This reads the part of YAML that documents are
// nearly always written in, ten times as fast, and declines everything else: what it declines (block scalars, texts over several lines, tabs,
// escapes beyond the simplest, whatever is wrong) is for the library to read or to refuse. A property holds the two together, positions included.

const maxDepth = 80;
const outside = /[^\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|\r(?!\n)|^(?:---|\.\.\.|%)/mu;
const key = /[A-Za-z_][\w./-]{0,200}(?=:)|"[^"\\\n]{0,200}"(?=:)/y;
const double = /"(?:[^"\\\n]|\\["\\/nt])*"/y;
const single = /'(?:[^'\n]|'')*'/y;
const plainInBlock = /(?:[A-Za-z0-9_./(~$+^<=\u00a0-\uffff]|-(?=[A-Za-z0-9.]))(?:[^\n\r: ]|:(?=\S)| +(?=[^ #\n\r]))*/y;
const plainInFlow = /(?:[A-Za-z0-9_./(~$+^<=\u00a0-\uffff]|-(?=[A-Za-z0-9.]))(?:[^\n\r: ,[\]{}]|:(?=[^\s,[\]{}])| +(?=[^ #\n\r,[\]{}:]))*/y;
const restOfLine = / *(?: #[^\n]*?)?(?:\r?\n|$)|(?<= ) *#[^\n]*?(?:\r?\n|$)/y;
const blankLines = /(?: *(?:#[^\n]*)?\r?\n)*(?: *#[^\n]*$)?/y;
const spaces = / */y;
const gapInFlow = /(?: *(?:(?<=[ \n])#[^\n]*)?\r?\n)* *(?:(?<=[ \n])#[^\n]*$)?/y;
const number = /^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const simpleNumber = /^-?(?:[1-9]\d{0,14}|0)(?:\.\d{1,15})?$/;

/** This text is for the library. */
class Declined extends Error {}

/** The tree of a text in the common part of YAML or JSON; undefined where the library has to look. */
export function parseQuick(text: string): Tree | undefined {
  if (outside.test(text)) return undefined;
  try {
    return new Reader(text).document();
  } catch {
    return undefined; // declined; or too much for a regular expression, and then the library says so
  }
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): Tree {
    this.take(blankLines);
    const column = this.take(spaces).length;
    const first = this.text[this.at];
    if (first === undefined || column > 0) throw new Declined();
    const tree = first === "[" || first === "{" ? this.flow(-1, 0) : this.block(0, 0);
    if (tree.type !== "scalar" && tree.flow) this.endLine();
    this.take(blankLines);
    if (this.at < this.text.length) throw new Declined();
    return tree;
  }

  /** A mapping or list in block style whose first key or dash stands here, in this column. */
  private block(column: number, depth: number): Tree {
    if (depth > maxDepth) throw new Declined();
    return this.isDash() ? this.list(column, depth) : this.map(column, depth);
  }

  private map(column: number, depth: number): Tree {
    const start = this.at;
    const entries: Entry[] = [];
    const seen = new Set<string>();
    do {
      const keyStart = this.at;
      const written = this.take(key);
      if (written === "" || this.isDash(keyStart)) throw new Declined();
      const name = written.startsWith('"') ? written.slice(1, -1) : written;
      if (seen.has(name) || name === "" || name === "<<" || name === "__proto__") throw new Declined();
      seen.add(name);
      const keyEnd = this.at;
      const colon = keyEnd + 1;
      this.at = colon;
      if (!this.isSpace()) throw new Declined();
      const value = this.value(column, depth, true);
      entries.push({ key: name, keyStart, keyEnd, colon, value, start: keyStart, end: value?.end ?? colon });
    } while (this.nextLine(column, false));
    return { type: "map", flow: false, entries, start, end: entries.at(-1)?.end ?? start };
  }

  private list(column: number, depth: number): Tree {
    const start = this.at;
    const items: Item[] = [];
    do {
      const dash = this.at;
      this.at += 1;
      const gap = this.take(spaces).length;
      const nested = this.isDash() || this.isKey();
      if (nested && gap === 0) throw new Declined();
      if (!nested) this.at = dash + 1;
      const value = nested ? this.block(column + 1 + gap, depth + 1) : this.value(column, depth, false);
      items.push({ start: dash, inner: dash + 1, value, end: value?.end ?? dash + 1 });
    } while (this.nextLine(column, true));
    return { type: "list", flow: false, items, start, end: items.at(-1)?.end ?? start };
  }

  /** What follows a `:` or a dash in this column: a value on the line, a block below, or nothing. Ends at the start of a line. */
  private value(column: number, depth: number, inMap: boolean): Tree | undefined {
    const before = this.at;
    this.take(spaces);
    if (this.atLineEnd(before)) {
      this.endLine();
      this.take(blankLines);
      const inner = this.columnHere();
      const dash = this.isDash(this.at + inner);
      if (inner <= column && !(inMap && dash && inner === column)) return undefined;
      if (this.at + inner >= this.text.length) return undefined;
      this.at += inner;
      if (!dash && !this.isKey()) throw new Declined();
      return this.block(inner, depth + 1);
    }
    const first = this.text[this.at];
    if (first === "[" || first === "{") {
      const tree = this.flow(column, depth + 1);
      this.endLine();
      return tree;
    }
    const tree = this.scalar(plainInBlock);
    this.endLine();
    // A deeper line would go on with the text, or be wrong.
    const here = this.at;
    this.take(blankLines);
    if (this.columnHere() > column && this.at < this.text.length && this.text[this.at + this.columnHere()] !== undefined) throw new Declined();
    this.at = here;
    return tree;
  }

  private scalar(plain: RegExp): Tree {
    const start = this.at;
    const first = this.text[start];
    const written = this.take(first === '"' ? double : first === "'" ? single : plain);
    if (written === "") throw new Declined();
    return { type: "scalar", value: valueOf(written), tail: undefined, start, end: this.at };
  }

  private flow(column: number, depth: number): Tree {
    if (depth > maxDepth) throw new Declined();
    const first = this.text[this.at];
    if (first !== "[" && first !== "{") return this.scalar(plainInFlow);
    const start = this.at;
    const close = first === "[" ? "]" : "}";
    const entries: Entry[] = [];
    const items: Item[] = [];
    const seen = new Set<string>();
    this.at += 1;
    this.gap(column);
    while (this.text[this.at] !== close) {
      const from = this.at;
      if (first === "{") {
        const written = this.take(key);
        const name = written.startsWith('"') ? written.slice(1, -1) : written;
        if (written === "" || seen.has(name) || name === "" || name === "<<" || name === "__proto__") throw new Declined();
        seen.add(name);
        const keyEnd = this.at;
        this.at += 1;
        if (!written.startsWith('"') && !this.isSpace()) throw new Declined();
        this.gap(column);
        const value = this.flow(column, depth + 1);
        entries.push({ key: name, keyStart: from, keyEnd, colon: keyEnd + 1, value, start: from, end: value.end });
      } else {
        const value = this.flow(column, depth + 1);
        items.push({ start: from, inner: from, value, end: value.end });
      }
      this.gap(column);
      if (this.text[this.at] === ",") {
        this.at += 1;
        this.gap(column);
      } else if (this.text[this.at] !== close) throw new Declined();
    }
    this.at += 1;
    return first === "[" ? { type: "list", flow: true, items, start, end: this.at } : { type: "map", flow: true, entries, start, end: this.at };
  }

  /** Spaces, comments and new lines inside a flow collection; each line must be deeper than what holds it. */
  private gap(column: number): void {
    const skipped = this.take(gapInFlow);
    if (skipped.includes("\n") && this.at - this.text.lastIndexOf("\n", this.at - 1) - 1 <= column) throw new Declined();
  }

  /** Goes to the next entry or item in this column; false if the block ends. */
  private nextLine(column: number, dash: boolean): boolean {
    this.take(blankLines);
    const inner = this.columnHere();
    if (this.at + inner >= this.text.length || inner < column) return false;
    const sameSort = this.isDash(this.at + inner) === dash;
    if (inner > column || (!sameSort && !dash)) throw new Declined();
    // A list may stand in the column of the key that holds it; the next key ends it.
    if (sameSort) this.at += inner;
    return sameSort;
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private endLine(): void {
    const before = this.at;
    this.take(restOfLine);
    if (this.at === before && before < this.text.length) throw new Declined();
  }

  private atLineEnd(before: number): boolean {
    const next = this.text[this.at];
    return next === undefined || next === "\n" || next === "\r" || (next === "#" && this.at > before);
  }

  private columnHere(): number {
    let column = 0;
    while (this.text[this.at + column] === " ") column += 1;
    return column;
  }

  private isDash(at = this.at): boolean {
    return this.text[at] === "-" && this.isSpace(at + 1);
  }

  private isKey(): boolean {
    key.lastIndex = this.at;
    const found = key.exec(this.text)?.[0];
    return found !== undefined && this.isSpace(this.at + found.length + 1);
  }

  private isSpace(at = this.at): boolean {
    const next = this.text[at];
    return next === undefined || next === " " || next === "\n" || next === "\r";
  }
}

/** A scalar's value by the core schema. */
function valueOf(written: string): Json {
  if (written.startsWith('"')) return written.includes("\\") ? String(JSON.parse(written)) : written.slice(1, -1);
  if (written.startsWith("'")) return written.slice(1, -1).replaceAll("''", "'");
  if (/^(?:~|null|Null|NULL)$/.test(written)) return null;
  if (/^(?:true|True|TRUE)$/.test(written)) return true;
  if (/^(?:false|False|FALSE)$/.test(written)) return false;
  if (!number.test(written)) return written;
  if (!simpleNumber.test(written)) throw new Declined();
  return Number(written) + 0;
}
