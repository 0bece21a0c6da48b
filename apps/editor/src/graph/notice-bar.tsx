import { Button } from "@mantine/core";
import { X } from "lucide-react";
import { ActionIcon } from "@mantine/core";
import { type JSX, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useQueryClient } from "@tanstack/react-query";
import { graphQuery, saveGraph } from "../api/graph.ts";
import type { Draft } from "../document/drafts.ts";
import { filesChanged } from "../document/files.ts";
import { draftDiffers } from "../document/saving.ts";
import { useDocument, useDocumentState } from "../document/use-document.tsx";
import { useNotices } from "../elements/use-notices.ts";
import { saver } from "./use-open-document.ts";
import css from "./notice-bar.module.css";

/** What a person should know now, over the canvas: a gesture that did not fit, files changed on the disk, work found from before. */
export function NoticeBar(): JSX.Element {
  const { t } = useTranslation(["graph", "elements"]);
  const notices = useNotices();
  const notice = useStore(notices.store, (state) => state.notice);
  const whole = useDocumentState((state) => state.reading.whole);
  return (
    <div className={css["notices"]} aria-live="polite">
      <Conflict />
      <FoundDraft />
      {!whole && <div className={css["notice"]}>{t("unreadable")}</div>}
      {notice !== undefined && (
        <div className={css["notice"]} key={notice.number}>
          {notice.text}
          <ActionIcon size={22} aria-label={t("elements:close")} onClick={notices.clear}>
            <X size={13} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </div>
  );
}

function Conflict(): JSX.Element | undefined {
  const { t } = useTranslation(["graph", "elements"]);
  const document = useDocument();
  const client = useQueryClient();
  const changed = useDocumentState((state) => state.elsewhere !== undefined || (state.saving.state === "failed" && state.saving.conflict));
  if (!changed) return undefined;
  const theirs = () => client.fetchQuery({ ...graphQuery(document.store.getState().id), staleTime: 0 });
  const keep = async (): Promise<void> => {
    const [{ files, id }, { files: now, etag }] = [document.store.getState(), await theirs()];
    document.load(await saveGraph(id, filesChanged(now, files), etag), "history");
  };
  return (
    <div className={css["notice"]} role="alert">
      <span>
        <b>{t("conflict.title")}</b> {t("conflict.text")}
      </span>
      <Button size="compact-sm" onClick={() => void keep()}>
        {t("conflict.keep")}
      </Button>
      <Button size="compact-sm" onClick={() => void theirs().then((found) => document.load(found))}>
        {t("conflict.reload")}
      </Button>
    </div>
  );
}

function FoundDraft(): JSX.Element | undefined {
  const { t } = useTranslation(["graph", "elements"]);
  const document = useDocument();
  const [draft, setDraft] = useState<Draft>();
  useEffect(() => {
    const { id, files } = document.store.getState();
    void saver.drafts.read(id).then((found) => setDraft(draftDiffers(found, files) ? found : undefined));
  }, [document]);
  if (draft === undefined) return undefined;
  const done = (): void => {
    setDraft(undefined);
    void saver.drafts.remove(document.store.getState().id);
  };
  const restore = (): void => {
    document.change(t("draftFound.restore"), (view) => ({ files: filesChanged(view.files, draft.files) }));
    setDraft(undefined);
  };
  return (
    <div className={css["notice"]}>
      <b>{t("draftFound.title", { when: new Date(draft.at).toLocaleString() })}</b>
      <Button size="compact-sm" onClick={restore}>
        {t("draftFound.restore")}
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={done}>
        {t("draftFound.discard")}
      </Button>
    </div>
  );
}
