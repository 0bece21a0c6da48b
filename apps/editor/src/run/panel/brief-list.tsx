import { Mail } from "lucide-react";
import type { JSX, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Note, SentBrief } from "../model/progress.ts";
import { useRun } from "../session/use-session.ts";
import css from "./brief.module.css";

/** What was handed over: every brief, newest first, and why. `to` shows those of one node alone. */
export function BriefList({ to }: { readonly to?: string }): JSX.Element {
  const { t } = useTranslation("run");
  useRun(({ tick }) => tick);
  const { briefs, notes } = useRun((view) => view.progress);
  const shown = (to === undefined ? briefs : briefs.filter((brief) => brief.to === to || brief.from === to)).toReversed();
  return (
    <div className={css["list"]}>
      {to === undefined && notes.length > 0 && (
        <ul className={css["notes"]} aria-label={t("notes.title")}>
          {notes.map((note) => (
            <li key={`${note.at} ${note.event.type}`}>
              <NoteText note={note} />
            </li>
          ))}
        </ul>
      )}
      {to === undefined && shown.length === 0 && <p className={css["none"]}>{t("briefs.nothing")}</p>}
      {shown.map((brief) => (
        <BriefCard key={`${brief.at} ${brief.to} ${brief.task}`} sent={brief} />
      ))}
    </div>
  );
}

function BriefCard({ sent }: { readonly sent: SentBrief }): JSX.Element {
  const { t } = useTranslation("run");
  const { from, to, brief } = sent;
  return (
    <details className={css["brief"]}>
      <summary>
        <Mail size={13} aria-hidden />
        <b>{t("briefs.to", { to })}</b> <small>{t("briefs.from", { from })}</small>
        <span>{brief.task.instruction}</span>
      </summary>
      <BriefFacts brief={brief} />
    </details>
  );
}

/** What a brief says, part by part. */
export function BriefFacts({ brief }: Pick<SentBrief, "brief">): JSX.Element {
  const { t } = useTranslation("run");
  const passes = [...Object.keys(brief.state), ...(brief.history.length > 0 ? [`history[-${brief.history.length}:]`] : [])];
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t("briefs.goal"), brief.goal],
    [t("briefs.part"), brief.responsibility],
    [t("briefs.task"), brief.task.instruction],
    [t("briefs.feedback"), brief.task.feedback.join(" ")],
    [t("briefs.passes"), passes.length === 0 ? "" : passes.map((name) => <code key={name}>{name}</code>)],
    [t("briefs.previous"), brief.previous.map(({ task, worker }) => `${task} (${worker})`).join(", ")],
    [t("briefs.rules"), brief.constraints.join(" ")],
    [t("briefs.success"), brief.success.join(" ")],
    [t("briefs.escalate"), brief.escalateWhen.join(" ")],
  ];
  return (
    <dl className={css["says"]}>
      {rows
        .filter(([, value]) => value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function NoteText({ note: { event } }: { readonly note: Note }): JSX.Element {
  const { t } = useTranslation("run");
  const text = (): string => {
    switch (event.type) {
      case "handoff.made":
        return t("notes.handed", event);
      case "handoff.refused":
        return t("notes.refused", event);
      case "supervisor.decided":
        return t("notes.chose", { ...event, choice: event.worker ?? event.choice });
      case "model.retried":
        return t("notes.retried", event);
      case "plan.revised":
        return t("notes.revised", event);
      case "escalated":
        return t("notes.escalated", event);
      default:
        return event satisfies never;
    }
  };
  return <>{text()}</>;
}
