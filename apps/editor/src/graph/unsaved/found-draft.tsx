import { Button } from "@mantine/core";
import { type JSX, lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Draft } from "../../document/drafts.ts";
import { filesChanged } from "../../document/files.ts";
import { conflictsIn, mergeFiles, mergedFiles } from "../../document/merge.ts";
import { draftDiffers } from "../../document/saving.ts";
import { useDocument } from "../../document/use-document.tsx";
import css from "../notice-bar.module.css";
import { saver } from "../use-open-document.ts";

const MergeDialog = lazy(() => import("./merge-dialog.tsx").then((module) => ({ default: module.MergeDialog })));

/** Work that was not saved when the page was closed: put back, merged with what changed since, or thrown away. */
export function FoundDraft(): JSX.Element | undefined {
  const { t } = useTranslation(["graph", "elements"]);
  const document = useDocument();
  const [draft, setDraft] = useState<Draft>();
  const [choosing, setChoosing] = useState(false);
  useEffect(() => {
    const { id, files } = document.store.getState();
    void saver.drafts.read(id).then((found) => setDraft(draftDiffers(found, files) ? found : undefined));
  }, [document]);
  if (draft === undefined) return undefined;
  const forget = (): void => {
    setDraft(undefined);
    void saver.drafts.remove(document.store.getState().id);
  };
  const merged = mergeFiles(draft.saved, draft.files, document.store.getState().files);
  const restore = (files: Draft["files"]): void => {
    document.change(t("draftFound.restore"), (view) => ({ files: filesChanged(view.files, files) }));
    setDraft(undefined);
  };
  return (
    <div className={css["notice"]}>
      <b>{t("draftFound.title", { when: new Date(draft.at).toLocaleString() })}</b>
      <Button size="compact-sm" onClick={() => (conflictsIn(merged) > 0 ? setChoosing(true) : restore(mergedFiles(merged, () => "mine")))}>
        {t("draftFound.restore")}
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={forget}>
        {t("draftFound.discard")}
      </Button>
      <Suspense>{choosing && <MergeDialog merged={merged} apply={restore} close={() => setChoosing(false)} />}</Suspense>
    </div>
  );
}
