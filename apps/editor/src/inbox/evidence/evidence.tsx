import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../api/approvals.ts";
import { currencyWithin } from "../amount.ts";
import css from "./evidence.module.css";
import { shapeOf } from "./shape.ts";
import { Value } from "./value.tsx";

/** What the designer chose to show to whoever decides. */
export function Evidence({ shows, args }: { readonly shows: Approval["shows"]; readonly args: Approval["actions"][number]["args"] }): JSX.Element {
  const { t } = useTranslation("inbox");
  const around = currencyWithin(args, undefined);
  return (
    <section className={css["evidence"]} aria-label={t("evidence.title")}>
      <h3>
        {t("evidence.title")} <span>{shows.length}</span>
      </h3>
      {shows.length === 0 && <p className={css["nothing"]}>{t("evidence.none")}</p>}
      {shows.map(({ label, value, absent }) => {
        const shape = shapeOf(value);
        const short = shape.type === "nothing" || shape.type === "plain" || (shape.type === "text" && !shape.markdown && shape.text.length < 160);
        if (absent === true || short) {
          return (
            <div key={label} className={css["short"]}>
              <code>{label}</code>
              {absent === true ? (
                <span className={css["nothing"]}>{t("evidence.absent")}</span>
              ) : (
                <Value value={value} field={label} currency={around} depth={0} />
              )}
            </div>
          );
        }
        return (
          <details key={label} open>
            <summary>
              <code>{label}</code>
            </summary>
            <Value value={value} field={label} currency={around} depth={0} />
          </details>
        );
      })}
    </section>
  );
}
