import { type JSX, useContext, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../document/use-document.tsx";
import { RunStateContext } from "../../run-state/use-run-state.tsx";
import type { NodeRun } from "../../run-state/run-state.ts";
import { useRun } from "../session/use-session.ts";
import css from "./state-counts.module.css";
import { StateIcon } from "./state-icon.tsx";

const states = ["done", "running", "waiting", "failed", "unknown", "stopped", "queued", "skipped"] as const satisfies readonly NodeRun["state"][];

/** How many nodes are in which state, over the canvas. */
export function StateCounts(): JSX.Element | undefined {
  const { t } = useTranslation("run");
  const runs = useContext(RunStateContext);
  const nodes = useDocumentState((state) => state.shown.graph?.nodes);
  const tick = useRun((view) => view.tick);
  const until = useRun((view) => view.until);
  const [counts, setCounts] = useState<Partial<Record<NodeRun["state"], number>>>({});
  useEffect(() => {
    const found: Partial<Record<NodeRun["state"], number>> = {};
    for (const id of nodes?.keys() ?? []) {
      const state = runs.node(id)?.state;
      if (state !== undefined) found[state] = (found[state] ?? 0) + 1;
    }
    setCounts(found);
  }, [runs, nodes, tick, until]);
  const shown = states.filter((state) => counts[state] !== undefined);
  if (shown.length === 0) return undefined;
  return (
    <ul className={css["counts"]} aria-label={t("counts.label")}>
      {shown.map((state) => (
        <li key={state} data-state={state}>
          <StateIcon state={state} size={12} />
          <b>{counts[state]}</b> {t(`counts.${state}`)}
        </li>
      ))}
    </ul>
  );
}
