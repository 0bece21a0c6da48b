import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isDirty } from "../document/document.ts";
import { saveDocument } from "../document/saving.ts";
import { useDocument } from "../document/use-document.tsx";
import { useNotices } from "../elements/use-notices.ts";
import { usePageState } from "../graph/page-state.ts";
import { saver } from "../graph/use-open-document.ts";
import { stopsOf } from "./breakpoints/breakpoints.ts";
import { useBreakpoints } from "./breakpoints/use-breakpoints.ts";
import { useRunInput } from "./input/use-input.ts";
import { startRun } from "./session/jobs.ts";
import { useRunSession } from "./session/use-session.ts";
import { useDoing } from "./use-run-acts.ts";

/** Starts and leaves runs of the graph that is open. It is saved first, as the server runs what it has stored. */
export function useStart() {
  const { t } = useTranslation("run");
  const document = useDocument();
  const notices = useNotices();
  const session = useRunSession();
  const breakpoints = useBreakpoints();
  const input = useRunInput();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [, setPage] = usePageState();
  const { busy, doing } = useDoing();

  const start = async (to?: string): Promise<void> =>
    await doing(async () => {
      const { unread, values } = input.getState();
      const [field] = Object.keys(unread);
      if (field !== undefined) {
        setPage({ dock: "run", dockOpen: true });
        return notices.tell(t("input.unreadField", { field }));
      }
      if (isDirty(document.store.getState())) await saveDocument(document, saver);
      const { saving, id } = document.store.getState();
      if (saving.state === "failed") return notices.tell(t("notSaved", { message: saving.message }));
      const stops = stopsOf(breakpoints.getState());
      // What shows the run loads while the server begins it.
      void import("./panel/run-panel.tsx").catch(() => undefined);
      const begun = await startRun(id, values, to === undefined ? stops : { ...stops, before: [...new Set([...stops.before, to])] });
      session.clear();
      session.show({ run: begun.id, thread: begun.thread, graph: id, begun });
      setPage({ dock: "run", dockOpen: true });
      await navigate({ to: "/g/$graph", params: { graph: id }, search: { run: begun.id }, hash: "", replace: true });
      await client.invalidateQueries({ queryKey: ["runs"] });
    });

  const leave = async (): Promise<void> => {
    session.clear();
    await navigate({ to: "/g/$graph", params: { graph: document.store.getState().id }, search: {}, replace: true });
  };

  return { busy, start, leave };
}
