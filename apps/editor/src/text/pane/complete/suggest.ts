import { isJsonObject, type Json, type JsonObject, jsonSchema } from "@baton/core";
import { kinds } from "@baton/nodes";
import type { View } from "../../../document/reading.ts";
import { celSuggestions } from "../../cel/complete.ts";
import { expectingAt, isValueUse } from "../../cel/scope.ts";
import { namesAt } from "./names.ts";
import { type Place, placeAt } from "./place.ts";
import { schemasAt } from "./schema-at.ts";

/** A way to go on in a document. */
export interface DocumentSuggestion {
  readonly label: string;
  readonly type: "key" | "value" | "name" | "variable" | "property" | "function";
  readonly detail?: string;
  readonly info?: string;
  readonly apply?: string;
}

export interface DocumentSuggestions {
  readonly from: number;
  readonly options: readonly DocumentSuggestion[];
}

const published = jsonSchema(kinds);

/** What may stand at a place of the document's text: keys and values of the schema, names of the document and its host, words of expressions. */
export function documentSuggestions(view: View, text: string, at: number): DocumentSuggestions | undefined {
  const place = placeAt(text, at);
  if (place === undefined) return undefined;
  const schemas = schemasAt(published, place.path, place.data);
  const names = namesAt(view, place).map((label): DocumentSuggestion => ({ label, type: "name", ...(place.role === "key" ? { apply: `${label}: ` } : {}) }));
  if (place.role === "value" && names.length === 0 && (schemas.some(isOpen) || isValueUse(view, place.path))) return expression(view, place, at);
  const inMapping = place.role === "key" || place.alone;
  const keys = inMapping ? schemas.flatMap((schema) => keysOf(schema, present(place))) : [];
  const values = place.role === "value" || !schemas.some(isMapping) ? schemas.flatMap(valuesOf) : [];
  const options = [...names, ...keys, ...values];
  const { from } = place;
  return options.length === 0 ? undefined : { from, options: unique(options) };
}

function expression(view: View, { path, before, after }: Place, at: number): DocumentSuggestions | undefined {
  const { scope, place } = expectingAt(view, path);
  const found = celSuggestions(before + after, before.length, scope, place);
  return found === undefined ? undefined : { from: at - (before.length - found.from), options: found.options };
}

/** True for a schema that says nothing of the value: an expression stands there. */
function isOpen(schema: JsonObject): boolean {
  return !["type", "enum", "const", "properties", "additionalProperties", "items", "anyOf", "oneOf", "allOf"].some((key) => Object.hasOwn(schema, key));
}

function isMapping(schema: JsonObject): boolean {
  return schema["type"] === "object";
}

function keysOf(schema: JsonObject, there: ReadonlySet<string>): readonly DocumentSuggestion[] {
  const properties = schema["properties"];
  if (properties === undefined || !isJsonObject(properties)) return [];
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
  return Object.entries(properties).flatMap(([label, each]): readonly DocumentSuggestion[] =>
    there.has(label) ? [] : [{ label, type: "key", apply: `${label}: `, ...(required.has(label) ? { detail: "required" } : {}), ...described(each) }],
  );
}

function valuesOf(schema: JsonObject): readonly DocumentSuggestion[] {
  const choices = [...listOf(schema["oneOf"]), ...listOf(schema["anyOf"])].flatMap((each): readonly DocumentSuggestion[] =>
    isJsonObject(each) && typeof each["const"] === "string" ? [{ label: each["const"], type: "value", ...described(each) }] : [],
  );
  const constants = [...listOf(schema["enum"]), ...(schema["const"] === undefined ? [] : [schema["const"]])];
  const booleans = schema["type"] === "boolean" ? [true, false] : [];
  const plain = [...constants, ...booleans].map((each): DocumentSuggestion => ({
    label: typeof each === "string" ? each : JSON.stringify(each),
    type: "value",
  }));
  return [...choices, ...plain];
}

function described(schema: Json): { readonly info?: string } {
  const description = isJsonObject(schema) ? schema["description"] : undefined;
  return typeof description === "string" ? { info: description } : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function present({ path, data }: Place): ReadonlySet<string> {
  const at = path.reduce<Json | undefined>((inner, step) => {
    if (Array.isArray(inner)) return inner[Number(step)];
    return inner !== undefined && isJsonObject(inner) ? inner[step] : undefined;
  }, data);
  return new Set(at !== undefined && isJsonObject(at) ? Object.keys(at) : []);
}

function unique(options: readonly DocumentSuggestion[]): readonly DocumentSuggestion[] {
  return [...new Map(options.map((option) => [option.label, option])).values()];
}
