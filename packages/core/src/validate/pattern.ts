import { type CharSet, END, EVERY, parsePattern, type PatternNode } from "./pattern-parser.ts";

/** Whether a regular expression may be used, the longest text that it is tried on, and the most steps that a text may take. */
export type PatternCheck = { readonly ok: true; readonly maxLength: number; steps(length: number): number } | { readonly ok: false; readonly message: string };

const MOST_STEPS = 2e7;
const LONGEST_TEXT = 1_000_000;
const SHORTEST_USEFUL = 500;

/**
 * Judges a regular expression (expressions' `matches`, schemas' `pattern`): no references back, no look-around, and no repetition of something
 * that could match in more than one way. What passes needs a bounded number of steps for texts up to `maxLength`.
 */
export function checkPattern(pattern: string): PatternCheck {
  if (pattern.length > 500) return { ok: false, message: "the pattern is longer than 500 characters" };
  const parsed = parsePattern(pattern);
  if (!parsed.ok) return parsed;
  if (!isValid(pattern)) return { ok: false, message: "the pattern is not a valid regular expression" };
  const found = analyse(parsed.node, 0n);
  if (found.unsafe) return { ok: false, message: "the pattern repeats a part that can match the same text in more than one way, which may take for ever" };
  // Each way to cut off the open repetitions scans the closed ones again, and so does each place where a match may begin.
  const power = found.open + (found.closed ? 1 : 0) + (anchored(parsed.node) ? 0 : 1);
  const steps = (length: number): number => found.ways * found.size * length ** power;
  const maxLength = Math.min(LONGEST_TEXT, Math.floor((MOST_STEPS / steps(1)) ** (1 / Math.max(power, 1))));
  if (maxLength >= SHORTEST_USEFUL) return { ok: true, maxLength, steps };
  return { ok: false, message: "the pattern has too many repetitions that could each match more or less of the same text" };
}

function isValid(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

interface Analysis {
  /** Characters that a match can begin with. */
  readonly first: CharSet;
  readonly nullable: boolean;
  /** Ways to match one text, apart from open repetitions. */
  readonly ways: number;
  /** Open repetitions that what follows them could cut off anywhere. */
  readonly open: number;
  /** Whether there are open repetitions whose end is certain. */
  readonly closed: boolean;
  /** Characters and classes, counted repetitions written out. */
  readonly size: number;
  readonly unsafe: boolean;
}

const EMPTY: Analysis = { first: 0n, nullable: true, ways: 1, open: 0, closed: false, size: 1, unsafe: false };

function analyse(node: PatternNode, follow: CharSet): Analysis {
  switch (node.type) {
    case "set":
      return { ...EMPTY, first: node.set, nullable: false };
    case "assertion":
      return { ...EMPTY, first: node.end ? END : EVERY, nullable: !node.end };
    case "sequence":
      return node.items.toReversed().reduce<Analysis>((rest, item) => {
        const found = analyse(item, rest.nullable ? rest.first | follow : rest.first);
        return {
          first: found.nullable ? found.first | rest.first : found.first,
          nullable: found.nullable && rest.nullable,
          ways: found.ways * rest.ways,
          open: found.open + rest.open,
          closed: found.closed || rest.closed,
          size: found.size + rest.size,
          unsafe: found.unsafe || rest.unsafe,
        };
      }, EMPTY);
    case "choice": {
      const all = node.items.map((item) => analyse(item, follow));
      const first = all.reduce((sets, { first: set }) => sets | set, 0n);
      const apart = all.every(({ first: set, nullable }, at) => !nullable && all.every(({ first: other }, index) => index === at || (set & other) === 0n));
      return {
        first,
        nullable: all.some(({ nullable }) => nullable),
        ways: all.reduce((ways, found) => (apart ? Math.max(ways, found.ways) : ways + found.ways), apart ? 1 : 0),
        open: Math.max(...all.map(({ open }) => open)),
        closed: all.some(({ closed }) => closed),
        size: all.reduce((sum, { size }) => sum + size, 0),
        unsafe: all.some(({ unsafe }) => unsafe),
      };
    }
    case "repeat":
      return repeat(node, follow);
    default:
      return node satisfies never;
  }
}

function repeat(node: PatternNode & { readonly type: "repeat" }, follow: CharSet): Analysis {
  const { min, max } = node;
  const once = analyse(node.item, follow);
  const nullable = min === 0 || once.nullable;
  const clear = (once.first & follow) === 0n;
  if (max <= 1) return { ...once, nullable, ways: once.ways * (clear || min === max ? 1 : 2) };
  const again = analyse(node.item, once.first | follow);
  const certain = !again.nullable && again.ways === 1 && again.open === 0 && !again.unsafe;
  const varies = min !== max && !clear;
  // A part that varies inside may only be repeated where each repetition, and its end, are certain.
  return {
    first: once.first,
    nullable,
    ways: varies && max !== Infinity ? max - min + 1 : 1,
    open: varies && max === Infinity ? 1 : 0,
    // At the pattern's very end nothing can fail any more.
    closed: once.closed || (!varies && max === Infinity && follow !== 0n),
    size: once.size * (max === Infinity ? Math.max(min, 1) : max),
    unsafe: !certain || (varies && !fixed(node.item)),
  };
}

function fixed(node: PatternNode): boolean {
  switch (node.type) {
    case "set":
    case "assertion":
      return true;
    case "sequence":
      return node.items.every(fixed);
    case "choice":
      return false;
    case "repeat":
      return node.min === node.max && fixed(node.item);
    default:
      return node satisfies never;
  }
}

function anchored(node: PatternNode): boolean {
  switch (node.type) {
    case "assertion":
      return node.start;
    case "sequence":
      return node.items[0] !== undefined && anchored(node.items[0]);
    case "choice":
      return node.items.every(anchored);
    default:
      return false;
  }
}
