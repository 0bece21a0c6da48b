import { type JSX, type ReactNode, useEffect, useMemo } from "react";
import type { WholeRun } from "../api/runs.ts";
import type { GraphDocumentStore } from "../document/document.ts";
import { DocumentProvider } from "../document/use-document.tsx";
import { createNotices } from "../elements/notice.ts";
import { NoticesContext } from "../elements/use-notices.ts";
import { RunShowing } from "../run/run-showing.tsx";
import { createRunState } from "../run-state/run-state.ts";
import { RunStateContext } from "../run-state/use-run-state.tsx";
import { createSelection } from "../selection/selection.ts";
import { SelectionContext } from "../selection/use-selection.tsx";
import { createPaletteTarget, PaletteTargetContext } from "../palette/palette-target.ts";
import { useRunSession } from "../run/session/use-session.ts";

interface Props {
  readonly document: GraphDocumentStore;
  readonly run: WholeRun;
  readonly children: ReactNode;
}

/** Everything that the parts of a run's page share. */
export function RunScope({ document, run, children }: Props): JSX.Element {
  const stores = useMemo(
    () => ({
      notices: createNotices(),
      selection: createSelection(),
      runs: createRunState((draw) => requestAnimationFrame(draw)),
      palette: createPaletteTarget(),
    }),
    [],
  );
  return (
    <DocumentProvider document={document}>
      <NoticesContext value={stores.notices}>
        <SelectionContext value={stores.selection}>
          <RunStateContext value={stores.runs}>
            <PaletteTargetContext value={stores.palette}>
              <RunShowing graph={run.graph}>
                <Show run={run} />
                {children}
              </RunShowing>
            </PaletteTargetContext>
          </RunStateContext>
        </SelectionContext>
      </NoticesContext>
    </DocumentProvider>
  );
}

function Show({ run: { id, thread, graph } }: { readonly run: WholeRun }): undefined {
  const session = useRunSession();
  useEffect(() => {
    session.show({ run: id, thread, graph });
  }, [session, id, thread, graph]);
}
