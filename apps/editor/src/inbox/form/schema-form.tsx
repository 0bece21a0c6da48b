import { isJsonObject, type Json, type JsonSchema } from "@baton/core";
import { Form } from "@rjsf/mantine";
import type { RJSFSchema, UiSchema } from "@rjsf/utils";
import { type JSX, useEffect, useId, useRef } from "react";
import { z } from "zod";
import { formValidator } from "./form-validator.ts";

interface Props {
  /** What the value is called where its schema does not say. */
  readonly label: string;
  readonly schema: JsonSchema;
  readonly value: Json | undefined;
  readonly change: (value: Json | undefined) => void;
  /** Whether its first field takes the focus. */
  readonly focus?: boolean | undefined;
}

const json = z.json();

/** A form made of a JSON Schema; loads when somebody edits or answers. */
export function SchemaForm({ label, schema, value, change, focus = false }: Props): JSX.Element {
  const id = useId();
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus) form.current?.querySelector<HTMLElement>("input, textarea, select")?.focus();
  }, [focus]);
  return (
    <div ref={form}>
      <Form
        tagName="div"
        idPrefix={id}
        schema={named(schema, label)}
        uiSchema={{ ...widgets(schema, value), "ui:submitButtonOptions": { norender: true } }}
        formData={value}
        validator={formValidator}
        showErrorList={false}
        noValidate
        onChange={({ formData }: { readonly formData?: unknown }) => change(formData === undefined ? undefined : json.safeParse(formData).data)}
      />
    </div>
  );
}

/** A record names its fields; anything else needs a name itself. */
function named(schema: JsonSchema, label: string): RJSFSchema {
  if (typeof schema === "boolean") return { title: label };
  return schema["type"] === "object" ? { ...schema } : { title: label, ...schema };
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
  // A box that is not ticked says nothing; a choice does.
  if (type === "boolean") return { "ui:widget": "radio" };
  const fields = value !== undefined && isJsonObject(value) ? value : {};
  return {
    ...(items === undefined ? {} : { items: widgets(items, undefined, true) }),
    ...(properties === undefined || !isJsonObject(properties)
      ? {}
      : Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, widgets(each, fields[name], true)]))),
  };
}
