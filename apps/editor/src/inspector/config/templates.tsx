import { ActionIcon, Button } from "@mantine/core";
import type { ArrayFieldItemTemplateProps, ArrayFieldTemplateProps, FieldTemplateProps, ObjectFieldTemplateProps } from "@rjsf/utils";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../document/use-document.tsx";
import { ProblemNote } from "../problem-note.tsx";
import css from "./form.module.css";
import { useDocumentPath } from "./form-place.ts";
import { problemsAt } from "./problems-at.ts";
import { Sections } from "./sections.tsx";

/** One field: its name, what edits it, and what is wrong with it. */
export function FieldTemplate({
  id,
  label,
  rawDescription,
  required,
  hidden,
  children,
  fieldPathId,
  schema,
  uiSchema,
}: FieldTemplateProps<unknown>): JSX.Element {
  const { t } = useTranslation("inspector");
  const { path } = fieldPathId;
  const own = uiSchema?.["ui:field"] !== undefined;
  // What has fields of its own shows their problems there.
  const holds = !own && (schema.type === "object" || (schema.type === "array" && schema.items !== undefined));
  if (hidden === true || path.length === 0) return <>{children}</>;
  const unnamed = typeof path.at(-1) === "number";
  return (
    <div className={css["item"]} data-field={path.join(".")}>
      {!unnamed && !(schema.type === "boolean" && !own) && (
        <label className={css["label"]} htmlFor={id} title={rawDescription}>
          {label}
          {required === true && <abbr title={t("required")}>*</abbr>}
        </label>
      )}
      {children}
      {!holds && <FieldProblems path={path} />}
    </div>
  );
}

/** What the checker finds at a field. */
export function FieldProblems({ path }: { readonly path: readonly (string | number)[] }): JSX.Element | undefined {
  const at = useDocumentPath(path);
  const problems = useDocumentState((state) => state.problems);
  const reading = useDocumentState((state) => state.reading);
  const found = problemsAt(problems, reading, at);
  if (found.length === 0) return undefined;
  return (
    <div role="status">
      {found.map((problem) => (
        <ProblemNote key={`${problem.code} ${problem.at.start} ${problem.message}`} problem={problem} />
      ))}
    </div>
  );
}

/** The fields of a mapping; those of a whole form in sections. */
export function ObjectFieldTemplate({ properties, fieldPathId }: ObjectFieldTemplateProps<unknown>): JSX.Element {
  const shown = properties.filter(({ hidden }) => !hidden);
  if (fieldPathId.path.length === 0) return <Sections fields={shown} />;
  return <div className={css["group"]}>{shown.map(({ content }) => content)}</div>;
}

/** The items of a list of mappings, each in a box. */
export function ArrayFieldTemplate({ items, canAdd, onAddClick, title }: ArrayFieldTemplateProps<unknown>): JSX.Element {
  const { t } = useTranslation("inspector");
  return (
    <div className={css["list"]}>
      {items}
      {canAdd === true && (
        <Button size="compact-sm" variant="subtle" leftSection={<Plus size={13} aria-hidden />} onClick={() => onAddClick()}>
          {t("addTo", { list: title.toLowerCase() })}
        </Button>
      )}
    </div>
  );
}

export function ArrayFieldItemTemplate({ children, index, buttonsProps }: ArrayFieldItemTemplateProps<unknown>): JSX.Element {
  const { t } = useTranslation("inspector");
  const { hasMoveUp, hasMoveDown, onMoveUpItem, onMoveDownItem, onRemoveItem } = buttonsProps;
  return (
    <div className={css["box"]} role="group" aria-label={t("itemOf", { number: index + 1 })}>
      <div className={css["tools"]}>
        <span>{index + 1}</span>
        <ActionIcon size={20} aria-label={t("moveUp")} disabled={!hasMoveUp} onClick={() => onMoveUpItem()}>
          <ArrowUp size={12} aria-hidden />
        </ActionIcon>
        <ActionIcon size={20} aria-label={t("moveDown")} disabled={!hasMoveDown} onClick={() => onMoveDownItem()}>
          <ArrowDown size={12} aria-hidden />
        </ActionIcon>
        <ActionIcon size={20} aria-label={t("removeItem")} onClick={() => onRemoveItem()}>
          <X size={12} aria-hidden />
        </ActionIcon>
      </div>
      {children}
    </div>
  );
}
