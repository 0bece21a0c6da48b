import { Ban, Check, CircleDashed, CircleHelp, Hand, LoaderCircle, Lock, type LucideIcon, Minus, OctagonPause, X } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { NodeRun } from "../../run-state/run-state.ts";
import type { ConnectState } from "../gestures/connecting.ts";
import type { ProblemsHere } from "../marks.ts";
import { ProblemBadge } from "../problem-badge.tsx";
import { stateText } from "../state-text.ts";
import css from "./card.module.css";

const stateIcons: Readonly<Record<NodeRun["state"], LucideIcon>> = {
  queued: CircleDashed,
  running: LoaderCircle,
  waiting: Hand,
  done: Check,
  failed: X,
  skipped: Minus,
  unknown: CircleHelp,
  stopped: OctagonPause,
};

interface Props {
  readonly run: NodeRun | undefined;
  readonly problems: ProblemsHere | undefined;
  readonly connect: ConnectState | undefined;
  readonly figures: boolean;
  readonly locked: boolean;
}

/** What stands on a card's edges: the run's state and figures, problems, and why a wire may not end here. */
export function CardBadges({ run, problems, connect, figures, locked }: Props): JSX.Element {
  const { t } = useTranslation("canvas");
  const StateIcon = run === undefined ? undefined : stateIcons[run.state];
  return (
    <>
      {run !== undefined && StateIcon !== undefined && (
        <span className={css["state"]} data-state={run.state}>
          <StateIcon size={12} strokeWidth={2.5} aria-hidden />
          {stateText(t, run)}
        </span>
      )}
      {figures && run !== undefined && (
        <span className={css["figures"]}>
          {run.count !== undefined && <span>×{run.count}</span>}
          {run.ms !== undefined && <span>{duration(run.ms)}</span>}
          {run.tokens !== undefined && <span>{t("figures.tokens", { tokens: run.tokens >= 1_000 ? `${(run.tokens / 1_000).toFixed(1)}k` : run.tokens })}</span>}
          {run.costUsd !== undefined && <span>${run.costUsd.toFixed(3)}</span>}
        </span>
      )}
      {locked && (
        <span className={css["locked"]} title={t("locked")}>
          <Lock size={10} strokeWidth={2.5} aria-hidden />
          <span className="sr">{t("locked")}</span>
        </span>
      )}
      {problems !== undefined && (
        <span className={css["problem"]}>
          <ProblemBadge {...problems} />
        </span>
      )}
      {connect?.type === "refused" && (
        <span className={css["reason"]}>
          <Ban size={13} aria-hidden />
          {t(`refused.${connect.why}`)}
        </span>
      )}
      {connect?.type === "aimed" && (
        <span className={css["reason"]}>
          <Check size={13} aria-hidden />
          {t("drop")} <kbd>↵</kbd>
        </span>
      )}
    </>
  );
}

function duration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)}:${String(Math.round((ms % 60_000) / 1_000)).padStart(2, "0")}`;
}
