import { Link, useSearch } from "@tanstack/react-router";
import { CircleX, CloudCheck, CloudOff, LoaderCircle, Lock, PencilLine, Settings2, TriangleAlert, Workflow } from "lucide-react";
import { ActionIcon, SegmentedControl } from "@mantine/core";
import { Fragment, type JSX } from "react";
import { useTranslation } from "react-i18next";
import { isDirty } from "../document/document.ts";
import { rootFile } from "../document/files.ts";
import { useDocumentState } from "../document/use-document.tsx";
import { useSelection } from "../selection/use-selection.tsx";
import { TopBar } from "../shell/top-bar.tsx";
import css from "./graph-top-bar.module.css";
import { usePageState } from "./page-state.ts";
import { modes, topBarActions } from "./regions.ts";

/** The bar over a graph: which it is, whether it is saved, how it is looked at, how many problems it has. */
export function GraphTopBar(): JSX.Element {
  const { t } = useTranslation("graph");
  const [page, set] = usePageState();
  const selection = useSelection();
  const title = useDocumentState((state) => state.shown.graph?.title ?? state.id);
  return (
    <TopBar
      actions={
        <>
          {modes.length > 1 && (
            <SegmentedControl
              size="xs"
              className={css["modes"] ?? ""}
              aria-label={t("modes.label")}
              data={modes.map(({ id }) => ({ value: id, label: t(`modes.${id}`) }))}
              value={page.mode}
              onChange={(mode) => set({ mode: modes.find(({ id }) => id === mode)?.id ?? "canvas" })}
            />
          )}
          <ProblemsButton />
          {topBarActions.map(({ id, view: View }) => (
            <View key={id} />
          ))}
        </>
      }
    >
      <div className={css["crumb"]}>
        <Link to="/">{t("graphs")}</Link>
        <Above />
        <span>/</span>
        <Workflow size={14} aria-hidden />
        <h1>{title}</h1>
        <ActionIcon
          size={24}
          aria-label={t("inspector.graph")}
          title={t("inspector.graph")}
          aria-pressed={page.graphInspector}
          onClick={() => {
            selection.clear();
            set({ graphInspector: !page.graphInspector, mode: "canvas" });
          }}
        >
          <Settings2 size={14} aria-hidden />
        </ActionIcon>
      </div>
      <SavedState />
    </TopBar>
  );
}

/** The graphs that this one was opened from, as part of them. */
function Above(): JSX.Element {
  const { via } = useSearch({ strict: false });
  const ids = via?.split(",") ?? [];
  return (
    <>
      {ids.map((id, index) => (
        <Fragment key={id}>
          <span>/</span>
          <Link to="/g/$graph" params={{ graph: id }} search={index === 0 ? {} : { via: ids.slice(0, index).join(",") }}>
            {id}
          </Link>
        </Fragment>
      ))}
    </>
  );
}

function SavedState(): JSX.Element {
  const { t } = useTranslation("graph");
  const dirty = useDocumentState(isDirty);
  const saving = useDocumentState((state) => state.saving);
  const writable = useDocumentState((state) => state.writable);
  const file = useDocumentState((state) => rootFile(state.files));
  const errors = useDocumentState((state) => state.problems.filter((each) => each.severity === "error").length);
  const shown = (): JSX.Element => {
    if (!writable)
      return (
        <>
          <Lock size={14} aria-hidden />
          {t("readonly")}
        </>
      );
    if (saving.state === "failed")
      return (
        <>
          <CloudOff size={14} aria-hidden />
          {t("notSaved", { message: saving.message })}
        </>
      );
    if (saving.state === "saving")
      return (
        <>
          <LoaderCircle size={14} aria-hidden />
          {t("saving")}
        </>
      );
    if (dirty)
      return (
        <>
          <PencilLine size={14} aria-hidden />
          {t("draft", { count: errors })}
        </>
      );
    return (
      <>
        <CloudCheck size={14} aria-hidden />
        {t("saved")} <code>{file}</code>
      </>
    );
  };
  return (
    <span className={css["saved"]} role="status" data-failed={saving.state === "failed"} title={saving.state === "failed" ? saving.message : undefined}>
      {shown()}
    </span>
  );
}

function ProblemsButton(): JSX.Element {
  const { t } = useTranslation("graph");
  const [, set] = usePageState();
  const problems = useDocumentState((state) => state.problems);
  const count = (severity: string): number => problems.filter((each) => each.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  return (
    <button type="button" className={css["problems"]} onClick={() => set({ dock: "problems", dockOpen: true })}>
      {errors > 0 && (
        <span data-severity="error">
          <CircleX size={13} aria-hidden />
          {errors}
        </span>
      )}
      {warnings > 0 && (
        <span data-severity="warning">
          <TriangleAlert size={13} aria-hidden />
          {warnings}
        </span>
      )}
      {errors + warnings === 0 && <span>0</span>}
      {t("dock.problems")}
    </button>
  );
}
