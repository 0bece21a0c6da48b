import type { JSX } from "react";
import { ExpressionEditor } from "../../../text/cel/expression-editor.tsx";
import { DataEditor } from "../../../text/code/data-editor.tsx";
import { dataOf, type InspectorFieldProps, setField } from "../field.ts";
import { useDocumentPath } from "../form-place.ts";

/** An expression or a template; data with expressions inside is shown as data. */
export function ExpressionField(props: InspectorFieldProps): JSX.Element {
  const { schema, name, fieldPathId } = props;
  const value = dataOf(props);
  const path = useDocumentPath(fieldPathId.path);
  const label = schema.title ?? name;
  if (value !== undefined && typeof value !== "string") return <DataEditor label={label} value={value} onChange={(data) => setField(props, data)} />;
  return <ExpressionEditor label={label} path={path} value={value ?? ""} onChange={(text) => setField(props, text === "" ? undefined : text)} />;
}
