import { Autocomplete, Textarea } from "@mantine/core";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { useDocumentState } from "../../../document/use-document.tsx";
import { usePageState } from "../../../graph/page-state.ts";
import { DataEditor } from "../../../text/code/data-editor.tsx";
import { schemaNames } from "../../../text/pane/complete/names.ts";
import { useTexts } from "../../../text/text-state.ts";
import { dataOf, type InspectorFieldProps, isStrange, setField, textOf, textsOf } from "../field.ts";
import css from "../form.module.css";
import { AddButton, RemoveButton } from "./expressions-field.tsx";

/** Sentences, one below the other. */
export function TextsField(props: InspectorFieldProps): JSX.Element {
  const { t } = useTranslation("inspector");
  const label = props.schema.title ?? props.name;
  const texts = textsOf(props);
  if (isStrange(props.formData, z.array(z.string()))) return <DataEditor label={label} value={dataOf(props)} onChange={(data) => setField(props, data)} />;
  return (
    <div className={css["rows"]}>
      {texts.map((text, index) => (
        <div key={index} className={css["row"]}>
          <Textarea
            size="xs"
            autosize
            minRows={1}
            aria-label={t("numbered", { label, number: index + 1 })}
            value={text}
            onChange={(event) => setField(props, texts.with(index, event.currentTarget.value))}
          />
          <RemoveButton
            label={t("removeNumbered", { number: index + 1 })}
            remove={() => setField(props, texts.length === 1 ? undefined : texts.toSpliced(index, 1))}
          />
        </div>
      ))}
      <AddButton label={label} add={() => setField(props, [...texts, "…"])} />
    </div>
  );
}

/** A schema by its name, or written out. */
export function SchemaField(props: InspectorFieldProps): JSX.Element {
  const { t } = useTranslation("inspector");
  const files = useDocumentState((state) => state.files);
  const texts = useTexts();
  const [, set] = usePageState();
  const label = props.schema.title ?? props.name;
  const value = dataOf(props);
  if (value !== undefined && typeof value !== "string") return <DataEditor label={label} value={value} onChange={(data) => setField(props, data)} />;
  const file = /[\w./-]+\.json/.exec(textOf(props))?.[0];
  const open = (): void => {
    texts.open(file);
    set({ mode: "split" });
  };
  return (
    <>
      <Autocomplete
        size="xs"
        className={css["mono"] ?? ""}
        aria-label={label}
        data={[...schemaNames(files)]}
        value={textOf(props)}
        onChange={(typed) => setField(props, typed === "" ? undefined : typed)}
      />
      {file !== undefined && Object.hasOwn(files, file) && (
        <button type="button" className={css["link"]} onClick={open}>
          {t("openFile", { file })}
        </button>
      )}
    </>
  );
}

/** What has no form of its own. */
export function DataField(props: InspectorFieldProps): JSX.Element {
  return <DataEditor label={props.schema.title ?? props.name} value={dataOf(props)} onChange={(data) => setField(props, data)} />;
}
