import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import css from "./side.module.css";

/** The policies' reasons. */
export function Why({ reasons }: { readonly reasons: readonly string[] }): JSX.Element | null {
  const { t } = useTranslation("inbox");
  if (reasons.length === 0) return null;
  return (
    <section className={css["why"]} aria-label={t("why.title")}>
      <h3>{t("why.title")}</h3>
      {reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </section>
  );
}
