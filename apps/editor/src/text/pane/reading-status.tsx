import { Button } from "@mantine/core";
import { CircleX } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useDocumentState } from "../../document/use-document.tsx";
import { Prose } from "../../problems/prose.tsx";
import { useTexts } from "../text-state.ts";
import { breakOf } from "./break.ts";
import css from "./pane.module.css";

/** Where the text breaks, while it has no meaning: the canvas shows the last that had one. */
export function ReadingStatus(): JSX.Element | undefined {
  const { t } = useTranslation("text");
  const texts = useTexts();
  const reading = useDocumentState((state) => state.reading);
  const broken = breakOf(reading);
  if (broken === undefined) return undefined;
  const { message, at } = broken;
  return (
    <p className={css["broken"]} role="status">
      <CircleX size={14} aria-hidden />
      <span>
        <b>{t("breaks", { line: at.line })}</b> <Prose text={message} /> {t("lastDrawing")}
      </span>
      <Button size="compact-sm" onClick={() => texts.open(at.file, { start: at.start, end: at.end })}>
        {t("goThere")}
      </Button>
    </p>
  );
}
