import type { Json, JsonObject, JsonSchema } from "../json.ts";
import { type Bundler, createBundler } from "../validate/bundle.ts";
import { TIMESTAMP_SCHEMA } from "./schema-type.ts";
import { members, type ObjectType, type SingleType, type Type } from "./type.ts";

/** The schema of a type: the one it was read from, or one that says as much. Times and durations are text outside an expression. */
export function schemaOf(type: Type): JsonSchema {
  const bundler = createBundler();
  const schema = write(type, bundler);
  const defs = bundler.defs();
  return typeof schema === "boolean" || !defs ? schema : { ...schema, $defs: defs };
}

function write(type: Type, bundler: Bundler): JsonSchema {
  const parts = members(type).map((member) => writeOne(member, bundler));
  const [only] = parts;
  if (only === undefined) return false;
  return parts.length === 1 ? only : { anyOf: parts };
}

function writeOne(type: SingleType, bundler: Bundler): JsonSchema {
  if (type.kind === "any") return true;
  if (type.source) return bundler.inline(type.source.schema, type.source.root);
  switch (type.kind) {
    case "null":
      return { type: "null" };
    case "bool":
      return { type: "boolean" };
    case "int":
      return { type: "integer" };
    case "double":
      return { type: "number" };
    case "string":
      return type.values ? { type: "string", enum: type.values } : { type: "string" };
    case "timestamp":
      return TIMESTAMP_SCHEMA;
    case "duration":
      return { type: "string" };
    case "list": {
      const items = write(type.item(), bundler);
      return items === false ? { type: "array", maxItems: 0 } : { type: "array", items };
    }
    case "object":
      return writeObject(type, bundler);
    default:
      return type satisfies never;
  }
}

function writeObject(type: ObjectType, bundler: Bundler): JsonObject {
  const properties = Object.fromEntries([...type.fields].map(([name, field]): [string, Json] => [name, write(field.type(), bundler)]));
  const required = [...type.fields].flatMap(([name, field]) => (field.required ? [name] : []));
  const rest: JsonObject = type.rest ? { additionalProperties: write(type.rest(), bundler) } : type.closed ? { additionalProperties: false } : {};
  return { type: "object", properties, required, ...rest };
}
