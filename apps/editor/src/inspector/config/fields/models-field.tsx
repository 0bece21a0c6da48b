import { MultiSelect, Select } from "@mantine/core";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../../document/use-document.tsx";
import { type InspectorFieldProps, setField, textOf, textsOf } from "../field.ts";
import css from "../form.module.css";

/** The model, and those that are asked when it fails. */
export function ModelsField(props: InspectorFieldProps): JSX.Element {
  const { t } = useTranslation("inspector");
  const models = Object.keys(useDocumentState((state) => state.manifest.models));
  const written = textOf(props) === "" ? textsOf(props) : [textOf(props)];
  const [first, ...others] = written;
  const set = (names: readonly string[]): void => void setField(props, names.length === 0 ? undefined : names.length === 1 ? names[0] : names);
  const data = [...new Set([...models, ...written])];
  return (
    <div className={css["two"]}>
      <div>
        <Select
          size="xs"
          aria-label={t("model")}
          data={data}
          value={first ?? null}
          placeholder={models[0]}
          clearable
          onChange={(chosen) => set(chosen === null ? [] : [chosen, ...others.filter((each) => each !== chosen)])}
        />
      </div>
      <div>
        <MultiSelect
          size="xs"
          aria-label={t("fallsBack")}
          data={data.filter((each) => each !== (first ?? models[0]))}
          value={others}
          {...(others.length === 0 ? { placeholder: t("fallsBack") } : {})}
          onChange={(chosen) => set(chosen.length === 0 && first === undefined ? [] : [first ?? models[0] ?? "", ...chosen])}
        />
      </div>
    </div>
  );
}
