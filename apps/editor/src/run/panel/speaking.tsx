import { type JSX, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useRun } from "../session/use-session.ts";
import css from "./panel.module.css";

/** What models say, as they say it, each with the agent that speaks. */
export function Speaking(): JSX.Element {
  const { t } = useTranslation("run");
  const speech = useRun((view) => view.speech);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [speech]);
  return (
    <div ref={box} className={css["speech"]} role="log" aria-label={t("speech.title")} tabIndex={0}>
      {speech.length === 0 && <p className={css["quiet"]}>{t("speech.none")}</p>}
      {speech.map(({ id, agent, text, call }) => (
        <div key={id}>
          <b>{agent}</b>
          {text !== "" && <p>{text}</p>}
          {call !== "" && (
            <p>
              {t("speech.calls")} <code>{call}</code>
            </p>
          )}
        </div>
      ))}
    </div>
  );
}
