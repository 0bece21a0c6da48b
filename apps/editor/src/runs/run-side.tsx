import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import { BriefList } from "../run/panel/brief-list.tsx";
import { Output } from "../run/panel/output.tsx";
import { PlanList } from "../run/panel/plan-list.tsx";
import { RunFigures } from "../run/panel/run-figures.tsx";
import { Speaking } from "../run/panel/speaking.tsx";
import { Stopped } from "../run/panel/stopped.tsx";
import { useRun } from "../run/session/use-session.ts";
import { useSelected } from "../selection/use-selection.tsx";
import { Tabs } from "../shell/tabs.tsx";
import { NodeRecord } from "../timeline/node-record.tsx";
import css from "./run-page.module.css";

type Tab = "plan" | "node" | "briefs" | "messages" | "output";

/** What there is to know of a run beside its canvas: its plan, the selected node, what was said and what came out. */
export function RunSide(): JSX.Element {
  const { t } = useTranslation("runs");
  useRun(({ tick }) => tick);
  const { plans, briefs, notes } = useRun((view) => view.progress);
  const [node] = useSelected((state) => state.nodes);
  const [chosen, choose] = useState<Tab>();
  const tabs: readonly Tab[] = [
    ...(plans.size > 0 ? (["plan"] as const) : []),
    "node",
    ...(briefs.length + notes.length > 0 ? (["briefs"] as const) : []),
    "messages",
    "output",
  ];
  const current = chosen !== undefined && tabs.includes(chosen) ? chosen : node === undefined ? (tabs[0] === "plan" ? "plan" : "output") : "node";
  return (
    <aside className={css["side"]} aria-label={t("one.side")}>
      <div className={css["narrow"]}>
        <RunFigures />
      </div>
      <div className={css["stopped"]}>
        <Stopped />
      </div>
      <Tabs label={t("one.side")} tabs={tabs.map((id) => ({ id, label: t(`one.${id}`) }))} current={current} choose={choose}>
        <Panel tab={current} node={node} />
      </Tabs>
    </aside>
  );
}

function Panel({ tab, node }: { readonly tab: Tab; readonly node: string | undefined }): JSX.Element {
  const { t } = useTranslation("runs");
  switch (tab) {
    case "plan":
      return <PlanList />;
    case "node":
      return (
        <div className={css["node"]}>
          {node === undefined ? (
            <p>{t("one.selectNode")}</p>
          ) : (
            <>
              <h3>{node}</h3>
              <NodeRecord node={node} />
              <BriefList to={node} />
            </>
          )}
        </div>
      );
    case "briefs":
      return <BriefList />;
    case "messages":
      return <Speaking />;
    case "output":
      return <Output />;
    default:
      return tab satisfies never;
  }
}
