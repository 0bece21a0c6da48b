import type { Frame } from "./code.ts";
import { nearest } from "./reserved.ts";
import { describe, type Kind, members, type SingleType, type Type } from "./type.ts";
import { describeValue, Duration, Fault, isList, isObject, Timestamp, type Value } from "./value.ts";

const group = (kind: Kind): string => (kind === "int" || kind === "double" ? "number" : kind);
const ORDERED = new Set(["number", "string", "timestamp", "duration", "any"]);

/** Why two types cannot be ordered; undefined if they can. */
export function orderProblem(left: Type, right: Type): string | undefined {
  const groups = new Set([...members(left), ...members(right)].map(({ kind }) => group(kind)));
  if ([...groups].some((each) => !ORDERED.has(each))) {
    const bad = [left, right].find((type) => members(type).some(({ kind }) => !ORDERED.has(group(kind)))) ?? left;
    return `${describe(bad)} has no order${groups.has("null") ? "; test it with `!= null` first" : ""}.`;
  }
  groups.delete("any");
  if (groups.size <= 1) return undefined;
  const hint = groups.has("string") && groups.has("timestamp") ? " Turn the text into a time with `timestamp(...)`." : "";
  return `${describe(left)} and ${describe(right)} have no common order.${hint}`;
}

/** Negative, zero or positive, as `left` is before, the same as or after `right`. */
export function order(left: Value, right: Value): number {
  if ((typeof left === "number" || typeof left === "bigint") && (typeof right === "number" || typeof right === "bigint"))
    return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  if (left instanceof Timestamp && right instanceof Timestamp) return left.ms - right.ms;
  if (left instanceof Duration && right instanceof Duration) return left.ms - right.ms;
  throw new Fault("mismatch", `${describeValue(left)} and ${describeValue(right)} have no common order`);
}

/** Why two types can never be equal; undefined if they can. Anything may be compared with null. */
export function equalityProblem(left: Type, right: Type): string | undefined {
  if (left.kind === "never" || right.kind === "never") return undefined;
  if (members(left).some((a) => members(right).some((b) => comparable(a, b)))) return undefined;
  const [known, other] = values(left) && values(right) && (values(left)?.length ?? 0) < (values(right)?.length ?? 0) ? [right, left] : [left, right];
  const [candidates, written] = [values(known), values(other)?.[0]];
  if (!candidates || written === undefined) return `${describe(left)} and ${describe(right)} are never equal.`;
  const near = nearest(written, candidates);
  const list = candidates
    .slice(0, 8)
    .map((each) => `\`${each}\``)
    .join(", ");
  return `\`${written}\` is none of the values that can occur here (${list})${near === undefined ? "." : `; did you mean \`${near}\`?`}`;
}

function comparable(a: SingleType, b: SingleType): boolean {
  if (a.kind === "any" || b.kind === "any" || a.kind === "null" || b.kind === "null") return true;
  if (a.kind === "string" && b.kind === "string") return !a.values || !b.values || a.values.some((value) => b.values?.includes(value));
  return group(a.kind) === group(b.kind);
}

function values(type: Type): readonly string[] | undefined {
  const all = members(type).filter((member) => member.kind !== "null");
  const texts = all.flatMap((member) => (member.kind === "string" ? (member.values ?? []) : []));
  return all.every((member) => member.kind === "string" && member.values) ? texts : undefined;
}

const DEEPEST = 500;

/** Whether two values are the same: numbers by value, lists and objects by their parts. */
export function equal(left: Value, right: Value, frame: Frame, depth = 0): boolean {
  if (left === right) return true;
  // oxlint-disable-next-line eqeqeq -- 2n == 2 is exact and is what CEL means
  if (typeof left === "bigint" || typeof right === "bigint")
    return typeof left !== "string" && typeof right !== "string" && typeof left !== "boolean" && typeof right !== "boolean" && left == right;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (left instanceof Timestamp) return right instanceof Timestamp && left.ms === right.ms;
  if (left instanceof Duration) return right instanceof Duration && left.ms === right.ms;
  if (depth > DEEPEST) throw new Fault("cost", "the values are nested too deeply to be compared");
  if (isList(left)) {
    if (!isList(right) || left.length !== right.length) return false;
    frame.spend(left.length);
    return left.every((item, index) => equal(item, right[index] ?? null, frame, depth + 1));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  frame.spend(keys.length);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equal(left[key] ?? null, right[key] ?? null, frame, depth + 1));
}

/** Whether a list has an item, or an object a field. */
export function contains(item: Value, whole: Value, frame: Frame): boolean {
  if (isList(whole)) {
    frame.spend(whole.length);
    return whole.some((each) => equal(item, each, frame));
  }
  if (isObject(whole)) return typeof item === "string" && Object.hasOwn(whole, item);
  throw new Fault("mismatch", `\`in\` needs a list or an object, but this is ${describeValue(whole)}`);
}
