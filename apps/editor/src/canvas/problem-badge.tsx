import { CircleX, Lightbulb, type LucideIcon, TriangleAlert } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { ProblemsHere } from "./marks.ts";
import css from "./problem-badge.module.css";

const icons: Readonly<Record<ProblemsHere["severity"], LucideIcon>> = { error: CircleX, warning: TriangleAlert, advice: Lightbulb };

/** How bad it is where it stands, and how many problems there are. */
export function ProblemBadge({ severity, messages }: ProblemsHere): JSX.Element {
  const { t } = useTranslation("canvas");
  const Icon = icons[severity];
  return (
    <span className={css["badge"]} data-severity={severity} title={messages.join("\n")}>
      <Icon size={11} strokeWidth={2.5} aria-hidden />
      {messages.length > 1 && messages.length}
      <span className="sr">{t("problems", { count: messages.length })}</span>
    </span>
  );
}
