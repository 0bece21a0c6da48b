import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import type { RunStatus } from "../../api/runs.ts";
import type { NodeRun } from "../../run-state/run-state.ts";
import css from "./panel.module.css";
import { StateIcon } from "./state-icon.tsx";

const states: Readonly<Record<RunStatus | "paused", NodeRun["state"]>> = {
  running: "running",
  done: "done",
  interrupted: "waiting",
  paused: "queued",
  failed: "failed",
  limit_reached: "stopped",
  cancelled: "stopped",
};

/** How a run stands, in one word. `paused`: it waits for nobody, somebody stopped it. */
export function StatusChip({ status }: { readonly status: RunStatus | "paused" }): JSX.Element {
  const { t } = useTranslation("run");
  return (
    <span className={css["chip"]} data-state={states[status]}>
      <StateIcon state={states[status]} size={12} />
      {t(`status.${status}`)}
    </span>
  );
}
