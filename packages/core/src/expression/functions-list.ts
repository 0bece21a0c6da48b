import { arithmetic, arithmeticType } from "./arithmetic.ts";
import type { Frame } from "./code.ts";
import { order, orderProblem } from "./comparison.ts";
import { type FunctionRule, ofList, type Signature } from "./function.ts";
import { loader } from "./load.ts";
import { ANY, describe, DOUBLE, INT, lazy, listOf, members, NEVER, STRING, type Type, unite } from "./type.ts";
import { asIndex, asList, asText, Duration, durationText, Fault, isList, isObject, Timestamp, timestampText, type Value } from "./value.ts";

const sum: FunctionRule = ofList([], (item) => {
  const kinds = members(item).map(({ kind }) => kind);
  if (!kinds.every((kind) => kind === "int" || kind === "double" || kind === "any")) return `adds up numbers, but each item is ${describe(item)}.`;
  const type = kinds.length === 0 ? INT : (arithmeticType("+", kinds.includes("any") ? DOUBLE : item, INT) ?? DOUBLE);
  const zero: Value = type.kind === "int" ? 0n : 0;
  const take = loader(item, "an item");
  return {
    type,
    run: ([list = null], frame) => {
      frame.spend(asList(list).length);
      return asList(list).reduce<Value>((total, each) => arithmetic("+", total, take(each), frame), zero);
    },
  };
});

function extreme(name: string, sign: 1 | -1): FunctionRule {
  return ofList([], (item) => {
    const problem = orderProblem(item, item);
    if (problem !== undefined) return `compares the items, but ${problem}`;
    const take = loader(item, "an item");
    const run = ([value = null]: readonly Value[], frame: Frame): Value => {
      const [first, ...others] = asList(value);
      if (first === undefined) throw new Fault("range", `\`${name}()\` of an empty list`);
      frame.spend(others.length);
      return others.reduce<Value>((best, each) => (order(take(each), best) * sign > 0 ? take(each) : best), take(first));
    };
    return { type: item.kind === "never" ? NEVER : item, run };
  });
}

function extremeOfTwo(sign: 1 | -1): FunctionRule {
  return ([left = ANY, right = ANY]) => {
    const problem = orderProblem(left, right);
    if (problem !== undefined) return `compares, but ${problem}`;
    return { type: unite([left, right]), run: ([a = null, b = null]) => (order(b, a) * sign > 0 ? b : a) };
  };
}

const flatten: FunctionRule = ofList([], (item): Signature => ({
  type: listOf(lazy(() => unite(members(item).map((member): Type => (member.kind === "list" ? member.item() : member))))),
  run: ([list = null], frame) => {
    frame.spend(asList(list).reduce((count: number, each) => count + 1 + (isList(each) ? each.length : 0), 0));
    return asList(list).flatMap((each) => each);
  },
  passes: true,
}));

const distinct: FunctionRule = ofList([], (item): Signature => ({
  type: listOf(() => item),
  run: ([list = null], frame) => {
    const found = new Map<string, Value>();
    for (const each of asList(list)) {
      const key = keyOf(each, frame);
      if (!found.has(key)) found.set(key, each);
    }
    return [...found.values()];
  },
  passes: true,
}));

/** The same text for equal values only. */
function keyOf(value: Value, frame: Frame, depth = 0): string {
  frame.spend(1 + (typeof value === "string" ? value.length >> 3 : 0));
  if (depth > 500) throw new Fault("cost", "the values are nested too deeply to be compared");
  if (value instanceof Timestamp) return `t${timestampText(value)}`;
  if (value instanceof Duration) return `d${durationText(value)}`;
  if (isList(value)) return `[${value.map((each) => keyOf(each, frame, depth + 1)).join()}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).toSorted(([a], [b]) => order(a, b));
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${keyOf(each, frame, depth + 1)}`).join()}}`;
  }
  if (typeof value === "number" && Number.isInteger(value)) return String(BigInt(value));
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

const slice: FunctionRule = ofList(["int", "int"], (item): Signature => ({
  type: listOf(() => item),
  run: ([list = null, from = null, to], frame) => {
    const items = asList(list);
    const [start, end] = [asIndex(from), to === undefined ? items.length : asIndex(to)];
    if (start < 0 || end < 0) throw new Fault("range", "positions of `slice` count from 0");
    frame.spend(Math.max(0, Math.min(end, items.length) - start));
    return items.slice(start, end);
  },
  passes: true,
}));

const join: FunctionRule = ofList(["string"], (item) => {
  const texts = members(item).every(({ kind }) => kind === "string" || kind === "any");
  if (!texts) return `joins texts, but each item is ${describe(item)}; turn them into text with \`.map(x, string(x))\`.`;
  return {
    type: STRING,
    run: ([list = null, by = ""], frame) => {
      const items = asList(list).map(asText);
      const separator = asText(by);
      frame.spend(items.reduce((length, text) => length + 8 + text.length + separator.length, 0) >> 3);
      return items.join(separator);
    },
  };
});

/** Functions of lists; `min` and `max` of two values as well. */
export const LIST_FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  "sum/1": sum,
  "min/1": extreme("min", -1),
  "max/1": extreme("max", 1),
  "min/2": extremeOfTwo(-1),
  "max/2": extremeOfTwo(1),
  "flatten/1": flatten,
  "distinct/1": distinct,
  "slice/2": slice,
  "slice/3": slice,
  "join/1": join,
  "join/2": join,
};
