import { Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Hand, PencilLine, Square } from "lucide-react";
import { type JSX, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Canvas } from "../canvas/canvas.tsx";
import { useDocumentState } from "../document/use-document.tsx";
import { modKey } from "../keys/keymap.ts";
import { RunNodeActions } from "../run/node-actions.tsx";
import { RunFigures } from "../run/panel/run-figures.tsx";
import { StateCounts } from "../run/panel/state-counts.tsx";
import { StatusChip } from "../run/panel/status-chip.tsx";
import { useStanding } from "../run/panel/use-standing.ts";
import { useRun } from "../run/session/use-session.ts";
import { useRunActs } from "../run/use-run-acts.ts";
import { TopBar } from "../shell/top-bar.tsx";
import { Timeline, TimelineStatus } from "../timeline/timeline.tsx";
import { useSteps } from "../timeline/use-steps.ts";
import { RunNotices } from "./run-notices.tsx";
import { RunSide } from "./run-side.tsx";
import css from "./run-page.module.css";

/** The regions of a run's page: canvas, timeline, and what there is to know of the run beside them. */
export function RunWorkspace(): JSX.Element {
  const { t } = useTranslation("runs");
  useStepInAddress();
  return (
    <div className={css["page"]}>
      <RunTopBar />
      <div className={css["work"]}>
        <main className={css["middle"]}>
          <RunNodeActions>
            <Canvas />
          </RunNodeActions>
          <StateCounts />
          <RunNotices />
        </main>
        <RunSide />
        <section className={css["dock"]} aria-label={t("one.timeline")}>
          <header>
            <h2>{t("one.timeline")}</h2>
            <TimelineStatus />
          </header>
          <Timeline />
        </section>
      </div>
    </div>
  );
}

function RunTopBar(): JSX.Element {
  const { t } = useTranslation(["runs", "run"]);
  const title = useDocumentState((state) => state.shown.graph?.title ?? state.id);
  const graph = useDocumentState((state) => state.id);
  const run = useRun((view) => view.run) ?? "";
  const hash = useRun(({ record }) => record?.graphHash);
  const draft = useRun(({ record }) => record?.draft === true);
  const people = useRun(({ pause }) => pause.approvals.length);
  const going = useRun(({ job }) => job !== undefined);
  const standing = useStanding();
  const { stop } = useRunActs();
  useHotkeys([["mod+.", () => void (going ? stop() : undefined)]], []);
  return (
    <TopBar
      actions={
        <>
          <span className={css["wide"]}>
            <RunFigures />
          </span>
          {hash !== undefined && (
            <span className={css["version"]}>
              {t("run:version")} <code>{hash.replace(/^sha256-/, "").slice(0, 6)}</code>
            </span>
          )}
          {draft && <span className={css["version"]}>{t("draft")}</span>}
          <Button leftSection={<PencilLine size={13} aria-hidden />} renderRoot={(props) => <Link to="/g/$graph" params={{ graph }} {...props} />}>
            {t("run:openGraph")}
          </Button>
          {going && (
            <Button leftSection={<Square size={12} aria-hidden />} rightSection={<kbd>{modKey(navigator.userAgent)} .</kbd>} onClick={() => void stop()}>
              {t("run:stop")}
            </Button>
          )}
        </>
      }
    >
      <div className={css["crumb"]}>
        <Link to="/runs">{t("title")}</Link>
        <span>/</span>
        <h1>{title}</h1>
        <code>{run.slice(-6)}</code>
      </div>
      <StatusChip status={standing} />
      {people > 0 && (
        <span className={css["people"]}>
          <Hand size={12} aria-hidden />
          {t("run:people", { count: people })}
        </span>
      )}
    </TopBar>
  );
}

/** The step that is looked at stands in the address, so that it can be sent to somebody. */
function useStepInAddress(): void {
  const { step } = useSearch({ from: "/runs/$run" });
  const navigate = useNavigate({ from: "/runs/$run" });
  const { steps, current, follows, look } = useSteps();
  const taken = useRef(false);
  const ready = steps.length > 0;
  useEffect(() => {
    if (!ready || taken.current) return;
    taken.current = true;
    const asked = steps.find(({ number }) => number === step);
    if (asked !== undefined) look(asked);
  }, [ready, steps, step, look]);
  const shown = follows ? undefined : current?.number;
  useEffect(() => {
    if (!taken.current || shown === step) return;
    void navigate({ search: shown === undefined ? {} : { step: shown }, replace: true });
  }, [shown, step, navigate]);
}
