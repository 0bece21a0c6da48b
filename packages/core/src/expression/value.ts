import type { Json } from "../json.ts";

/** A point in time, as `timestamp(...)` and `now` give it; milliseconds since the epoch. */
export class Timestamp {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** A length of time in milliseconds, as `duration(...)` gives it. */
export class Duration {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** What evaluation works on: JSON, exact integers, times and durations. Integers inside lists and objects may still be plain numbers. */
export type Value = null | boolean | number | bigint | string | Timestamp | Duration | readonly Value[] | { readonly [key: string]: Value };

/** Why an evaluation failed. `mismatch` can only come from values whose schema is unknown, or that do not fit their schema. */
export type FaultReason = "absent" | "mismatch" | "overflow" | "division" | "range" | "conversion" | "cost" | "invalid";

/** A failure inside an evaluation; becomes an ExpressionError where the expression's text is known. */
export class Fault extends Error {
  readonly reason: FaultReason;
  constructor(reason: FaultReason, message: string) {
    super(message);
    this.name = "Fault";
    this.reason = reason;
  }
}

export type ListValue = readonly Value[];
export type ObjectValue = { readonly [key: string]: Value };

export function isList(value: Value): value is ListValue {
  return Array.isArray(value);
}

export function isObject(value: Value): value is ObjectValue {
  return typeof value === "object" && value !== null && !isList(value) && !(value instanceof Timestamp) && !(value instanceof Duration);
}

/** What a value is, in plain words. */
export function describeValue(value: Value): string {
  if (value === null) return "null";
  if (isList(value)) return "a list";
  if (value instanceof Timestamp) return "a time";
  if (value instanceof Duration) return "a duration";
  switch (typeof value) {
    case "string":
      return "text";
    case "boolean":
      return "true or false";
    case "object":
      return "an object";
    default:
      return "a number";
  }
}

function wanted(what: string, value: Value): Fault {
  return new Fault("mismatch", `${what} is needed, but this is ${describeValue(value)}`);
}

export function asText(value: Value): string {
  if (typeof value === "string") return value;
  throw wanted("text", value);
}

export function asBool(value: Value): boolean {
  if (typeof value === "boolean") return value;
  throw wanted("true or false", value);
}

export function asList(value: Value): ListValue {
  if (isList(value)) return value;
  throw wanted("a list", value);
}

export function asNumber(value: Value): number | bigint {
  if (typeof value === "number" || typeof value === "bigint") return value;
  throw wanted("a number", value);
}

export function asTimestamp(value: Value): Timestamp {
  if (value instanceof Timestamp) return value;
  throw wanted("a time", value);
}

export function asDuration(value: Value): Duration {
  if (value instanceof Duration) return value;
  throw wanted("a duration", value);
}

/** A list position or count; numbers of unknown schema count when they are whole. */
export function asIndex(value: Value): number {
  const number = Number(asNumber(value));
  if (Number.isInteger(number)) return number;
  throw wanted("a whole number", value);
}

const MAX_INT = 2n ** 63n - 1n;

/** An integer within 64 bits. */
export function int64(value: bigint): bigint {
  if (value <= MAX_INT && value >= -MAX_INT - 1n) return value;
  throw new Fault("overflow", `the integer ${value} does not fit in 64 bits`);
}

/** A double that JSON can hold. */
export function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new Fault("overflow", "the number is too large");
}

/** A JSON number as an exact integer. */
export function toInt(value: number): bigint {
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw Number.isInteger(value)
    ? new Fault("overflow", `${value} is beyond the integers that JSON holds exactly`)
    : new Fault("mismatch", `an integer is needed, but this is ${value}`);
}

/** An integer as a JSON number. */
export function fromInt(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new Fault("overflow", `${value} is beyond the integers that JSON holds exactly`);
}

/** A duration as text, in seconds: `90s`. */
export function durationText(duration: Duration): string {
  return `${duration.ms / 1000}s`;
}

/** A time as text. */
export function timestampText(time: Timestamp): string {
  return new Date(time.ms).toISOString();
}

const DEEPEST = 500;

/** A value as JSON; `spend` is told how much there is. Times and durations become text. */
export function toJson(value: Value, spend: (units: number) => void, depth = 0): Json {
  if (depth > DEEPEST) throw new Fault("cost", `the value is nested more than ${DEEPEST} levels deep`);
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (isList(value)) {
    spend(value.length);
    return value.map((item) => toJson(item, spend, depth + 1));
  }
  switch (typeof value) {
    case "bigint":
      return fromInt(value);
    case "string":
      spend(value.length >> 3);
      return value;
    case "object": {
      if (value === null) return null;
      const entries = Object.entries(value);
      spend(entries.length);
      return Object.fromEntries(entries.map(([key, item]) => [key, toJson(item, spend, depth + 1)]));
    }
    default:
      return value;
  }
}
