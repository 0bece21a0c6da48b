import { isJsonObject, type Json, type JsonObject, type JsonSchema, validator } from "@baton/core";

/** Levels of what need not be there; what must be there goes as deep as it has to. */
const deepest = 6;

const texts: Readonly<Record<string, string>> = {
  date: "2026-01-01",
  "date-time": "2026-01-01T00:00:00Z",
  time: "00:00:00Z",
  duration: "P1D",
  email: "simulated@example.com",
  uri: "https://example.com/simulated",
  url: "https://example.com/simulated",
  uuid: "00000000-0000-4000-8000-000000000000",
};

/** A plain value that fits a schema; undefined where none was found, as for most patterns. */
export function sampleOf(schema: JsonSchema): Json | undefined {
  const value = sample(schema, { root: schema, depth: 0 });
  return value !== undefined && validator(schema)(value).ok ? value : undefined;
}

interface Place {
  readonly root: JsonSchema;
  readonly depth: number;
}

function sample(schema: Json, place: Place): Json | undefined {
  if (!isJsonObject(schema)) return schema === false ? undefined : null;
  const { $ref: reference, allOf, anyOf, oneOf, enum: choices, examples } = schema;
  for (const given of [schema["const"], schema["default"], first(examples), first(choices)]) if (given !== undefined) return given;
  if (place.depth > 4 * deepest) return undefined;
  const deeper = { ...place, depth: place.depth + 1 };
  if (typeof reference === "string") return sample(resolved(reference, place.root), deeper);
  if (Array.isArray(allOf)) {
    const { allOf: _, ...own } = schema;
    return sample(
      merged([own, ...allOf.map((each) => (isJsonObject(each) && typeof each["$ref"] === "string" ? resolved(each["$ref"], place.root) : each))]),
      deeper,
    );
  }
  const ways = [anyOf, oneOf].find((each) => Array.isArray(each));
  if (Array.isArray(ways)) return ways.map((each) => sample(each, deeper)).find((value) => value !== undefined);
  return typed(schema, typeOf(schema), place);
}

function typed(schema: JsonObject, type: string, place: Place): Json | undefined {
  const deeper = { ...place, depth: place.depth + 1 };
  switch (type) {
    case "object": {
      const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
      const parts = Object.entries(isJsonObject(schema["properties"]) ? schema["properties"] : {}).filter(
        ([name]) => required.has(name) || place.depth < deepest,
      );
      const values = parts.map(([name, part]) => [name, sample(part, deeper)] as const);
      return Object.fromEntries(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
    }
    case "array": {
      const item = sample(schema["items"] ?? true, deeper);
      const least = numberOf(schema["minItems"]) ?? 0;
      return item === undefined ? (least === 0 ? [] : undefined) : Array.from({ length: Math.min(least, 1000) }, () => item);
    }
    case "string": {
      const text = (typeof schema["format"] === "string" ? texts[schema["format"]] : undefined) ?? "simulated";
      return text.padEnd(Math.min(numberOf(schema["minLength"]) ?? 0, 10_000), "-").slice(0, numberOf(schema["maxLength"]) ?? undefined);
    }
    case "integer":
    case "number":
      return numberIn(schema);
    case "boolean":
      return true;
    default:
      return null;
  }
}

/** The least that is allowed, else the most, else nothing. */
function numberIn(schema: JsonObject): number {
  const step = numberOf(schema["multipleOf"]) ?? 1;
  const above = numberOf(schema["exclusiveMinimum"]);
  const least = Math.max(numberOf(schema["minimum"]) ?? Number.NEGATIVE_INFINITY, above === undefined ? Number.NEGATIVE_INFINITY : above + step);
  const below = numberOf(schema["exclusiveMaximum"]);
  const most = Math.min(numberOf(schema["maximum"]) ?? Number.POSITIVE_INFINITY, below === undefined ? Number.POSITIVE_INFINITY : below - step);
  const value = least > 0 ? Math.ceil(least / step) * step : most < 0 ? Math.floor(most / step) * step : 0;
  return schema["type"] === "integer" ? Math.ceil(value) : value;
}

function typeOf(schema: JsonObject): string {
  const { type } = schema;
  const named = Array.isArray(type) ? type.find((each) => each !== "null") : type;
  if (typeof named === "string") return named;
  return "properties" in schema ? "object" : "items" in schema ? "array" : "null";
}

function merged(schemas: readonly Json[]): JsonObject {
  return schemas.filter(isJsonObject).reduce<JsonObject>((whole, part) => {
    const properties = { ...asObject(whole["properties"]), ...asObject(part["properties"]) };
    const required = [...asList(whole["required"]), ...asList(part["required"])];
    return { ...whole, ...part, ...(Object.keys(properties).length === 0 ? {} : { properties }), ...(required.length === 0 ? {} : { required }) };
  }, {});
}

function resolved(reference: string, root: JsonSchema): Json {
  if (!reference.startsWith("#")) return false;
  const steps = reference
    .slice(1)
    .split("/")
    .filter((step) => step !== "");
  return steps.reduce<Json>((at, step) => (isJsonObject(at) ? (at[step.replaceAll("~1", "/").replaceAll("~0", "~")] ?? false) : false), root);
}

function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function first(value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? value[0] : undefined;
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
