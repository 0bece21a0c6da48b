import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { Template } from "../api/graphs.ts";
import css from "./start.module.css";

/** Graphs to begin with: a click makes one of them, to be changed. */
export function Patterns({ templates, make }: { readonly templates: readonly Template[]; readonly make: (template: string) => void }): JSX.Element {
  const { t } = useTranslation("start");
  return (
    <section>
      <h2 className={css["heading"]}>{t("patterns")}</h2>
      <div className={css["patterns"]}>
        {templates.map((template) => (
          <button key={template.id} type="button" onClick={() => make(template.id)}>
            <b>{template.title}</b>
            <span>{template.description}</span>
          </button>
        ))}
      </div>
    </section>
  );
}
