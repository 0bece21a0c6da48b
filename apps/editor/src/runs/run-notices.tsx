import { ActionIcon } from "@mantine/core";
import { X } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useNotices } from "../elements/use-notices.ts";
import css from "./run-page.module.css";

/** What could not be done, over the canvas. */
export function RunNotices(): JSX.Element {
  const { t } = useTranslation("elements");
  const notices = useNotices();
  const notice = useStore(notices.store, (state) => state.notice);
  return (
    <div className={css["notices"]} aria-live="polite">
      {notice !== undefined && (
        <div key={notice.number}>
          {notice.text}
          <ActionIcon size={22} aria-label={t("close")} onClick={notices.clear}>
            <X size={13} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </div>
  );
}
