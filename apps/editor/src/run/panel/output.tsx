import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { Json } from "../../elements/json.tsx";
import { useRun } from "../session/use-session.ts";
import css from "./panel.module.css";

/** What the run that is shown gave. */
export function Output(): JSX.Element {
  const { t } = useTranslation("run");
  const output = useRun(({ record }) => record?.output);
  return (
    <section className={css["output"]}>
      <h3>{t("output.title")}</h3>
      {output === undefined || output === null ? <p className={css["quiet"]}>{t("output.none")}</p> : <Json value={output} />}
    </section>
  );
}
