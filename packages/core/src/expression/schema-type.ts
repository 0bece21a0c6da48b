import type { Json, JsonObject, JsonSchema } from "../json.ts";
import { isJsonObject, resolvePointer } from "../validate/schema.ts";
import {
  ANY,
  BOOL,
  DOUBLE,
  type Field,
  INT,
  lazy,
  listOf,
  members,
  NEVER,
  NULL,
  type ObjectType,
  type SchemaAt,
  type SingleType,
  STRING,
  TIMESTAMP,
  type Type,
  unite,
} from "./type.ts";

/** Schema of a time: date-time text outside, a CEL timestamp inside an expression. `now` has it. */
export const TIMESTAMP_SCHEMA: JsonSchema = { type: "string", format: "date-time", "x-cel": "timestamp" };

// A memo and nothing else: schemas are not changed once read.
const knownTypes = new WeakMap<object, Type>();

const PARTS = ["properties", "items", "$ref", "anyOf", "oneOf", "allOf"];

/** The type of the values that a schema admits. */
export function typeOf(schema: JsonSchema): Type {
  if (typeof schema === "boolean") return schema ? ANY : NEVER;
  if (PARTS.every((key) => !(key in schema))) return read(schema, schema, new Set()); // as quick as the memo
  const known = knownTypes.get(schema);
  if (known) return known;
  const type = read(schema, schema, new Set());
  knownTypes.set(schema, type);
  return type;
}

// `open` holds the schemas that are being read without having gone into a value: meeting one again adds nothing.
function read(schema: Json | undefined, root: JsonSchema, open: ReadonlySet<JsonObject>): Type {
  if (schema === false) return NEVER;
  if (!isJsonObject(schema)) return ANY;
  if (open.has(schema)) return NEVER;
  const inside = new Set(open).add(schema);
  let type = own(schema, root);
  if (typeof schema["$ref"] === "string") type = intersect(type, read(resolvePointer(root, schema["$ref"]), root, inside));
  for (const part of list(schema["allOf"])) type = intersect(type, read(part, root, inside));
  for (const key of ["anyOf", "oneOf"]) {
    const parts = schema[key];
    if (Array.isArray(parts)) type = intersect(type, unite(parts.map((part) => read(part, root, inside))));
  }
  return type.kind === "union" || type.kind === "any" || type.kind === "never" ? type : { ...type, source: { schema, root } };
}

function own(schema: JsonObject, root: JsonSchema): Type {
  const values = "const" in schema ? [schema["const"] ?? null] : schema["enum"];
  const declared = schema["type"];
  const names = declared === undefined ? implied(schema) : list(declared);
  const types = names.map((name) => named(name, names.length === 1 ? schema : { ...schema, type: name }, root));
  const type = names.length === 0 ? ANY : unite(types);
  return Array.isArray(values) ? intersect(type, unite(values.map(valueType))) : type;
}

function implied(schema: JsonObject): readonly Json[] {
  if (["properties", "required", "additionalProperties", "patternProperties"].some((key) => key in schema)) return ["object"];
  return ["items", "prefixItems"].some((key) => key in schema) ? ["array"] : [];
}

function named(name: Json, schema: JsonObject, root: JsonSchema): Type {
  const source: SchemaAt = { schema, root };
  switch (name) {
    case "null":
      return { ...NULL, source };
    case "boolean":
      return { ...BOOL, source };
    case "integer":
      return { ...INT, source };
    case "number":
      return { ...DOUBLE, source };
    case "string":
      return schema["x-cel"] === "timestamp" ? { ...TIMESTAMP, source } : { ...STRING, source };
    case "array": {
      const items = schema["items"] ?? true;
      const prefix = list(schema["prefixItems"]);
      return { kind: "list", item: lazy(() => unite([...prefix, items].map((item) => read(item, root, new Set())))), source };
    }
    case "object":
      return { ...objectType(schema, root), source };
    default:
      return ANY;
  }
}

function objectType(schema: JsonObject, root: JsonSchema): ObjectType {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required = new Set(list(schema["required"]).filter((name) => typeof name === "string"));
  const fields = new Map<string, Field>();
  for (const name of required) fields.set(name, { type: () => ANY, required: true });
  for (const [name, property] of Object.entries(properties)) {
    fields.set(name, { type: lazy(() => read(property, root, new Set())), required: required.has(name) });
  }
  const additional = schema["additionalProperties"];
  const patterns = isJsonObject(schema["patternProperties"]) ? Object.values(schema["patternProperties"]) : [];
  const others = [...patterns, ...(additional === undefined ? [] : [additional])].filter((other) => other !== false);
  const unknown = additional === undefined && fields.size === 0;
  // Where properties are declared and nothing is said of others, reading another one is a slip, although the schema admits it.
  const rest = unknown ? () => ANY : others.length > 0 ? lazy(() => unite(others.map((other) => read(other, root, new Set())))) : undefined;
  return { kind: "object", fields, rest, closed: additional === false && others.length === 0 };
}

/** The type of one known value: texts are known exactly. */
export function valueType(value: Json): Type {
  switch (typeof value) {
    case "string":
      return { kind: "string", values: [value] };
    case "boolean":
      return BOOL;
    case "number":
      return Number.isSafeInteger(value) ? INT : DOUBLE;
    default: {
      if (value === null) return NULL;
      if (Array.isArray(value)) return listOf(lazy(() => unite(list(value).map(valueType))));
      const fields = Object.entries(value).map(([name, item]): [string, Field] => [name, { type: lazy(() => valueType(item)), required: true }]);
      return { kind: "object", fields: new Map(fields), rest: undefined, closed: true };
    }
  }
}

function intersect(a: Type, b: Type): Type {
  if (a.kind === "any") return b;
  if (b.kind === "any") return a;
  return unite(members(a).flatMap((left) => members(b).map((right) => both(left, right))));
}

function both(a: SingleType, b: SingleType): Type {
  if (a.kind === "string" && b.kind === "string") {
    const { values } = b;
    const shared = a.values && values ? a.values.filter((value) => values.includes(value)) : (a.values ?? values);
    if (shared?.length === 0) return NEVER;
    return shared ? { kind: "string", values: shared } : a;
  }
  if (a.kind === "list" && b.kind === "list") return listOf(lazy(() => intersect(a.item(), b.item())));
  if (a.kind === "object" && b.kind === "object") return bothObjects(a, b);
  if ((a.kind === "int" && b.kind === "double") || (a.kind === "double" && b.kind === "int")) return a.source && !b.source ? { ...a } : INT;
  return a.kind === b.kind ? a : NEVER;
}

function bothObjects(a: ObjectType, b: ObjectType): ObjectType {
  const fields = new Map<string, Field>();
  for (const name of new Set([...a.fields.keys(), ...b.fields.keys()])) {
    const [left, right] = [a.fields.get(name), b.fields.get(name)];
    const type = lazy(() => intersect(left?.type() ?? a.rest?.() ?? ANY, right?.type() ?? b.rest?.() ?? ANY));
    fields.set(name, { type, required: (left?.required ?? false) || (right?.required ?? false) });
  }
  const [x, y] = [a.rest, b.rest];
  const rest = x && y ? lazy(() => intersect(x(), y())) : undefined;
  return { kind: "object", fields, rest, closed: a.closed || b.closed };
}

function list(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
