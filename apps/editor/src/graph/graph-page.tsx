import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type JSX, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@mantine/core";
import { graphQuery } from "../api/graph.ts";
import { DocumentProvider } from "../document/use-document.tsx";
import { createNotices } from "../elements/notice.ts";
import { NoticesContext } from "../elements/use-notices.ts";
import { createPaletteTarget, PaletteTargetContext } from "../palette/palette-target.ts";
import { createRunState } from "../run-state/run-state.ts";
import { RunNodeActions } from "../run/node-actions.tsx";
import { RunShowing } from "../run/run-showing.tsx";
import { useStart } from "../run/use-start.ts";
import { RunStateContext } from "../run-state/use-run-state.tsx";
import { createHighlight, HighlightContext } from "../state/highlight.ts";
import { createTexts, TextsContext } from "../text/text-state.ts";
import { createSelection } from "../selection/selection.ts";
import { SelectionContext } from "../selection/use-selection.tsx";
import { Message } from "../shell/message.tsx";
import { createPageState, PageStateContext } from "./page-state.ts";
import { useOpenDocument } from "./use-open-document.ts";
import { Workspace } from "./workspace.tsx";

/** `/g/:graph`: one graph, open for editing. */
export function GraphPage(): JSX.Element {
  const { graph } = useParams({ from: "/g/$graph" });
  return <Opening key={graph} graph={graph} />;
}

function Opening({ graph }: { readonly graph: string }): JSX.Element {
  const { t } = useTranslation(["graph", "elements"]);
  const { data, error, refetch } = useQuery({ ...graphQuery(graph), refetchOnWindowFocus: false, refetchOnReconnect: false });
  const document = useOpenDocument(data);
  const title = document?.store.getState().reading.graph?.title ?? graph;
  useEffect(() => {
    window.document.title = t("page", { title });
  }, [t, title]);
  const stores = useMemo(
    () => ({
      notices: createNotices(),
      selection: createSelection(),
      runs: createRunState((run) => requestAnimationFrame(run)),
      page: createPageState(),
      palette: createPaletteTarget(),
      highlight: createHighlight(),
      texts: createTexts(),
    }),
    [],
  );
  if (error !== null && document === undefined) {
    return (
      <Message title={t("failed", { graph })} text={error.message}>
        <Button onClick={() => void refetch()}>{t("elements:retry")}</Button>
      </Message>
    );
  }
  if (document === undefined)
    return (
      <div role="status" className="sr">
        {t("loading", { graph })}
      </div>
    );
  return (
    <DocumentProvider document={document}>
      <NoticesContext value={stores.notices}>
        <SelectionContext value={stores.selection}>
          <RunStateContext value={stores.runs}>
            <PageStateContext value={stores.page}>
              <PaletteTargetContext value={stores.palette}>
                <HighlightContext value={stores.highlight}>
                  <TextsContext value={stores.texts}>
                    <RunShowing graph={graph}>
                      <Runnable />
                    </RunShowing>
                  </TextsContext>
                </HighlightContext>
              </PaletteTargetContext>
            </PageStateContext>
          </RunStateContext>
        </SelectionContext>
      </NoticesContext>
    </DocumentProvider>
  );
}

/** The graph's page, whose canvas can begin runs. */
function Runnable(): JSX.Element {
  const { start } = useStart();
  return (
    <RunNodeActions start={start}>
      <Workspace />
    </RunNodeActions>
  );
}
