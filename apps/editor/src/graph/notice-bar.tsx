import { X } from "lucide-react";
import { ActionIcon } from "@mantine/core";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useDocumentState } from "../document/use-document.tsx";
import { useNotices } from "../elements/use-notices.ts";
import { Conflict } from "./unsaved/conflict.tsx";
import { FoundDraft } from "./unsaved/found-draft.tsx";
import { Offline } from "./unsaved/offline.tsx";
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
      <Offline />
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
