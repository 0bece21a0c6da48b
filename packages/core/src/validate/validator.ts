import { Validator as SchemaValidator } from "@cfworker/json-schema";
import type { Json, JsonObject, JsonSchema } from "../json.ts";
import { bundle } from "./bundle.ts";
import { explain } from "./explain.ts";
import { checkPattern } from "./pattern.ts";
import { isJsonObject, mapSubschemas, pointer } from "./schema.ts";
import { type Problem, schemaProblems } from "./schema-problems.ts";

/** What validation found: nothing, or every problem with its place. */
export type Validation = { readonly ok: true } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Judges a value by one schema. */
export type Validate = (value: unknown) => Validation;

const DEEPEST = 200;
const LONGEST_FORMATTED = 4096;
const LONGEST_NAME = 1000;
const MOST_UNIQUE = 2000;
const MOST_PROBLEMS = 100;

// A memo and nothing else: schemas are not changed once read, and their validators hold no state.
const validators = new WeakMap<object, Validate>();

/** A validator of a JSON Schema 2020-12, built once for each schema object; it generates no code. An unusable schema admits nothing and says why. */
export function validator(schema: JsonSchema): Validate {
  if (typeof schema === "boolean") return build(schema);
  const known = validators.get(schema);
  if (known) return known;
  const made = build(schema);
  validators.set(schema, made);
  return made;
}

function build(schema: JsonSchema): Validate {
  const unusable = schemaProblems(schema).map(({ path, message }) => ({ path: "", message: `The schema is wrong at ${path || "its root"}: ${message}` }));
  if (unusable.length > 0) return () => ({ ok: false, problems: unusable });
  const prepared = prepare(bundle(schema, schema));
  const checker = new SchemaValidator(typeof prepared === "boolean" ? prepared : { ...prepared }, "2020-12", false);
  return (value) => {
    const strange = notJson(value, [], 0);
    if (strange) return { ok: false, problems: [strange] };
    const { valid, errors } = checker.validate(value);
    return valid ? { ok: true } : { ok: false, problems: explain(errors, value, prepared).slice(0, MOST_PROBLEMS) };
  };
}

const KEPT = new Set(
  [
    "$ref $defs type enum const required properties patternProperties additionalProperties unevaluatedProperties propertyNames minProperties maxProperties",
    "dependentRequired dependentSchemas items prefixItems unevaluatedItems contains minContains maxContains minItems maxItems uniqueItems minimum maximum",
    "exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format allOf anyOf oneOf not if then else",
  ].flatMap((keys) => keys.split(" ")),
);

/** A copy for the library, which marks the schemas it is given. Costly keywords only see values of a bounded size. */
function prepare(schema: Json): JsonSchema {
  if (typeof schema === "boolean") return schema;
  if (!isJsonObject(schema)) return true;
  const { pattern, format, uniqueItems, ...rest } = mapSubschemas(Object.fromEntries(Object.entries(schema).filter(([key]) => KEPT.has(key))), prepare);
  const guards: JsonObject[] = [];
  if (typeof pattern === "string") {
    const checked = checkPattern(pattern);
    guards.push(guard("maxLength", checked.ok ? checked.maxLength : 0, { pattern }));
  }
  if (typeof format === "string") guards.push(guard("maxLength", LONGEST_FORMATTED, { format }));
  if (uniqueItems === true) guards.push(guard("maxItems", MOST_UNIQUE, { uniqueItems }));
  if (onlyIntegers(rest["type"])) guards.push(EXACT);
  if (guards.length === 0) return rest;
  return { ...rest, allOf: [...(Array.isArray(rest["allOf"]) ? rest["allOf"] : []), ...guards] };
}

/** Beyond these, JSON's numbers are rounded when they are read: such an integer may not be the one that was meant. */
const EXACT = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER } as const satisfies JsonObject;

function onlyIntegers(type: Json | undefined): boolean {
  const types = Array.isArray(type) ? type : [type];
  return types.includes("integer") && !types.includes("number");
}

function guard(limit: "maxLength" | "maxItems", most: number, costly: JsonObject): JsonObject {
  return { if: { [limit]: most }, then: costly, else: { [limit]: most } };
}

function notJson(value: unknown, path: readonly (string | number)[], depth: number): Problem | undefined {
  if (depth > DEEPEST) return { path: pointer(path.slice(0, 5)), message: `The value is nested more than ${DEEPEST} levels deep.` };
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : { path: pointer(path), message: "This number is not finite." };
    case "object": {
      if (value === null) return undefined;
      const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
      for (const [key, item] of entries) {
        if (typeof key === "string" && key.length > LONGEST_NAME)
          return { path: pointer(path), message: `A property's name is longer than ${LONGEST_NAME} characters.` };
        const found = notJson(item, [...path, key], depth + 1);
        if (found) return found;
      }
      return undefined;
    }
    default:
      return { path: pointer(path), message: value === undefined ? "There is no value." : `A ${typeof value} is not a JSON value.` };
  }
}
