import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Template } from "../api/graphs.ts";
import { PatternDrawing, patterns } from "./pattern-drawing.tsx";
import css from "./patterns.module.css";
import start from "./start.module.css";
import type { Make } from "./use-make.ts";

/** Graphs to begin with: a click makes one of them, to be changed. */
export function Patterns({ templates, make }: { readonly templates: readonly Template[]; readonly make: Make }): JSX.Element {
  const { t } = useTranslation("start");
  const [all, setAll] = useState(false);
  const offered = patterns.filter((pattern) => templates.some(({ id }) => id === pattern));
  const examples = templates.filter(({ id }) => !offered.some((pattern) => pattern === id));
  return (
    <section>
      <div className={start["heading"]}>
        <h2>{t("patterns")}</h2>
        {examples.length > 0 && (
          <button type="button" className={css["more"]} aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t("fewer") : t("templates", { count: examples.length })}
          </button>
        )}
      </div>
      <div className={css["patterns"]}>
        {offered.map((pattern) => (
          <button key={pattern} type="button" onClick={() => make({ template: pattern })}>
            <PatternDrawing pattern={pattern} />
            <b>{t(`pattern.${pattern}.title`)}</b>
            <span>{t(`pattern.${pattern}.text`)}</span>
          </button>
        ))}
        {all &&
          examples.map(({ id, title, description }) => (
            <button key={id} type="button" onClick={() => make({ template: id })}>
              <b>{title}</b>
              <span>{description}</span>
            </button>
          ))}
      </div>
    </section>
  );
}
