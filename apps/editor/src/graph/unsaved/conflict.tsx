import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type JSX, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { type GraphDocument, readGraphFolder } from "../../api/graph.ts";
import { filesChanged } from "../../document/files.ts";
import { conflictsIn, mergeFiles, mergedFiles } from "../../document/merge.ts";
import { saveDocument } from "../../document/saving.ts";
import { useDocument, useDocumentState } from "../../document/use-document.tsx";
import css from "../notice-bar.module.css";
import { saver } from "../use-open-document.ts";

const MergeDialog = lazy(() => import("./merge-dialog.tsx").then((module) => ({ default: module.MergeDialog })));
const BothDialog = lazy(() => import("./both-dialog.tsx").then((module) => ({ default: module.BothDialog })));

/** Files changed on the disk while there are changes here: shows both, merges them, or takes one side. */
export function Conflict(): JSX.Element | undefined {
  const document = useDocument();
  const changed = useDocumentState((state) => state.elsewhere !== undefined || (state.saving.state === "failed" && state.saving.conflict));
  const elsewhere = useDocumentState((state) => state.elsewhere);
  const { id } = document.store.getState();
  const { data } = useQuery({ queryKey: ["elsewhere", id, elsewhere], queryFn: () => readGraphFolder(id), enabled: changed, gcTime: 0 });
  return changed && data !== undefined ? <Notice theirs={data} /> : undefined;
}

function Notice({ theirs }: { readonly theirs: GraphDocument }): JSX.Element {
  const { t } = useTranslation("graph");
  const document = useDocument();
  const [open, setOpen] = useState<"both" | "merge">();
  const mine = useDocumentState((state) => state.files);
  const base = useDocumentState((state) => state.saved);
  const merged = mergeFiles(base, mine, theirs.files);
  const places = conflictsIn(merged);
  const changed = Object.keys(filesChanged(base, theirs.files));
  /** From here on their folder is what is changed here, so that saving it is no conflict; undo goes back to it, and once more to what was here. */
  const take = (files: typeof mine, gesture: string = t("conflict.gesture")): void => {
    document.load(theirs, "history");
    document.change(t("conflict.arrived"), (view) => ({ files: filesChanged(view.files, theirs.files) }));
    document.change(gesture, (view) => ({ files: filesChanged(view.files, files) }));
    void saveDocument(document, saver);
  };
  return (
    <div className={css["notice"]} role="alert">
      <span>
        <b>{changed.length === 1 ? t("conflict.title", { file: changed[0] ?? "" }) : t("conflict.title_many", { count: changed.length })}</b>{" "}
        {places === 0 ? t("conflict.clean") : t("conflict.lines", { count: places })}
      </span>
      <Button size="compact-sm" variant="filled" onClick={() => setOpen("both")}>
        {t("conflict.show")}
      </Button>
      <Button size="compact-sm" onClick={() => (places > 0 ? setOpen("merge") : take(mergedFiles(merged, () => "mine")))}>
        {t("conflict.merge")}
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={() => take(mine, t("conflict.keep"))}>
        {t("conflict.keep")}
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={() => take(theirs.files)}>
        {t("conflict.reload")}
      </Button>
      <Suspense>
        {open === "both" && <BothDialog mine={mine} theirs={theirs.files} close={() => setOpen(undefined)} />}
        {open === "merge" && <MergeDialog merged={merged} apply={take} close={() => setOpen(undefined)} />}
      </Suspense>
    </div>
  );
}
