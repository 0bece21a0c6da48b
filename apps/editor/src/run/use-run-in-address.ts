import { useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { readRun } from "../api/runs.ts";
import { useDocumentState } from "../document/use-document.tsx";
import { useNotices } from "../elements/use-notices.ts";
import { usePageState } from "../graph/page-state.ts";
import { useRunSession } from "./session/use-session.ts";

/** Shows the run that stands in a graph's address: it goes on being shown when the page is loaded anew. */
export function useRunInAddress(): void {
  const { run } = useSearch({ from: "/g/$graph" });
  const graph = useDocumentState((state) => state.id);
  const session = useRunSession();
  const notices = useNotices();
  const [, setPage] = usePageState();
  useEffect(() => {
    if (run === undefined || session.store.getState().run === run) return undefined;
    const ending = new AbortController();
    const show = async (): Promise<void> => {
      try {
        const { thread, graph: its } = await readRun(run, ending.signal);
        if (its !== graph) return;
        session.show({ run, thread, graph });
        setPage({ dock: "run", dockOpen: true });
      } catch (error) {
        if (!ending.signal.aborted) notices.tell(error instanceof Error ? error.message : String(error));
      }
    };
    void show();
    return () => ending.abort();
  }, [run, graph, session, notices, setPage]);
}
