import { BatonError, type Json, type JsonObject } from "@baton/core";

/**
 * Data from outside that looks like LangGraph's own marks would come back from a checkpoint as something else: `{ lc: 1, type:
 * "constructor", ... }` as an object of a class, `{ lc: 2, type: "undefined" }` as nothing, `{ lg_name: "Send" }` as half of itself,
 * `{ __overwrite__: x }` as an order to a channel, `__proto__` as a prototype. Where JSON enters a run its marks are renamed, with a `~`
 * before the key; keys that look renamed already get one more, so that nothing is lost. Everything else, an `lc` that is a letter of
 * credit included, stays as it is.
 */
const renamed = /^~+(?:lc|lg_name|type|__overwrite__|__proto__)$/;
const serializerTypes: ReadonlySet<unknown> = new Set(["constructor", "undefined", "delta_snapshot", "secret", "not_implemented"]);

/** How deep data may be nested: checkpoints revive recursively, messages at most 50 deep. */
const maxDepth = 40;

function isRecord(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function own(record: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isMark(key: string, record: JsonObject): boolean {
  switch (key) {
    case "lc": {
      const version = own(record, "lc");
      return (version === 1 || version === 2) && serializerTypes.has(own(record, "type"));
    }
    case "lg_name":
      return typeof own(record, "lg_name") === "string";
    case "type":
      return own(record, "type") === "__overwrite__";
    case "__overwrite__":
    case "__proto__":
      return true;
    default:
      return renamed.test(key);
  }
}

/** Rebuilds what `rename` changes and nothing else: data without marks comes back as the very same object. */
function mapKeys(value: Json, rename: (key: string, record: JsonObject) => string, depth: number): Json {
  if (typeof value !== "object" || value === null) return value;
  if (depth > maxDepth) throw new BatonError("data_too_deep", "domain", `Data is nested more than ${maxDepth} deep; flatten it.`);
  if (isList(value)) {
    let changed = false;
    const items = value.map((item) => {
      const next = mapKeys(item, rename, depth + 1);
      changed ||= next !== item;
      return next;
    });
    return changed ? items : value;
  }
  if (!isRecord(value)) return value;
  let changed = false;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => {
    const name = rename(key, value);
    const next = mapKeys(item, rename, depth + 1);
    changed ||= name !== key || next !== item;
    return [name, next];
  });
  return changed ? Object.fromEntries(entries) : value;
}

/** Makes data from outside safe to keep in a checkpoint. @throws BatonError `data_too_deep` */
export function escapeLc(value: Json): Json {
  return mapKeys(value, (key, record) => (isMark(key, record) ? `~${key}` : key), 0);
}

/** Gives data from a checkpoint as it was outside: before it reaches a tool, a person or whoever asked. */
export function unescapeLc(value: Json): Json {
  return mapKeys(value, (key) => (renamed.test(key) ? key.slice(1) : key), 0);
}

/** `escapeLc` of a call's arguments. */
export function escapeArgs(args: JsonObject): JsonObject {
  const escaped = escapeLc(args);
  return isRecord(escaped) ? escaped : args;
}

/** `unescapeLc` of a call's arguments. */
export function unescapeArgs(args: JsonObject): JsonObject {
  const outside = unescapeLc(args);
  return isRecord(outside) ? outside : args;
}
