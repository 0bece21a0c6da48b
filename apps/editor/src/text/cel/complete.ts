import { compileValue, expressionFunctions, isJsonObject, type Json, type JsonSchema, type Scope, templateHoles, withVariables } from "@baton/core";

/** One way to go on. */
export interface Suggestion {
  readonly label: string;
  readonly type: "variable" | "property" | "function";
  /** What it is, in a word. */
  readonly detail?: string;
  /** Written in place of the label; the cursor goes before its last character where it is a call. */
  readonly apply?: string;
}

export interface Suggestions {
  /** Where the word begins that is written. */
  readonly from: number;
  readonly options: readonly Suggestion[];
}

/**
 * What may stand at a place of an expression, or of a template between its braces: variables, fields of what is written before the point, functions.
 * Undefined where nothing may.
 */
export function celSuggestions(text: string, at: number, scope: Scope, place: "expression" | "template"): Suggestions | undefined {
  const hole =
    place === "template" || text.includes("{{") ? templateHoles(text).find(({ start, end }) => start <= at && at <= end) : { start: 0, end: text.length };
  if (hole === undefined) return undefined;
  const before = text.slice(hole.start, at);
  if (insideText(before)) return undefined;
  const word = /\w*$/.exec(before)?.[0] ?? "";
  if (/^\d/.test(word)) return undefined;
  const from = at - word.length;
  const lead = before.slice(0, before.length - word.length);
  const inner = withItems(scope, lead);
  if (!lead.trimEnd().endsWith("."))
    return { from, options: [...variables(inner), ...calls(["has", "size", "string", "int", "double", "timestamp", "duration"], "value")] };
  const receiver = receiverOf(lead.trimEnd().slice(0, -1));
  if (receiver === "state") return { from, options: [...(scope.channels ?? [])].map((label): Suggestion => variable(label, scope)) };
  const { type, problems } = compileValue(receiver, inner, {});
  return receiver === "" || problems.length > 0 ? undefined : { from, options: members(type) };
}

function variables(scope: Scope): readonly Suggestion[] {
  return [...scope.variables.keys()].map((label) => variable(label, scope));
}

function variable(label: string, scope: Scope): Suggestion {
  return { label, type: "variable", detail: typeName(scope.variables.get(label) ?? true) };
}

function members(schema: JsonSchema): readonly Suggestion[] {
  const fields = fieldsOf(schema, schema);
  const properties = [...fields].map(([label, field]): Suggestion => ({ label, type: "property", detail: typeName(resolved(field, schema)) }));
  const types = typesOf(schema, schema);
  const lists = types.has("array") ? [...expressionFunctions.each.map(eachCall), ...calls(["size", ...expressionFunctions.list], "list")] : [];
  const texts = types.has("string") ? calls(["size", ...expressionFunctions.text], "text") : [];
  return [...properties, ...lists, ...texts];
}

function calls(names: readonly string[], detail: string): readonly Suggestion[] {
  return names.map((label) => ({ label, type: "function", detail, apply: `${label}()` }));
}

function eachCall(label: string): Suggestion {
  return { label, type: "function", detail: "each", apply: `${label}(item, )` };
}

function insideText(before: string): boolean {
  let open = "";
  for (let at = 0; at < before.length; at += 1) {
    const char = before.charAt(at);
    if (open !== "" && char === "\\") at += 1;
    else if (open !== "") open = char === open ? "" : open;
    else if (char === "'" || char === '"') open = char;
  }
  return open !== "";
}

/** The expression that a point follows: names, points, and brackets with all that is in them. */
function receiverOf(text: string): string {
  let at = text.length;
  for (let depth = 0; at > 0; at -= 1) {
    const char = text.charAt(at - 1);
    if (char === ")" || char === "]") depth += 1;
    else if (char === "(" || char === "[") {
      if (depth === 0) break;
      depth -= 1;
    } else if (depth === 0 && !/[\w.]/.test(char)) break;
  }
  return text.slice(at);
}

const comprehension = new RegExp(`\\.(?:${expressionFunctions.each.join("|")})\\(\\s*(\\w+)\\s*,`, "g");

/** The scope with the items of the comprehensions that a place stands in. */
function withItems(scope: Scope, before: string): Scope {
  return [...before.matchAll(comprehension)].reduce((inner, { 0: call, 1: item = "", index }) => {
    const inside = before.slice(index + call.length);
    if (inside.split(")").length > inside.split("(").length) return inner;
    const list = compileValue(receiverOf(before.slice(0, index)), inner, {}).type;
    const items = isJsonObject(list) ? list["items"] : undefined;
    const $defs = isJsonObject(list) ? list["$defs"] : undefined;
    const schema = items !== undefined && isJsonObject(items) ? { ...items, ...($defs === undefined ? {} : { $defs }) } : true;
    return withVariables(inner, { [item]: schema });
  }, scope);
}

function fieldsOf(schema: Json, root: JsonSchema): ReadonlyMap<string, Json> {
  const whole = resolved(schema, root);
  if (!isJsonObject(whole)) return new Map();
  const properties = whole["properties"];
  const own = properties !== undefined && isJsonObject(properties) ? Object.entries(properties) : [];
  return new Map([...own, ...options(whole).flatMap((each) => [...fieldsOf(each, root)])]);
}

function typesOf(schema: Json, root: JsonSchema): ReadonlySet<Json> {
  const whole = resolved(schema, root);
  if (!isJsonObject(whole)) return new Set();
  const type = whole["type"];
  return new Set([...(Array.isArray(type) ? type : type === undefined ? [] : [type]), ...options(whole).flatMap((each) => [...typesOf(each, root)])]);
}

function options(schema: { readonly [key: string]: Json }): readonly Json[] {
  return ["anyOf", "oneOf", "allOf"].flatMap((key) => {
    const each = schema[key];
    return Array.isArray(each) ? each : [];
  });
}

function resolved(schema: Json, root: JsonSchema): Json {
  const reference = isJsonObject(schema) ? schema["$ref"] : undefined;
  if (typeof reference !== "string") return schema;
  const found = reference
    .replace(/^#\/?/, "")
    .split("/")
    .reduce<Json | undefined>(
      (at, step) => (at !== undefined && isJsonObject(at) ? at[decodeURI(step)] : undefined),
      typeof root === "boolean" ? undefined : root,
    );
  return found ?? true;
}

/** A type in a word: what stands in its schema, as a document writes it. */
export function typeName(schema: Json): string {
  if (!isJsonObject(schema)) return "any";
  const { type, items, title } = schema;
  if (typeof title === "string") return title;
  if (type === "array") return items === undefined ? "list" : `list(${typeName(items)})`;
  if (typeof type === "string") return type;
  if (Array.isArray(type)) return type.filter((each) => typeof each === "string").join(" | ");
  return Array.isArray(schema["enum"]) ? "string" : "any";
}
