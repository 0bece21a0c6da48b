import { Button } from "@mantine/core";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { saveDocument } from "../../document/saving.ts";
import { useDocument, useDocumentState } from "../../document/use-document.tsx";
import css from "../notice-bar.module.css";
import { saver } from "../use-open-document.ts";

/** That the server cannot be reached, and that nothing is lost by it. */
export function Offline(): JSX.Element | undefined {
  const { t } = useTranslation("graph");
  const document = useDocument();
  const offline = useDocumentState(({ saving }) => saving.state === "failed" && saving.offline);
  if (!offline) return undefined;
  return (
    <div className={css["notice"]} role="status">
      <span>
        <b>{t("offline.title")}</b> {t("offline.text")}
      </span>
      <Button size="compact-sm" onClick={() => void saveDocument(document, saver)}>
        {t("offline.retry")}
      </Button>
    </div>
  );
}
