import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import css from "./break-mark.module.css";
import { useBreakpoint } from "./use-breakpoints.ts";

/** A bar at the side of a card on which a run pauses. */
export function BreakMark({ node }: { readonly node: string }): JSX.Element | undefined {
  const { t } = useTranslation("run");
  const where = useBreakpoint(node);
  if (where === undefined) return undefined;
  return (
    <span className={css["mark"]} data-where={where} title={t(`breakpoints.${where}`)}>
      <span className="sr">{t(`breakpoints.${where}`)}</span>
    </span>
  );
}
