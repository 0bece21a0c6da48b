import { Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ClipboardPaste, Plus, Search } from "lucide-react";
import { type JSX, lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { listen } from "../api/events.ts";
import { type GraphEntry, graphsQuery, templatesQuery } from "../api/graphs.ts";
import { newestRunsQuery } from "../api/runs-list.ts";
import { useFind } from "../find/find-state.ts";
import { modKey } from "../keys/keymap.ts";
import { Message } from "../shell/message.tsx";
import { TopBar } from "../shell/top-bar.tsx";
import { GraphTable } from "./graph-table.tsx";
import { Hero } from "./hero.tsx";
import { Patterns } from "./patterns.tsx";
import { useMake } from "./use-make.ts";
import css from "./start.module.css";

const PasteDialog = lazy(() => import("./paste-dialog.tsx").then((module) => ({ default: module.PasteDialog })));

/** `/`: what there is, and what to begin with. */
export function StartPage(): JSX.Element {
  const { t } = useTranslation(["start", "elements"]);
  const graphs = useQuery(graphsQuery);
  const templates = useQuery(templatesQuery);
  const { make, failed } = useMake();
  const find = useFind();
  const [pasting, setPasting] = useState(false);
  useFreshLists();
  useHotkeys([["N", () => make()]]);
  useEffect(() => {
    document.title = t("page");
  }, [t]);
  const shown = graphs.data === undefined ? undefined : shownFirst(graphs.data);
  return (
    <div className={css["page"]}>
      <TopBar
        actions={
          <>
            <button type="button" className={css["find"]} onClick={() => find.open({ type: "all" })}>
              <Search size={14} aria-hidden />
              {t("find")} <kbd>{modKey(navigator.userAgent)} K</kbd>
            </button>
            <Button leftSection={<ClipboardPaste size={14} aria-hidden />} onClick={() => setPasting(true)}>
              {t("paste.button")}
            </Button>
            <Button leftSection={<Plus size={14} aria-hidden />} rightSection={<kbd>N</kbd>} onClick={() => make()}>
              {t("make")}
            </Button>
          </>
        }
      >
        <h1 className={css["title"]}>{t("title")}</h1>
      </TopBar>
      <main className={css["main"]}>
        {graphs.error !== null && (
          <Message title={t("failed")} text={graphs.error.message}>
            <Button onClick={() => void graphs.refetch()}>{t("elements:retry")}</Button>
          </Message>
        )}
        {failed !== undefined && <p role="alert">{t("notMade", { message: failed })}</p>}
        {shown !== undefined && <Hero graph={shown} />}
        {graphs.isPending && <div className={css["waiting"]} role="status" aria-label={t("title")} />}
        {graphs.data?.length === 0 && <Message title={t("none.title")} text={t("none.text")} />}
        {templates.data !== undefined && templates.data.length > 0 && <Patterns templates={templates.data} make={make} />}
        {graphs.data !== undefined && graphs.data.length > 0 && <GraphTable graphs={graphs.data} />}
      </main>
      <Suspense>{pasting && <PasteDialog make={(document) => make({ document })} close={() => setPasting(false)} />}</Suspense>
    </div>
  );
}

/** The example that stops for a person where it is served, else what was run last, else the first that can run. */
function shownFirst(graphs: readonly GraphEntry[]): GraphEntry | undefined {
  const ready = graphs.filter((graph) => graph.governed && graph.problems.error === 0);
  const [recent] = ready.toSorted((one, other) => (other.lastRun?.startedAt ?? 0) - (one.lastRun?.startedAt ?? 0));
  return ready.find(({ id }) => id === "invoice-exception") ?? recent;
}

/** Reads the lists anew when the server tells of something. */
function useFreshLists(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      listen(({ type }) => {
        if (type === "run") void client.invalidateQueries(newestRunsQuery);
        if (type === "graph") void client.invalidateQueries(graphsQuery);
      }),
    [client],
  );
}
