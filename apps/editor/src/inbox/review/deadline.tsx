import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "../../api/approvals.ts";
import { hoursOf, isUrgent } from "../spans.ts";
import { useNow } from "../use-inbox.ts";
import { useTexts } from "../use-texts.ts";
import css from "./side.module.css";

/** Until when it can be decided, and to whom it goes before that. */
export function Deadline({ approval }: { readonly approval: Approval }): JSX.Element | null {
  const { t } = useTranslation("inbox");
  const { time, span } = useTexts();
  const now = useNow();
  const { expiresAt, createdAt, escalate, closed } = approval;
  if (closed !== undefined) return null;
  return (
    <section className={css["deadline"]} aria-label={t("deadline.title")}>
      <h3>
        {t("deadline.title")} {expiresAt !== undefined && <time dateTime={new Date(expiresAt).toISOString()}>{time(expiresAt)}</time>}
      </h3>
      {expiresAt === undefined ? (
        <p>{t("deadline.never")}</p>
      ) : (
        <>
          <progress
            value={Math.max(expiresAt - now, 0)}
            max={expiresAt - createdAt}
            data-urgent={isUrgent(createdAt, expiresAt, now)}
            aria-label={t("deadline.title")}
          />
          <p>{now < expiresAt ? t("deadline.left", { ...hoursOf(expiresAt - now), all: span(expiresAt - createdAt) }) : t("deadline.over")}</p>
        </>
      )}
      {escalate.map(({ at, to }) => (
        <p key={to}>{t("deadline.to", { role: to, time: time(at) })}</p>
      ))}
    </section>
  );
}
