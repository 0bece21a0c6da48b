import { BatonError, digest, type Json, type JsonObject, type Merge } from "@baton/core";

/** Combines what is written with what a channel holds, by its merge rule (FORMAT, "state"). */
export function mergeInto(merge: Merge, current: Json | undefined, written: Json): Json {
  switch (merge) {
    case "replace":
      return written;
    case "append":
      return [...list(current, merge), ...list(written, merge)];
    case "union":
      return union(list(current, merge), list(written, merge));
    case "object":
      return { ...record(current), ...record(written) };
    case "sum":
      return number(current ?? 0) + number(written);
    case "max":
      return current === undefined ? written : Math.max(number(current), number(written));
    case "min":
      return current === undefined ? written : Math.min(number(current), number(written));
    case "messages":
      return messages(list(current, merge), list(written, merge));
    default:
      return merge satisfies never;
  }
}

function union(current: readonly Json[], written: readonly Json[]): Json {
  const seen = new Set(current.map(digest));
  const result = [...current];
  for (const item of written) {
    const key = digest(item);
    if (!seen.has(key)) {
      seen.add(key);
      result.push(item);
    }
  }
  return result;
}

/** A message with a known id replaces that message; one without an id gets its position as id, so that replays agree. */
function messages(current: readonly Json[], written: readonly Json[]): Json {
  const result = [...current];
  for (const item of written) {
    const message = record(item);
    const { id } = message;
    const named = typeof id === "string" && id !== "";
    const at = named ? result.findIndex((other) => record(other)["id"] === id) : -1;
    if (at >= 0) result[at] = message;
    else result.push(named ? message : { ...message, id: `message-${result.length}` });
  }
  return result;
}

function list(value: Json | undefined, merge: Merge): readonly Json[] {
  if (value === undefined) return [];
  if (isList(value)) return value;
  throw new BatonError("write_invalid", "domain", `A channel that merges by ${merge} takes a list; write \`[x]\` for one item.`);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}

function record(value: Json | undefined): JsonObject {
  if (value === undefined) return {};
  if (isRecord(value)) return value;
  throw new BatonError("write_invalid", "domain", "A channel that merges objects takes a mapping.");
}

function number(value: Json): number {
  if (typeof value === "number") return value;
  throw new BatonError("write_invalid", "domain", "A channel that adds or compares takes a number.");
}
