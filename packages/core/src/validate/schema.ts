import type { Json, JsonObject, JsonSchema } from "../json.ts";

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const ONE = new Set(["additionalProperties", "unevaluatedProperties", "unevaluatedItems", "propertyNames", "items", "contains", "not", "if", "then", "else"]);
const MANY = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const NAMED = new Set(["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"]);
const IN_PLACE = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"]);

/** A schema inside a schema. `inPlace`: it speaks about the same value, not about a part of it. */
export interface Subschema {
  readonly path: readonly string[];
  readonly schema: Json;
  readonly inPlace: boolean;
}

/** The schemas directly inside a schema. */
export function subschemas(schema: JsonObject): readonly Subschema[] {
  return Object.entries(schema).flatMap(([key, value]): readonly Subschema[] => {
    const inPlace = IN_PLACE.has(key);
    if (ONE.has(key)) return [{ path: [key], schema: value, inPlace }];
    if (MANY.has(key) && Array.isArray(value)) return value.map((item: Json, index) => ({ path: [key, String(index)], schema: item, inPlace }));
    if (!NAMED.has(key) || !isJsonObject(value)) return [];
    return Object.entries(value).map(([name, item]) => ({ path: [key, name], schema: item, inPlace }));
  });
}

/** A copy of a schema with every schema directly inside it replaced. */
export function mapSubschemas(schema: JsonObject, replace: (inner: Json) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]): [string, Json] => {
      if (ONE.has(key)) return [key, replace(value)];
      if (MANY.has(key) && Array.isArray(value)) return [key, value.map((item: Json) => replace(item))];
      if (!NAMED.has(key) || !isJsonObject(value)) return [key, value];
      return [key, Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item)]))];
    }),
  );
}

/** What `#` or `#/a/b` points to inside a schema; undefined if there is nothing. */
export function resolvePointer(root: JsonSchema, ref: string): Json | undefined {
  const steps = pointerSteps(ref);
  if (!steps) return undefined;
  let at: Json | undefined = root;
  for (const step of steps) {
    if (Array.isArray(at)) at = at[Number(step)];
    else at = isJsonObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}

/** The steps of `#/a/b`; undefined if it is no such pointer. */
export function pointerSteps(ref: string): readonly string[] | undefined {
  if (ref === "#" || ref === "#/") return ref === "#" ? [] : [""];
  if (!ref.startsWith("#/")) return undefined;
  try {
    return decodeURIComponent(ref.slice(2))
      .split("/")
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  } catch {
    return undefined;
  }
}

/** A JSON pointer of these steps. */
export function pointer(steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
