import { timestampAt } from "./arithmetic.ts";
import { type FunctionRule, simple } from "./function.ts";
import { typeOf } from "./schema-type.ts";
import { BOOL, DOUBLE, DURATION, INT, STRING, TIMESTAMP } from "./type.ts";
import {
  asDuration,
  asText,
  asTimestamp,
  describeValue,
  Duration,
  durationText,
  Fault,
  finite,
  int64,
  isList,
  isObject,
  Timestamp,
  timestampText,
  type Value,
} from "./value.ts";

/** Schema of a conversation, as `user(...)` and `assistant(...)` begin one. */
export const MESSAGES_SCHEMA = {
  type: "array",
  items: {
    type: "object",
    properties: { id: { type: "string" }, role: { enum: ["user", "assistant"] }, content: { type: "string" } },
    required: ["id", "role", "content"],
    additionalProperties: false,
  },
} as const;

function cannot(what: string, value: Value): Fault {
  const text = typeof value === "string" ? `the text \`${value.slice(0, 40)}\`` : describeValue(value);
  return new Fault("conversion", `${text} cannot be read as ${what}`);
}

function toSize(value: Value): number {
  if (typeof value === "string") {
    let count = 0;
    for (const _ of value) count += 1;
    return count;
  }
  if (isList(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  throw new Fault("mismatch", `${describeValue(value)} has no size`);
}

function toText(value: Value): string {
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value === null || isList(value) || isObject(value))
    throw new Fault("mismatch", `${describeValue(value)} is not turned into text by \`string\`; use a template`);
  return String(value);
}

function toInteger(value: Value): bigint {
  if (typeof value === "bigint") return value;
  if (value instanceof Timestamp) return BigInt(Math.floor(value.ms / 1000));
  if (typeof value === "number") return int64(BigInt(Math.trunc(value)));
  if (typeof value === "string" && /^[+-]?\d{1,19}$/.test(value)) return int64(BigInt(value.replace("+", "")));
  throw cannot("an integer", value);
}

function toDouble(value: Value): number {
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  if (typeof value === "string" && /^[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})(e[+-]?\d{1,4})?$/i.test(value)) return finite(Number(value));
  throw cannot("a number", value);
}

function toBool(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true") return true;
  if (value === "false") return false;
  throw cannot("true or false", value);
}

function toTimestamp(value: Value): Timestamp {
  if (value instanceof Timestamp) return value;
  if (typeof value === "bigint" || typeof value === "number") return timestampAt(Number(value) * 1000);
  const text = typeof value === "string" && /^\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d))?$/.test(value) ? value : undefined;
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  if (Number.isNaN(ms)) throw cannot("a time like 2026-03-31T14:00:00Z", value);
  return timestampAt(ms);
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

function toDuration(value: Value): Duration {
  if (value instanceof Duration) return value;
  const text = typeof value === "string" ? value : "";
  if (text.length > 40 || !/^-?(\d+(\.\d+)?(d|h|ms|m|s))+$/.test(text)) throw cannot("a duration like 1h30m", value);
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(d|h|ms|m|s)/g)];
  const ms = parts.reduce((total, [, count, unit]) => total + Number(count) * (UNITS[unit ?? ""] ?? 0), 0);
  return new Duration(finite(Math.round(text.startsWith("-") ? -ms : ms)));
}

function message(role: "user" | "assistant"): FunctionRule {
  return simple(["string"], typeOf(MESSAGES_SCHEMA), ([text = null]) => [{ id: "", role, content: asText(text) }]);
}

function dated(read: (date: Date) => number): FunctionRule {
  return simple(["timestamp"], INT, ([time = null]) => BigInt(read(new Date(asTimestamp(time).ms))));
}

function timed(read: (date: Date) => number, ms: number): FunctionRule {
  return simple(["timestamp duration"], INT, ([value = null]) =>
    value instanceof Timestamp ? BigInt(read(new Date(value.ms))) : BigInt(Math.trunc(asDuration(value).ms / ms)),
  );
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);
}

/** Conversions, sizes, messages and times (in UTC). */
export const VALUE_FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  "size/1": simple(["string list object"], INT, ([value = null], frame) => {
    if (typeof value === "string") frame.spend(value.length >> 3);
    return BigInt(toSize(value));
  }),
  "string/1": simple(["string bool int double timestamp duration"], STRING, ([value = null]) => toText(value)),
  "int/1": simple(["int double string timestamp"], INT, ([value = null]) => toInteger(value)),
  "double/1": simple(["int double string"], DOUBLE, ([value = null]) => toDouble(value)),
  "bool/1": simple(["bool string"], BOOL, ([value = null]) => toBool(value)),
  "timestamp/1": simple(["string int timestamp"], TIMESTAMP, ([value = null]) => toTimestamp(value)),
  "duration/1": simple(["string duration"], DURATION, ([value = null]) => toDuration(value)),
  "user/1": message("user"),
  "assistant/1": message("assistant"),
  "getFullYear/1": dated((date) => date.getUTCFullYear()),
  "getMonth/1": dated((date) => date.getUTCMonth()),
  "getDate/1": dated((date) => date.getUTCDate()),
  "getDayOfMonth/1": dated((date) => date.getUTCDate() - 1),
  "getDayOfWeek/1": dated((date) => date.getUTCDay()),
  "getDayOfYear/1": dated(dayOfYear),
  "getHours/1": timed((date) => date.getUTCHours(), 3_600_000),
  "getMinutes/1": timed((date) => date.getUTCMinutes(), 60_000),
  "getSeconds/1": timed((date) => date.getUTCSeconds(), 1000),
  "getMilliseconds/1": timed((date) => date.getUTCMilliseconds(), 1),
};
