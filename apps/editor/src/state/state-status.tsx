import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useSelected } from "../selection/use-selection.tsx";
import css from "./state.module.css";

/** What is marked in the table of channels. */
export function StateStatus(): JSX.Element | undefined {
  const { t } = useTranslation("state");
  const selected = useSelected((state) => (state.nodes.length === 1 ? state.nodes[0] : undefined));
  return selected === undefined ? undefined : <span className={css["status"]}>{t("marked", { node: selected })}</span>;
}
