import type { Frame } from "./code.ts";
import { ANY, DOUBLE, DURATION, INT, type Kind, listOf, lazy, members, type SingleType, STRING, TIMESTAMP, type Type, unite } from "./type.ts";
import { asNumber, describeValue, Duration, Fault, finite, int64, isList, Timestamp, type Value } from "./value.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";

/** The type of `left op right`, or undefined where there is no such operation. An integer and a number give a number. */
export function arithmeticType(op: ArithmeticOperator, left: Type, right: Type): Type | undefined {
  const types: Type[] = [];
  for (const a of members(left)) {
    for (const b of members(right)) {
      const type = pair(op, a, b);
      if (!type) return undefined;
      types.push(type);
    }
  }
  return unite(types);
}

const isNumber = (kind: Kind): boolean => kind === "int" || kind === "double";

function pair(op: ArithmeticOperator, a: SingleType, b: SingleType): Type | undefined {
  if (a.kind === "any" || b.kind === "any") return withUnknown(op, a, b);
  if (a.kind === "int" && b.kind === "int") return INT;
  if (isNumber(a.kind) && isNumber(b.kind)) return op === "%" ? undefined : DOUBLE;
  if (op === "+") {
    if (a.kind === "string" && b.kind === "string") return STRING;
    if (a.kind === "list" && b.kind === "list") return listOf(lazy(() => unite([a.item(), b.item()])));
    if (a.kind === "timestamp" && b.kind === "duration") return TIMESTAMP;
    if (a.kind === "duration" && b.kind === "timestamp") return TIMESTAMP;
  }
  if (op === "-" && a.kind === "timestamp") return b.kind === "timestamp" ? DURATION : b.kind === "duration" ? TIMESTAMP : undefined;
  return (op === "+" || op === "-") && a.kind === "duration" && b.kind === "duration" ? DURATION : undefined;
}

function withUnknown(op: ArithmeticOperator, a: SingleType, b: SingleType): Type | undefined {
  const known = a.kind === "any" ? b : a;
  if (known.kind === "any") return op === "+" || op === "-" ? ANY : DOUBLE;
  if (isNumber(known.kind)) return DOUBLE;
  if (known.kind === "timestamp" || known.kind === "duration") return op === "+" || op === "-" ? ANY : undefined;
  if (op !== "+") return undefined;
  return known.kind === "string" ? STRING : known.kind === "list" ? listOf(() => ANY) : undefined;
}

/** `left op right` on values. */
export function arithmetic(op: ArithmeticOperator, left: Value, right: Value, frame: Frame): Value {
  if (typeof left === "bigint" && typeof right === "bigint") return integers(op, left, right);
  if ((typeof left === "number" || typeof left === "bigint") && (typeof right === "number" || typeof right === "bigint"))
    return doubles(op, Number(left), Number(right));
  if (op === "+") {
    if (typeof left === "string" && typeof right === "string") {
      frame.spend((left.length + right.length) >> 3);
      return left + right;
    }
    if (isList(left) && isList(right)) {
      frame.spend(left.length + right.length);
      return [...left, ...right];
    }
  }
  return times(op, left, right);
}

function integers(op: ArithmeticOperator, left: bigint, right: bigint): bigint {
  if (right === 0n && (op === "/" || op === "%")) throw new Fault("division", "division by zero");
  switch (op) {
    case "+":
      return int64(left + right);
    case "-":
      return int64(left - right);
    case "*":
      return int64(left * right);
    case "/":
      return int64(left / right);
    case "%":
      return left % right;
    default:
      return op satisfies never;
  }
}

function doubles(op: ArithmeticOperator, left: number, right: number): number {
  if (right === 0 && (op === "/" || op === "%")) throw new Fault("division", "division by zero");
  switch (op) {
    case "+":
      return finite(left + right);
    case "-":
      return finite(left - right);
    case "*":
      return finite(left * right);
    case "/":
      return finite(left / right);
    case "%":
      return left % right;
    default:
      return op satisfies never;
  }
}

function times(op: ArithmeticOperator, left: Value, right: Value): Value {
  const sign = op === "+" ? 1 : -1;
  if (op === "+" || op === "-") {
    if (left instanceof Timestamp && right instanceof Duration) return timestampAt(left.ms + sign * right.ms);
    if (left instanceof Duration && right instanceof Duration) return new Duration(left.ms + sign * right.ms);
    if (left instanceof Timestamp && right instanceof Timestamp && op === "-") return new Duration(left.ms - right.ms);
    if (left instanceof Duration && right instanceof Timestamp && op === "+") return timestampAt(left.ms + right.ms);
  }
  throw new Fault("mismatch", `\`${op}\` does not work on ${describeValue(left)} and ${describeValue(right)}`);
}

const YEAR_1 = -62_135_596_800_000;
const YEAR_10000 = 253_402_300_800_000;

/** A time within the years 1 to 9999. */
export function timestampAt(ms: number): Timestamp {
  if (ms >= YEAR_1 && ms < YEAR_10000) return new Timestamp(ms);
  throw new Fault("range", "the time is outside the years 1 to 9999");
}

/** `-value` on a number or duration. */
export function negative(value: Value): Value {
  if (typeof value === "bigint") return int64(-value);
  return value instanceof Duration ? new Duration(-value.ms) : -Number(asNumber(value));
}
