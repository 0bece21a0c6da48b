import { isJsonObject, type Json, type JsonObject, type Kind, ownedShape } from "@baton/core";
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { z } from "zod";
import { configSchema } from "../../document/kind-schema.ts";

/** What a form shows of a part of the document: its schema, and how each part of it is edited. */
export interface FormShape {
  readonly schema: RJSFSchema;
  readonly ui: UiSchema<unknown>;
  /** Keys that are shown even where nothing is written; the others open. */
  readonly primary: readonly string[];
}

/** Names of the fields that the inspector brings. */
export type FieldName =
  | "choice"
  | "expression"
  | "expressions"
  | "template"
  | "prompt"
  | "tool"
  | "tools"
  | "models"
  | "node"
  | "channels"
  | "files"
  | "schema"
  | "texts"
  | "approvers"
  | "writes"
  | "writesOn"
  | "limits"
  | "flags"
  | "data";

/** Fields for what a kind's form names; what it does not name is told by its schema. */
const byWidget: Readonly<Record<string, FieldName>> = {
  prompt: "prompt",
  tool: "tool",
  tools: "tools",
  models: "models",
  node: "node",
  expression: "expression",
  expressions: "expressions",
  template: "template",
  files: "files",
  schema: "schema",
  approvers: "approvers",
  texts: "texts",
  limits: "limits",
  "channel-names": "channels",
};

/** Keys that every kind has, with their fields. */
const common = {
  writes: { field: "writes", title: "Writes", description: "Channels to write when the first port is left." },
  writesOn: { field: "writesOn", title: "Writes on other ports", description: "Channels to write when another port is left." },
  limits: { field: "limits", title: "Limits of one execution", description: "What stops one execution of this step." },
  timeout: { field: undefined, title: "Timeout", description: "Longest time of one attempt: 30s, 5m." },
  retry: { field: undefined, title: "Retry", description: "Attempts after the first that failed." },
} as const satisfies Readonly<Record<string, { readonly field: FieldName | undefined; readonly title: string; readonly description: string }>>;

/** Sections below the kind's own keys, closed until one of theirs is written. */
export const sections = {
  brief: Object.keys(ownedShape),
  retries: ["timeout", "retry"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The form of a node of a kind. */
export function nodeForm(kind: Kind): FormShape {
  const own = configSchema(kind);
  const properties = objectOf(own["properties"]);
  const shaped = shape(own, kind.form);
  const rest = Object.entries(common).filter(([key]) => !Object.hasOwn(properties, key));
  return {
    schema: {
      ...shaped.schema,
      properties: {
        ...shaped.schema.properties,
        ...Object.fromEntries(
          rest.map(([key, { title, description }]) => [key, { title, description, ...(key === "retry" ? { type: "integer" } : { type: "string" }) }]),
        ),
      },
    },
    ui: {
      ...shaped.ui,
      ...Object.fromEntries(rest.flatMap(([key, { field }]) => (field === undefined ? [] : [[key, fieldUi(field)]]))),
    },
    primary: [...Object.keys(kind.form), ...shaped.primary, "writes", "limits"],
  };
}

/** A schema without its defaults, as what is not written must stay unwritten, with a field for each of its parts. */
export function shape(schema: JsonObject, widgets: Kind["form"] = {}): FormShape {
  const properties = Object.entries(objectOf(schema["properties"])).map(([key, each]) => [key, objectOf(each)] as const);
  const shaped = properties.map(([key, each]) => [key, shapeOne(key, each, widgets[key]?.widget)] as const);
  const demanded = Array.isArray(schema["required"]) ? schema["required"].filter((key) => typeof key === "string") : [];
  // What has a default is not asked for.
  const required = demanded.filter((key) => !Object.hasOwn(objectOf(objectOf(schema["properties"])[key]), "default"));
  return {
    schema: {
      type: "object",
      properties: Object.fromEntries(shaped.map(([key, { schema: inner }]) => [key, inner])),
      required,
    },
    ui: Object.fromEntries(shaped.map(([key, { ui }]) => [key, ui])),
    primary: required,
  };
}

function shapeOne(key: string, schema: JsonObject, widget: string | undefined): Omit<FormShape, "primary"> {
  const field = (widget === undefined ? undefined : byWidget[widget]) ?? fieldOf(key, schema);
  const items = objectOf(schema["items"]);
  if (field === undefined && schema["type"] === "object") {
    const inner = shape(schema);
    return { schema: { ...inner.schema, ...titled(key, schema) }, ui: inner.ui };
  }
  if (field === undefined && schema["type"] === "array" && items["type"] === "object") {
    const inner = shape(items);
    return { schema: { type: "array", items: inner.schema, ...titled(key, schema) }, ui: { items: inner.ui } };
  }
  const { default: preset, examples, ...plain } = schema;
  const example = Array.isArray(examples) ? examples[0] : undefined;
  const hint = preset ?? (typeof example === "string" || typeof example === "number" ? example : undefined);
  const placeholder = typeof hint === "string" || typeof hint === "number" ? { "ui:placeholder": String(hint) } : {};
  return {
    schema: { ...rjsf(field === undefined ? plain : {}), ...titled(key, schema) },
    ui: { ...(field === undefined ? {} : fieldUi(field)), ...placeholder, "ui:options": field === undefined ? plainOptions(schema) : options(schema, preset) },
  };
}

/** Figures are typed. */
function plainOptions({ type }: JsonObject): Readonly<Record<string, boolean>> {
  return type === "integer" || type === "number" ? { hideControls: true } : {};
}

/** What may be written in several ways and has the same meaning wherever it stands. */
const namedFields: Readonly<Record<string, FieldName>> = { by: "approvers", model: "models" };

/** Texts of the format that are templates, in whichever node they stand. */
const templates: readonly string[] = ["asks", "feedback"];

/** The field that a schema asks for by itself; undefined where the plain widgets do. */
function fieldOf(key: string, schema: JsonObject): FieldName | undefined {
  const { type, anyOf, items, additionalProperties } = schema;
  const choices = schema["enum"];
  if (Array.isArray(choices)) return "choice";
  if (Array.isArray(anyOf)) return isSchemaReference(anyOf) ? "schema" : (namedFields[key] ?? "data");
  if (type === "string" && templates.includes(key)) return "template";
  if (type === "array") return listField(objectOf(items));
  if (type === "object") return schema["properties"] !== undefined ? undefined : isOpen(objectOf(additionalProperties)) ? "expressions" : "data";
  return type === undefined ? "expression" : undefined;
}

function listField(items: JsonObject): FieldName | undefined {
  if (Array.isArray(items["enum"])) return "flags";
  if (items["type"] === "string") return Object.hasOwn(items, "pattern") ? "channels" : "texts";
  return items["type"] === "object" && items["properties"] !== undefined ? undefined : "data";
}

/** A name of a schema, or the schema itself. */
function isSchemaReference(choices: readonly Json[]): boolean {
  const [name, written, more] = choices.map(objectOf);
  return (
    more === undefined &&
    name?.["type"] === "string" &&
    name["pattern"] === undefined &&
    written?.["type"] === "object" &&
    isOpen(objectOf(written["additionalProperties"]))
  );
}

function isOpen(schema: JsonObject): boolean {
  return Object.keys(schema).every((key) => key === "description" || key === "examples");
}

function fieldUi(field: FieldName): UiSchema<unknown> {
  return { "ui:field": field, "ui:fieldReplacesAnyOrOneOf": true };
}

function titled(key: string, schema: JsonObject): RJSFSchema {
  const { description } = schema;
  return { title: label(key), ...(typeof description === "string" ? { description } : {}) };
}

function options(schema: JsonObject, preset: Json | undefined): { readonly choices?: readonly string[]; readonly preset?: Json } {
  const listed = Array.isArray(schema["enum"]) ? schema["enum"] : objectOf(schema["items"])["enum"];
  const choices = Array.isArray(listed) ? listed.filter((each) => typeof each === "string") : [];
  return { ...(choices.length === 0 ? {} : { choices }), ...(preset === undefined ? {} : { preset }) };
}

/** `escalateWhen` reads `Escalate when`. */
export function label(key: string): string {
  const words = key.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}

const schemaSchema = z.record(z.string(), z.json());

/** The same schema in the form library's type, which is looser than what it reads. */
function rjsf(schema: JsonObject): RJSFSchema {
  return { ...schemaSchema.parse(schema) };
}
