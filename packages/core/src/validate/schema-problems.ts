import type { Json, JsonObject, JsonSchema } from "../json.ts";
import { checkPattern } from "./pattern.ts";
import { isJsonObject, pointer, resolvePointer, subschemas } from "./schema.ts";

/** Something wrong at a place in a value or schema; `path` is a JSON pointer, empty for the whole. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

const DEEPEST = 100;
const MOST_SCHEMAS = 20_000;
const TYPES = new Set<Json>(["null", "boolean", "integer", "number", "string", "array", "object"]);

const isSchema = (value: Json): boolean => typeof value === "boolean" || isJsonObject(value);
const isCount = (value: Json): boolean => typeof value === "number" && Number.isInteger(value) && value >= 0;
const isNumber = (value: Json): boolean => typeof value === "number";
const isTexts = (value: Json): boolean => Array.isArray(value) && value.every((item: Json) => typeof item === "string");
const isSchemas = (value: Json): boolean => Array.isArray(value) && value.length > 0 && value.every(isSchema);
const isNamedSchemas = (value: Json): boolean => isJsonObject(value) && Object.values(value).every(isSchema);

const SHAPES: readonly (readonly [keys: string, test: (value: Json) => boolean, wanted: string])[] = [
  [
    "type",
    (value) => TYPES.has(value) || (Array.isArray(value) && value.length > 0 && value.every((item: Json) => TYPES.has(item))),
    "null, boolean, integer, number, string, array, object or a list of these",
  ],
  ["enum", (value) => Array.isArray(value) && value.length > 0, "a list of values"],
  ["required", isTexts, "a list of property names"],
  ["$ref pattern format", (value) => typeof value === "string", "text"],
  ["minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains", isCount, "a whole number from 0"],
  ["minimum maximum exclusiveMinimum exclusiveMaximum", isNumber, "a number"],
  ["multipleOf", (value) => typeof value === "number" && value > 0, "a number above 0"],
  ["uniqueItems", (value) => typeof value === "boolean", "true or false"],
  [
    "additionalProperties unevaluatedProperties unevaluatedItems propertyNames items contains not if then else",
    isSchema,
    "a schema (for a schema per position use prefixItems)",
  ],
  ["allOf anyOf oneOf prefixItems", isSchemas, "a list of schemas"],
  ["properties patternProperties dependentSchemas $defs definitions", isNamedSchemas, "a mapping from names to schemas"],
  ["dependentRequired", (value) => isJsonObject(value) && Object.values(value).every(isTexts), "a mapping from names to lists of names"],
];
const KEYWORDS = new Map(SHAPES.flatMap(([keys, test, wanted]) => keys.split(" ").map((key) => [key, { test, wanted }] as const)));
const UNSUPPORTED = new Set(["$dynamicRef", "$recursiveRef", "$anchor", "$dynamicAnchor"]);

/** Everything that makes a schema unusable: misused keywords, references to nothing or in a circle, patterns that may run for ever. */
export function schemaProblems(schema: JsonSchema): readonly Problem[] {
  const problems: Problem[] = [];
  let count = 0;
  const visit = (inner: Json, path: readonly string[]): void => {
    count += 1;
    if (!isJsonObject(inner) || count > MOST_SCHEMAS) return;
    if (path.length > DEEPEST * 2) {
      problems.push({ path: pointer(path), message: `The schema is nested more than ${DEEPEST} levels deep.` });
      return;
    }
    for (const [key, value] of Object.entries(inner)) {
      const message = keywordProblem(key, value, schema);
      if (message !== undefined) problems.push({ path: pointer([...path, key]), message });
    }
    if (isCircular(inner, schema)) problems.push({ path: pointer(path), message: "The schema refers to itself without going into a part of the value." });
    for (const next of subschemas(inner)) visit(next.schema, [...path, ...next.path]);
  };
  visit(schema, []);
  if (count > MOST_SCHEMAS) problems.push({ path: "", message: `The schema has more than ${MOST_SCHEMAS} parts.` });
  return problems;
}

function keywordProblem(key: string, value: Json, root: JsonSchema): string | undefined {
  if (UNSUPPORTED.has(key)) return `\`${key}\` is not supported; use \`$ref\` with \`#/...\`.`;
  const shape = KEYWORDS.get(key);
  if (shape && !shape.test(value)) return `\`${key}\` must be ${shape.wanted}.`;
  if (key === "$ref" && typeof value === "string" && resolvePointer(root, value) === undefined) return `\`$ref: ${value}\` points to nothing in this schema.`;
  const patterns = key === "pattern" && typeof value === "string" ? [value] : key === "patternProperties" && isJsonObject(value) ? Object.keys(value) : [];
  for (const pattern of patterns) {
    const checked = checkPattern(pattern);
    if (!checked.ok) return `\`${pattern}\` cannot be used: ${checked.message}.`;
  }
  return undefined;
}

function isCircular(start: JsonObject, root: JsonSchema): boolean {
  const seen = new Set<Json>();
  const queue: Json[] = [start];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (!isJsonObject(at)) continue;
    const next: Json[] = subschemas(at).flatMap((inner) => (inner.inPlace ? [inner.schema] : []));
    if (typeof at["$ref"] === "string") next.push(resolvePointer(root, at["$ref"]) ?? true);
    if (next.includes(start)) return true;
    queue.push(...next.filter((schema) => !seen.has(schema)));
    for (const schema of next) seen.add(schema);
  }
  return false;
}
