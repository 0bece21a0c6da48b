import { ActionIcon, Button } from "@mantine/core";
import { useReactFlow, useStore } from "@xyflow/react";
import { Hand, type LucideIcon, Maximize, Minus, MousePointer2, Plus, Redo2, StickyNote, Undo2, WandSparkles, X } from "lucide-react";
import type { JSX } from "react";
import { useTranslation } from "react-i18next";
import { useDocument, useDocumentState } from "../document/use-document.tsx";
import css from "./canvas.module.css";

export type CanvasTool = "select" | "pan";

interface Props {
  readonly tool: CanvasTool;
  readonly setTool: (tool: CanvasTool) => void;
  readonly busy: boolean;
  readonly tidy: () => void;
  readonly fit: () => void;
  readonly cancel: () => void;
  readonly addNote: () => void;
}

/** The floating bar under the canvas. */
export function Toolbar({ tool, setTool, busy, tidy, fit, cancel, addNote }: Props): JSX.Element {
  const { t } = useTranslation("canvas");
  const document = useDocument();
  const writable = useDocumentState((state) => state.writable);
  const flow = useReactFlow();
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  const undoes = useDocumentState((state) => state.history.undo.at(-1)?.label);
  const redoes = useDocumentState((state) => state.history.redo.at(-1)?.label);
  const button = (
    Icon: LucideIcon,
    label: string,
    onClick: () => void,
    more: { readonly pressed?: boolean; readonly disabled?: boolean; readonly title?: string } = {},
  ): JSX.Element => (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={24}
      aria-label={label}
      title={more.title ?? label}
      aria-pressed={more.pressed}
      data-on={more.pressed === true ? true : undefined}
      disabled={more.disabled === true}
      onClick={onClick}
    >
      <Icon size={14} aria-hidden />
    </ActionIcon>
  );
  return (
    <div className={css["toolbar"]} role="toolbar" aria-label={t("tools.select")}>
      {button(MousePointer2, t("tools.select"), () => setTool("select"), { pressed: tool === "select" })}
      {button(Hand, t("tools.pan"), () => setTool("pan"), { pressed: tool === "pan" })}
      {writable && button(StickyNote, t("tools.note"), addNote)}
      <span className={css["divider"]} />
      {writable && (
        <>
          {button(Undo2, t("tools.undo"), () => document.undo(), { disabled: undoes === undefined, title: `${t("tools.undo")} ${undoes ?? ""}`.trim() })}
          {button(Redo2, t("tools.redo"), () => document.redo(), { disabled: redoes === undefined, title: `${t("tools.redo")} ${redoes ?? ""}`.trim() })}
          <span className={css["divider"]} />
        </>
      )}
      {button(Minus, t("tools.zoomOut"), () => void flow.zoomOut())}
      <span className={css["zoom"]}>{zoom}%</span>
      {button(Plus, t("tools.zoomIn"), () => void flow.zoomIn())}
      {button(Maximize, t("tools.fit"), fit)}
      {(writable || busy) && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={busy ? <X size={14} aria-hidden /> : <WandSparkles size={14} aria-hidden />}
          onClick={() => (busy ? cancel() : tidy())}
        >
          {busy ? t("tools.cancel") : t("tools.tidy")}
        </Button>
      )}
    </div>
  );
}
