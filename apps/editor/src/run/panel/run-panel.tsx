import { ActionIcon } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { InputForm } from "../input/input-form.tsx";
import { useRun } from "../session/use-session.ts";
import { useStart } from "../use-start.ts";
import { BriefList } from "./brief-list.tsx";
import { Output } from "./output.tsx";
import css from "./panel.module.css";
import { PlanList } from "./plan-list.tsx";
import { RunFigures } from "./run-figures.tsx";
import { Speaking } from "./speaking.tsx";
import { StatusChip } from "./status-chip.tsx";
import { Stopped } from "./stopped.tsx";
import { useStanding } from "./use-standing.ts";

/** The dock's tab of the run: what the next one begins with, or how the one that is shown goes. */
export function RunPanel(): JSX.Element {
  const run = useRun((view) => view.run);
  return run === undefined ? <InputForm /> : <ShownRun run={run} />;
}

function ShownRun({ run }: { readonly run: string }): JSX.Element {
  const { t } = useTranslation("run");
  const standing = useStanding();
  const { leave } = useStart();
  useRun(({ tick }) => tick);
  const draft = useRun(({ record }) => record?.draft === true);
  const { plans, briefs, notes } = useRun((view) => view.progress);
  const handed = briefs.length + notes.length > 0;
  return (
    <div className={css["panel"]}>
      <section className={css["facts"]} aria-label={t("run")}>
        <header>
          <StatusChip status={standing} />
          <RunFigures />
          <Link to="/runs/$run" params={{ run }}>
            {t("open")}
          </Link>
          <ActionIcon size={22} aria-label={t("leave")} title={t("leave")} onClick={() => void leave()}>
            <X size={14} aria-hidden />
          </ActionIcon>
        </header>
        <Stopped />
        {draft && <p className={css["quiet"]}>{t("draft")}</p>}
      </section>
      <section aria-label={plans.size > 0 ? t("plan.title") : handed ? t("briefs.title") : t("output.title")}>
        {plans.size > 0 ? <PlanList /> : handed ? <BriefList /> : <Output />}
      </section>
      <section className={css["talk"]} aria-label={t("speech.title")}>
        {plans.size > 0 && handed && (
          <div className={css["briefs"]}>
            <h3 className={css["columnTitle"]}>{t("briefs.title")}</h3>
            <BriefList />
          </div>
        )}
        <h3 className={css["columnTitle"]}>{t("speech.title")}</h3>
        <Speaking />
      </section>
    </div>
  );
}
