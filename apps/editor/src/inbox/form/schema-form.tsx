import { isJsonObject, type Json, type JsonSchema } from "@baton/core";
import { Form } from "@rjsf/mantine";
import type { UiSchema } from "@rjsf/utils";
import type { JSX } from "react";
import { z } from "zod";
import { formValidator } from "./form-validator.ts";

interface Props {
  readonly schema: JsonSchema;
  readonly value: Json | undefined;
  readonly change: (value: Json | undefined) => void;
  /** A field that takes the focus. */
  readonly focus?: string | undefined;
}

const json = z.json();

/** A form made of a JSON Schema; loads when somebody edits or answers. */
export function SchemaForm({ schema, value, change, focus }: Props): JSX.Element {
  return (
    <Form
      tagName="div"
      schema={typeof schema === "boolean" ? {} : { ...schema }}
      uiSchema={{ ...withFocus(widgets(schema, value), focus), "ui:submitButtonOptions": { norender: true } }}
      formData={value}
      validator={formValidator}
      showErrorList={false}
      liveValidate
      noHtml5Validate
      onChange={({ formData }: { readonly formData?: unknown }) => change(formData === undefined ? undefined : json.safeParse(formData).data)}
    />
  );
}

function withFocus(ui: UiSchema, focus: string | undefined): UiSchema {
  return focus === undefined ? ui : { ...ui, [focus]: { ...z.record(z.string(), z.unknown()).catch({}).parse(ui[focus]), "ui:autofocus": true } };
}

const long = 120;

/** Texts that are long, or are the whole answer, get room. */
function widgets(schema: Json | JsonSchema | undefined, value: Json | undefined, inside = false): UiSchema {
  if (schema === undefined || !isJsonObject(schema)) return {};
  const { type, maxLength, properties, items } = schema;
  if (type === "string" && ["enum", "const", "format"].every((key) => schema[key] === undefined)) {
    const room = !inside || (typeof maxLength === "number" && maxLength > long) || (typeof value === "string" && value.length > long);
    return room ? { "ui:widget": "textarea" } : {};
  }
  const fields = value !== undefined && isJsonObject(value) ? value : {};
  return {
    ...(items === undefined ? {} : { items: widgets(items, undefined, true) }),
    ...(properties === undefined || !isJsonObject(properties)
      ? {}
      : Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, widgets(each, fields[name], true)]))),
  };
}
