import { useQuery } from "@tanstack/react-query";
import { LayoutTemplate } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { templatesQuery } from "../api/graphs.ts";
import css from "./palette.module.css";
import { useInsertPattern } from "./use-insert-pattern.ts";

/** Whole graphs whose steps can be taken into this one. */
export function Patterns({ typed }: { readonly typed: string }): JSX.Element | undefined {
  const { t } = useTranslation("graph");
  const { data = [] } = useQuery(templatesQuery);
  const insert = useInsertPattern();
  const wanted = typed.trim().toLowerCase();
  const found = data.filter(({ title }) => title.toLowerCase().includes(wanted));
  if (found.length === 0) return undefined;
  return (
    <section>
      <h2>{t("palette.patterns")}</h2>
      {found.map(({ id, title, description }) => (
        <button key={id} type="button" className={css["item"]} title={description} onClick={() => insert(id)}>
          <LayoutTemplate size={14} aria-hidden />
          <span>{title}</span>
        </button>
      ))}
    </section>
  );
}
