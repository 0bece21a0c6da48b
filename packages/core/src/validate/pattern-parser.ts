/** A set of characters: a bit for each of ASCII's, one for all others, and one for the end of the text. */
export type CharSet = bigint;

const OTHERS = 1n << 128n;
export const END: CharSet = 1n << 129n;
const CHARACTERS: CharSet = (1n << 129n) - 1n;
export const EVERY: CharSet = CHARACTERS | END;

export type PatternNode =
  | { readonly type: "set"; readonly set: CharSet }
  | { readonly type: "assertion"; readonly start: boolean; readonly end: boolean }
  | { readonly type: "sequence"; readonly items: readonly PatternNode[] }
  | { readonly type: "choice"; readonly items: readonly PatternNode[] }
  | { readonly type: "repeat"; readonly item: PatternNode; readonly min: number; readonly max: number };

export type ParsedPattern = { readonly ok: true; readonly node: PatternNode } | { readonly ok: false; readonly message: string };

class Unsupported extends Error {}

/** Reads the regular expressions that Baton allows: characters, classes, groups, choices, repetitions, `^ $ \b`. */
export function parsePattern(pattern: string): ParsedPattern {
  const reader = { text: Array.from(pattern), at: 0 };
  try {
    const node = choice(reader, 0);
    if (reader.at < reader.text.length) throw new Unsupported("the pattern has a bracket too many");
    return { ok: true, node };
  } catch (error) {
    if (error instanceof Unsupported) return { ok: false, message: error.message };
    throw error;
  }
}

interface Reader {
  readonly text: readonly string[];
  at: number;
}

function choice(reader: Reader, depth: number): PatternNode {
  if (depth > 20) throw new Unsupported("the pattern is nested too deeply");
  const items = [sequence(reader, depth)];
  while (reader.text[reader.at] === "|") {
    reader.at += 1;
    items.push(sequence(reader, depth));
  }
  const [only] = items;
  return only && items.length === 1 ? only : { type: "choice", items };
}

function sequence(reader: Reader, depth: number): PatternNode {
  const items: PatternNode[] = [];
  for (let next = reader.text[reader.at]; next !== undefined && next !== "|" && next !== ")"; next = reader.text[reader.at]) {
    items.push(quantified(reader, atom(reader, depth)));
  }
  return { type: "sequence", items };
}

function atom(reader: Reader, depth: number): PatternNode {
  const next = reader.text[reader.at++] ?? "";
  switch (next) {
    case "(": {
      if (reader.text[reader.at] === "?") {
        if (reader.text[reader.at + 1] !== ":") throw new Unsupported("the pattern may only group with ( ) and (?: ), without look-around, names and flags");
        reader.at += 2;
      }
      const node = choice(reader, depth + 1);
      if (reader.text[reader.at++] !== ")") throw new Unsupported("the pattern has a group without an end");
      return node;
    }
    case "[":
      return { type: "set", set: charClass(reader) };
    case ".":
      return { type: "set", set: CHARACTERS & ~bit("\n") };
    case "^":
      return { type: "assertion", start: true, end: false };
    case "$":
      return { type: "assertion", start: false, end: true };
    case "\\":
      if (reader.text[reader.at] === "b" || reader.text[reader.at] === "B") {
        reader.at += 1;
        return { type: "assertion", start: false, end: false };
      }
      return { type: "set", set: escape(reader).set };
    case "*":
    case "+":
    case "?":
    case "{":
      throw new Unsupported("the pattern repeats nothing");
    default:
      return { type: "set", set: bit(next) };
  }
}

function quantified(reader: Reader, item: PatternNode): PatternNode {
  const next = reader.text[reader.at];
  let times: readonly [number, number] | undefined;
  if (next === "*") times = [0, Infinity];
  else if (next === "+") times = [1, Infinity];
  else if (next === "?") times = [0, 1];
  if (times) reader.at += 1;
  else if (next === "{") times = counts(reader);
  if (!times) return item;
  if (reader.text[reader.at] === "?") reader.at += 1; // lazy: the same ways to match, in another order
  return { type: "repeat", item, min: times[0], max: times[1] };
}

function counts(reader: Reader): readonly [number, number] {
  const end = reader.text.indexOf("}", reader.at);
  const found = /^\{(\d{1,4})(,(\d{0,4}))?\}$/.exec(reader.text.slice(reader.at, end + 1).join(""));
  if (!found) throw new Unsupported("the pattern counts in a way that is not {n}, {n,} or {n,m} up to 1000");
  reader.at = end + 1;
  const min = Number(found[1]);
  const max = found[2] === undefined ? min : found[3] === "" ? Infinity : Number(found[3]);
  if (min > 1000 || (max > 1000 && max !== Infinity) || max < min) throw new Unsupported("the pattern counts beyond 1000, or backwards");
  return [min, max];
}

function charClass(reader: Reader): CharSet {
  const negated = reader.text[reader.at] === "^";
  if (negated) reader.at += 1;
  let set = 0n;
  for (;;) {
    const from = classItem(reader);
    if (!from) break;
    if (reader.text[reader.at] === "-" && reader.text[reader.at + 1] !== "]") {
      reader.at += 1;
      const to = classItem(reader);
      set |= to?.char !== undefined && from.char !== undefined ? range(from.char, to.char) : CHARACTERS;
    } else set |= from.set;
  }
  // Not one of some other characters still leaves other ones.
  return negated ? (CHARACTERS & ~set) | OTHERS : set;
}

function classItem(reader: Reader): { readonly set: CharSet; readonly char?: string } | undefined {
  const next = reader.text[reader.at++];
  if (next === undefined) throw new Unsupported("the pattern has a class without an end");
  if (next === "]") return undefined;
  return next === "\\" ? escape(reader) : { set: bit(next), char: next };
}

function bit(char: string): CharSet {
  const code = char.codePointAt(0) ?? 128;
  return code < 128 ? 1n << BigInt(code) : OTHERS;
}

function range(from: string, to: string): CharSet {
  let set = 0n;
  const last = to.codePointAt(0) ?? 0;
  for (let code = from.codePointAt(0) ?? 0; code <= Math.min(last, 127); code += 1) set |= 1n << BigInt(code);
  return last > 127 ? set | OTHERS : set;
}

const DIGITS = range("0", "9");
const WORD = DIGITS | range("a", "z") | range("A", "Z") | bit("_");
const SPACE = [" ", "\t", "\n", "\r", "\f", "\v"].reduce((set, char) => set | bit(char), OTHERS);
const NAMED: Readonly<Record<string, CharSet>> = {
  d: DIGITS,
  D: CHARACTERS & ~DIGITS,
  w: WORD,
  W: CHARACTERS & ~WORD,
  s: SPACE,
  S: (CHARACTERS & ~SPACE) | OTHERS,
  n: bit("\n"),
  r: bit("\r"),
  t: bit("\t"),
  f: bit("\f"),
  v: bit("\v"),
};

function escape(reader: Reader): { readonly set: CharSet; readonly char?: string } {
  const next = reader.text[reader.at++] ?? "";
  const named = Object.hasOwn(NAMED, next) ? NAMED[next] : undefined;
  if (named !== undefined) return { set: named };
  if (next === "x" || next === "u") {
    const digits = next === "x" ? 2 : 4;
    const code = reader.text.slice(reader.at, reader.at + digits).join("");
    if (!/^[0-9a-fA-F]+$/.test(code) || code.length !== digits) throw new Unsupported("the pattern has an escape that is not \\xHH or \\uHHHH");
    reader.at += digits;
    const char = String.fromCharCode(Number.parseInt(code, 16));
    return { set: bit(char), char };
  }
  if (next === "p" || next === "P") {
    const end = reader.text.indexOf("}", reader.at);
    if (end < 0) throw new Unsupported("the pattern has a \\p without {...}");
    reader.at = end + 1;
    return { set: CHARACTERS };
  }
  if (/[0-9kcB]/.test(next) || next === "") throw new Unsupported("the pattern refers back to a group, or has an escape that is not allowed");
  return { set: bit(next), char: next };
}
