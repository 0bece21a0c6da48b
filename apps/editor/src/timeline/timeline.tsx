import { ActionIcon } from "@mantine/core";
import { ChevronLeft, ChevronRight, Radio, SkipBack } from "lucide-react";
import { type JSX, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRun } from "../run/session/use-session.ts";
import { Grid } from "./grid.tsx";
import { StateDiff } from "./state-diff.tsx";
import css from "./timeline.module.css";
import { useSteps } from "./use-steps.ts";

/** The supersteps of the run that is shown: what ran in each, and what it made of the state. */
export function Timeline(): JSX.Element {
  const { t } = useTranslation("timeline");
  const run = useRun((view) => view.run);
  const { steps, current, look, whole, pending } = useSteps();
  const [node, setNode] = useState<string>();
  if (run === undefined) return <p className={css["none"]}>{t("none")}</p>;
  if (steps.length === 0) return <p className={css["none"]}>{pending ? t("reading") : t("nothing")}</p>;
  return (
    <div className={css["timeline"]}>
      <div className={css["grid"]}>
        {!whole && <p className={css["none"]}>{t("cut", { count: steps.length })}</p>}
        <Grid
          steps={steps}
          current={current}
          choose={(step, chosen) => {
            look(step);
            setNode(chosen);
          }}
        />
      </div>
      {current !== undefined && <StateDiff step={current} node={node} />}
    </div>
  );
}

/** What stands at the end of the row of tabs: which step is looked at, and the way from one to the next. */
export function TimelineStatus(): JSX.Element | undefined {
  const { t } = useTranslation("timeline");
  const { steps, current, follows, look } = useSteps();
  if (current === undefined) return undefined;
  const index = steps.indexOf(current);
  const go = (to: number): void => {
    const step = steps[to];
    if (step !== undefined) look(step);
  };
  return (
    <span className={css["status"]}>
      <ActionIcon size={22} aria-label={t("first")} disabled={index <= 0} onClick={() => go(0)}>
        <SkipBack size={13} aria-hidden />
      </ActionIcon>
      <ActionIcon size={22} aria-label={t("previous")} disabled={index <= 0} onClick={() => go(index - 1)}>
        <ChevronLeft size={14} aria-hidden />
      </ActionIcon>
      <b aria-live="polite">{t("step", { number: current.number, all: steps.at(-1)?.number ?? 0 })}</b>
      <ActionIcon size={22} aria-label={t("next")} disabled={index >= steps.length - 1} onClick={() => go(index + 1)}>
        <ChevronRight size={14} aria-hidden />
      </ActionIcon>
      <button type="button" className={css["live"]} aria-pressed={follows} onClick={() => look(undefined)}>
        <Radio size={13} aria-hidden />
        {t("live")}
      </button>
    </span>
  );
}
