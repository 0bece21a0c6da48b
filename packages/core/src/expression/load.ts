import { describe, members, type Type } from "./type.ts";
import { describeValue, Duration, Fault, isList, isObject, Timestamp, toInt, type Value } from "./value.ts";

/**
 * Makes the step that takes a value out of data: integers become exact, numbers doubles, date-times of `now` times.
 * It refuses a value that does not fit its schema, so that no operation meets a type it was not checked for.
 */
export function loader(type: Type, name: string): (value: Value) => Value {
  switch (type.kind) {
    case "any":
      return (value) => (typeof value === "bigint" ? Number(value) : value);
    case "string":
      return (value) => (typeof value === "string" ? value : refuse(type, name, value));
    case "bool":
      return (value) => (typeof value === "boolean" ? value : refuse(type, name, value));
    case "list":
      return (value) => (isList(value) ? value : refuse(type, name, value));
    case "object":
      return (value) => (isObject(value) ? value : refuse(type, name, value));
    default:
      return mixed(type, name);
  }
}

function refuse(type: Type, name: string, value: Value): never {
  throw new Fault("mismatch", `\`${name}\` should be ${describe(type)}, but is ${describeValue(value)}`);
}

function mixed(type: Type, name: string): (value: Value) => Value {
  const kinds = new Set(members(type).map((member) => member.kind));
  const exact = kinds.has("int");
  const number = exact || kinds.has("double");
  return (value) => {
    if (typeof value === "number" && number) return exact ? named(name, value) : value;
    if (typeof value === "bigint" && number) return exact ? value : Number(value);
    if (typeof value === "string" && kinds.has("timestamp")) {
      const ms = Date.parse(value);
      if (!Number.isNaN(ms)) return new Timestamp(ms);
    }
    return kinds.has(kindOf(value)) ? value : refuse(type, name, value);
  };
}

function named(name: string, value: number): bigint {
  try {
    return toInt(value);
  } catch (error) {
    throw error instanceof Fault ? new Fault(error.reason, `\`${name}\`: ${error.message}`) : error;
  }
}

function kindOf(value: Value): "null" | "bool" | "string" | "list" | "object" | "timestamp" | "duration" | "any" {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (isList(value)) return "list";
  if (value instanceof Timestamp) return "timestamp";
  if (value instanceof Duration) return "duration";
  return isObject(value) ? "object" : "any";
}
