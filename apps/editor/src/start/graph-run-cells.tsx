import { Check, Hand, LoaderCircle, OctagonPause, X } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { ListedRun } from "../api/runs-list.ts";
import { lasted, when } from "./figures.ts";
import type { GraphRuns } from "./runs-by-graph.ts";
import css from "./graph-table.module.css";

type State = "running" | "waiting" | "done" | "failed" | "stopped";

const states: Readonly<Record<ListedRun["status"], State>> = {
  running: "running",
  done: "done",
  interrupted: "waiting",
  failed: "failed",
  limit_reached: "stopped",
  cancelled: "stopped",
};
const icons = { running: LoaderCircle, waiting: Hand, done: Check, failed: X, stopped: OctagonPause };

/** How a graph's last runs went; a dash for one that never ran. */
export function GraphRunCells({ runs }: { readonly runs: GraphRuns | undefined }): JSX.Element {
  const { t } = useTranslation("start");
  if (runs === undefined) return <span className={css["never"]}>{t("neverRun")}</span>;
  const { newest, last, waiting } = runs;
  const state = states[newest.status];
  const Icon = icons[state];
  const counts = [...Map.groupBy(last, (run) => states[run.status])].map(([each, own]) => `${own.length} ${t(`states.${each}`)}`);
  return (
    <>
      <span className={css["bars"]} role="img" aria-label={`${t("lastRuns")} ${counts.join(", ")}`}>
        {last.map((run) => (
          <i key={run.id} className={css["bar"]} data-state={states[run.status]} />
        ))}
      </span>
      <span className={css["state"]} data-state={state}>
        <Icon size={12} strokeWidth={2} aria-hidden />
        {t(`states.${state}`, { context: "title" })}
      </span>
      <span className={css["fact"]}>{when(newest.startedAt, Date.now())}</span>
      <span className={css["fact"]} data-worst={waiting > 0 ? "warning" : undefined}>
        {waiting > 0 && t("waiting", { count: waiting })}
      </span>
      <span className={css["figure"]}>{newest.usage !== undefined && lasted(newest.usage.timeMs)}</span>
      <span className={css["figure"]}>{newest.usage !== undefined && newest.usage.costUsd > 0 && `$${newest.usage.costUsd.toFixed(3)}`}</span>
    </>
  );
}
