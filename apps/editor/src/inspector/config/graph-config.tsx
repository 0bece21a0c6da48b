import { isJsonObject, type JsonObject, jsonSchema } from "@baton/core";
import { kinds } from "@baton/nodes";
import { type JSX, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../document/use-document.tsx";
import css from "../inspector.module.css";
import { type FormShape, shape } from "./form-schema.ts";
import { SchemaForm } from "./schema-form.tsx";

const keys = ["title", "goal", "input", "outcomes", "limits", "policies", "params", "owners", "version"];
const primary = ["title", "goal", "input", "outcomes", "limits", "policies"];

/** Everything that the document says of itself: its goal, what a run brings and gives, its limits, policies and constants. */
export function GraphConfig(): JSX.Element {
  const { t } = useTranslation("inspector");
  const document = useDocumentState((state) => state.shown.result.document);
  const data = useMemo(() => pick(document !== undefined && isJsonObject(document) ? document : {}, keys), [document]);
  const form = useMemo(graphForm, []);
  const [first] = useState(data);
  const place = useMemo(() => ({ base: [], node: undefined, shown: [...primary, ...Object.keys(first)] }), [first]);
  return (
    <div className={css["form"]}>
      <SchemaForm shape={form} data={data} place={place} gesture={t("changedGraph")} />
    </div>
  );
}

function graphForm(): FormShape {
  const properties = jsonSchema(kinds)["properties"];
  const known = properties !== undefined && isJsonObject(properties) ? properties : {};
  const { schema, ui, ...rest } = shape(
    { type: "object", properties: pick(known, keys) },
    { limits: { widget: "limits" }, input: { widget: "channel-names" } },
  );
  return { schema, ui: { ...ui, goal: { ...ui["goal"], "ui:widget": "textarea", "ui:options": { rows: 4 } } }, ...rest };
}

function pick(from: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}
