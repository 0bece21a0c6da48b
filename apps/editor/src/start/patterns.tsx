import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { Template } from "../api/graphs.ts";
import css from "./start.module.css";

/** Graphs to begin with. */
export function Patterns({ templates }: { readonly templates: readonly Template[] }): JSX.Element {
  const { t } = useTranslation("start");
  return (
    <section>
      <h2 className={css["heading"]}>{t("patterns")}</h2>
      <div className={css["patterns"]}>
        {templates.map((template) => (
          <Link key={template.id} to="/g/$graph" params={{ graph: template.id }}>
            <b>{template.title}</b>
            <span>{template.description}</span>
          </Link>
        ))}
      </div>
    </section>
  );
}
