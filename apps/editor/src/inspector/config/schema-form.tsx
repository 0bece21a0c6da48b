import { isJsonObject, type JsonObject, type Path, plainJson } from "@baton/core";
import { withTheme } from "@rjsf/core";
import { generateTheme } from "@rjsf/mantine";
import { type JSX, memo } from "react";
import { useTranslation } from "react-i18next";
import { useChange } from "../../document/use-change.ts";
import { useDocumentState } from "../../document/use-document.tsx";
import { dataEdits } from "./data-edits.ts";
import { fields } from "./fields.ts";
import css from "./form.module.css";
import { type FormPlace, FormPlaceContext } from "./form-place.ts";
import type { FormShape } from "./form-schema.ts";
import { ArrayFieldItemTemplate, ArrayFieldTemplate, FieldTemplate, ObjectFieldTemplate } from "./templates.tsx";
import { formValidator } from "./validator.ts";

const Form = withTheme<unknown>(generateTheme<unknown>());
const templates = { FieldTemplate, ObjectFieldTemplate, ArrayFieldTemplate, ArrayFieldItemTemplate };
/** What is not written stays unwritten. */
const noDefaults = { emptyObjectFields: "skipDefaults", arrayMinItems: { populate: "never" } } as const;

interface Props {
  readonly shape: FormShape;
  /** What the document says there, of the keys that the form has. */
  readonly data: JsonObject;
  readonly place: FormPlace;
  /** How a change is told in the history. */
  readonly gesture: string;
}

/** A form of a part of the document. What changes is written as the fewest edits, so that comments and everything else stay. */
export const SchemaForm = memo(function SchemaForm({ shape, data, place, gesture }: Props): JSX.Element {
  const { t } = useTranslation("inspector");
  const change = useChange();
  const writable = useDocumentState((state) => state.writable);
  const take = (formData: unknown): void => {
    const next = plainJson(formData);
    if (!isJsonObject(next)) return;
    const edits = Object.keys({ ...data, ...next }).flatMap((key) => dataEdits(data[key], next[key], [...place.base, key]));
    if (edits.length > 0) change(gesture, () => ({ edits }), { key: `form ${keyOf(edits.map(({ path }) => path))}` });
  };
  return (
    <FormPlaceContext value={place}>
      <Form
        tagName="div"
        className={css["form"] ?? ""}
        aria-label={t("form")}
        schema={shape.schema}
        uiSchema={{ ...shape.ui, "ui:submitButtonOptions": { norender: true }, "ui:globalOptions": { label: false } }}
        formData={data}
        validator={formValidator}
        fields={fields}
        templates={templates}
        experimental_defaultFormStateBehavior={noDefaults}
        noValidate
        showErrorList={false}
        readonly={!writable}
        idPrefix={place.node ?? "graph"}
        onChange={({ formData }) => take(formData)}
      />
    </FormPlaceContext>
  );
});

/** Letters typed one after the other are one step where they go to the same places. */
function keyOf(paths: readonly Path[]): string {
  return paths.map((path) => path.join(".")).join(" ");
}
