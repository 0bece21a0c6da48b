import type { Json } from "@baton/core";
import type { FieldProps } from "@rjsf/utils";
import { z } from "zod";

/** What the form library gives a field of the inspector; the value is whatever the document says there. */
export type InspectorFieldProps = FieldProps<unknown>;

const jsonSchema = z.json().optional().catch(undefined);
const textSchema = z.string().catch("");
const textsSchema = z.array(z.string()).catch([]);

/** The value of a field as data. */
export function dataOf({ formData }: Pick<InspectorFieldProps, "formData">): Json | undefined {
  return jsonSchema.parse(formData);
}

/** The value of a field as text; nothing where it is something else. */
export function textOf({ formData }: Pick<InspectorFieldProps, "formData">): string {
  return textSchema.parse(formData);
}

/** The value of a field as a list of texts; nothing where it is something else. */
export function textsOf({ formData }: Pick<InspectorFieldProps, "formData">): readonly string[] {
  return textsSchema.parse(formData);
}

/** True where the document says something that a field cannot show. */
export function isStrange(value: unknown, schema: z.ZodType): boolean {
  return value !== undefined && !schema.safeParse(value).success;
}

/** Writes a field's value; nothing removes it. Forms hear of it as of every other change. */
export function setField({ onChange, fieldPathId }: Pick<InspectorFieldProps, "onChange" | "fieldPathId">, value: Json | undefined): boolean {
  onChange(value, fieldPathId.path);
  return true;
}
