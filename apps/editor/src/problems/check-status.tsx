import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../document/use-document.tsx";
import css from "./problems.module.css";

/** When the problems were found, and how long that took. */
export function CheckStatus(): JSX.Element {
  const { t } = useTranslation("graph");
  const checked = useDocumentState((state) => state.checked);
  const time = checked === undefined ? "" : new Date(checked.at).toLocaleTimeString(undefined, { hour12: false });
  return (
    <span className={css["checked"]}>
      {checked === undefined ? t("problems.checking") : t("problems.checked", { time, ms: Math.max(1, Math.round(checked.ms)) })}
    </span>
  );
}
