import type { OutputUnit } from "@cfworker/json-schema";
import type { Json, JsonSchema } from "../json.ts";
import { isJsonObject, pointerSteps, resolvePointer } from "./schema.ts";
import type { Problem } from "./schema-problems.ts";

/** Turns the library's findings about a value into problems that a person can act on: the leaves only, and of alternatives the one that was meant. */
export function explain(errors: readonly OutputUnit[], value: unknown, schema: JsonSchema): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const error of leaves(errors)) {
    const steps = pointerSteps(error.instanceLocation) ?? [];
    const path = decodeURIComponent(error.instanceLocation.slice(1));
    const message = explainOne(error.keyword, keywordValue(schema, error.keywordLocation), at(value, steps), steps);
    problems.set(`${path} ${message}`, { path, message });
  }
  return [...problems.values()];
}

const WRAPPERS = new Set(
  "$ref allOf if properties patternProperties additionalProperties items prefixItems dependentSchemas unevaluatedItems unevaluatedProperties propertyNames".split(
    " ",
  ),
);

function leaves(errors: readonly OutputUnit[]): readonly OutputUnit[] {
  const result: OutputUnit[] = [];
  for (let index = 0; index < errors.length; index += 1) {
    const error = errors[index];
    if (!error) break;
    if (error.keyword === "anyOf" || error.keyword === "oneOf") {
      const end = errors.findIndex((each, place) => place > index && each.keyword !== "false" && !each.keywordLocation.startsWith(`${error.keywordLocation}/`));
      const inner = errors.slice(index + 1, end < 0 ? undefined : end);
      result.push(...alternative(error, inner));
      index += inner.length;
    } else if (!WRAPPERS.has(error.keyword)) result.push(error);
  }
  return result;
}

/** The findings of the only alternative that has the value's own type; without one, that no alternative fits. */
function alternative(error: OutputUnit, inner: readonly OutputUnit[]): readonly OutputUnit[] {
  const groups = new Map<string, OutputUnit[]>();
  let key = "";
  for (const each of inner) {
    // The library gives `false` the place in the value instead of the place in the schema.
    if (each.keyword !== "false") key = each.keywordLocation.slice(error.keywordLocation.length + 1).split("/", 1)[0] ?? "";
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const meant = [...groups.values()].filter((group) => !group.some((each) => each.keyword === "type" && each.instanceLocation === error.instanceLocation));
  const [only] = meant;
  return only && meant.length === 1 ? leaves(only) : [error];
}

function keywordValue(root: JsonSchema, location: string): Json | undefined {
  let found: Json | undefined = root;
  for (const step of pointerSteps(location) ?? []) {
    if (Array.isArray(found)) found = found[Number(step)];
    else if (!isJsonObject(found)) return undefined;
    else found = step === "$ref" && typeof found["$ref"] === "string" ? resolvePointer(root, found["$ref"]) : found[step];
  }
  return found;
}

function at(value: unknown, steps: readonly string[]): unknown {
  let found = value;
  for (const step of steps) found = typeof found === "object" && found !== null ? Object.getOwnPropertyDescriptor(found, step)?.value : undefined;
  return found;
}

const TYPES: Readonly<Record<string, string>> = {
  null: "null",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  string: "text",
  array: "a list",
  object: "an object",
};
const FORMATS: Readonly<Record<string, string>> = {
  date: "a date like 2026-03-31",
  "date-time": "a date and time like 2026-03-31T14:00:00Z",
  time: "a time like 14:00:00Z",
  email: "an e-mail address",
  uri: "a full address (URI)",
  uuid: "a UUID",
  duration: "a duration like P3D",
};

function explainOne(keyword: string, wanted: Json | undefined, value: unknown, steps: readonly string[]): string {
  const list = (Array.isArray(wanted) ? wanted : [wanted]).filter((item) => item !== undefined);
  const text = typeof wanted === "string" ? wanted : shown(wanted);
  const is = (what: string): string => `This should be ${what}, but is ${shown(value)}.`;
  switch (keyword) {
    case "type":
      return `This should be ${list.map((name) => TYPES[String(name)] ?? String(name)).join(" or ")}, but is ${kind(value)}.`;
    case "required": {
      const missing = list.filter((name) => typeof name !== "string" || at(value, [name]) === undefined);
      return missing.length === 1 ? `\`${String(missing[0])}\` is missing.` : `${missing.map((name) => `\`${String(name)}\``).join(", ")} are missing.`;
    }
    case "false":
      return steps.length === 0 ? "No value is allowed here." : `\`${steps.at(-1)}\` is not allowed here.`;
    case "const":
      return is(shown(wanted));
    case "enum":
      return is(list.length === 1 ? shown(list[0]) : `one of ${list.map(shown).join(", ")}`);
    case "format":
      return is(FORMATS[text] ?? `of the format ${text}`);
    case "pattern":
      return is(`of the form ${text}`);
    case "minimum":
      return is(`at least ${shown(wanted)}`);
    case "maximum":
      return is(`at most ${shown(wanted)}`);
    case "exclusiveMinimum":
      return is(`more than ${shown(wanted)}`);
    case "exclusiveMaximum":
      return is(`less than ${shown(wanted)}`);
    case "multipleOf":
      return is(`a multiple of ${shown(wanted)}`);
    case "minLength":
      return value === "" ? "This may not be empty." : `This text is too short: it needs at least ${shown(wanted)} characters.`;
    case "maxLength":
      return `This text is too long: at most ${shown(wanted)} characters are allowed.`;
    case "minItems":
      return `This list is too short: it needs at least ${shown(wanted)} items.`;
    case "maxItems":
      return `This list is too long: at most ${shown(wanted)} items are allowed.`;
    case "uniqueItems":
      return "This list has an item twice.";
    case "contains":
    case "minContains":
    case "maxContains":
      return "This list does not have the items that it should have.";
    case "minProperties":
    case "maxProperties":
      return `This has too ${keyword === "minProperties" ? "few properties: at least" : "many properties: at most"} ${shown(wanted)}.`;
    case "dependentRequired":
      return "A property is missing that another one needs.";
    case "not":
      return "This has a form that is excluded.";
    default:
      return "This has none of the allowed forms, or more than one.";
  }
}

function kind(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return Array.isArray(value) ? "a list" : (TYPES[typeof value] ?? typeof value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
