import { ActionIcon } from "@mantine/core";
import { Fragment, type JSX } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "../actions/acting.ts";
import css from "./menu.module.css";

/** Over the canvas while several steps are selected: put them in line, apart, into a group. */
export function SelectionBar({ parts }: { readonly parts: readonly (readonly Action[])[] }): JSX.Element {
  const { t } = useTranslation("canvas");
  return (
    <div className={css["bar"]} role="toolbar" aria-label={t("actions.label")}>
      {parts.map((part, index) => (
        <Fragment key={part[0]?.id}>
          {index > 0 && <span className={css["divider"]} />}
          {part.map(({ id, label, icon: Icon, may, run }) => (
            <ActionIcon key={id} variant="subtle" color="gray" size={24} aria-label={label} title={label} disabled={!may} onClick={run}>
              {Icon !== undefined && <Icon size={14} aria-hidden />}
            </ActionIcon>
          ))}
        </Fragment>
      ))}
    </div>
  );
}
