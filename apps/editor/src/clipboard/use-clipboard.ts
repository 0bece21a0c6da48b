import { useReactFlow } from "@xyflow/react";
import { type ClipboardEvent, type RefObject, useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { removeNodes } from "../document/commands/nodes.ts";
import type { Place, Places } from "../document/commands/places.ts";
import { useChange } from "../document/use-change.ts";
import { useDocument } from "../document/use-document.tsx";
import { useNotices } from "../elements/use-notices.ts";
import { useSelection } from "../selection/use-selection.tsx";
import { clipText, readClip } from "./clip.ts";
import { isEmpty, pasted, pastedWhole } from "./paste.ts";

interface Clipboarding {
  /** The browser's own events, as the keys make them: they need nobody's permission. */
  readonly events: Readonly<Record<"onCopy" | "onCut" | "onPaste", (event: ClipboardEvent) => void>>;
  copy(): void;
  cut(): void;
  paste(): void;
  duplicate(): void;
  /** Takes steps out of a text, or a whole graph with its files. */
  insert(text: string, files?: Readonly<Record<string, string>>): void;
}

/** Copies steps as text, and takes steps out of text. */
export function useClipboard(box: RefObject<HTMLElement | null>, places: Places | undefined): Clipboarding {
  const { t } = useTranslation("canvas");
  const document = useDocument();
  const change = useChange();
  const notices = useNotices();
  const selection = useSelection();
  const flow = useReactFlow();
  /** How often the same text was pasted, so that copies do not lie on each other. */
  const again = useRef({ text: "", times: 0 });

  const text = useCallback(() => {
    const { nodes } = selection.store.getState();
    return nodes.length === 0 ? undefined : clipText(document.store.getState(), places ?? new Map(), nodes);
  }, [document, selection, places]);
  const cutNodes = useCallback(() => {
    if (change(t("gestures.cut"), (view) => removeNodes(view, selection.store.getState().nodes, true))) selection.clear();
  }, [change, selection, t]);
  const corner = useCallback((): Place => {
    const seen = box.current?.getBoundingClientRect();
    return flow.screenToFlowPosition({ x: (seen?.left ?? 0) + (seen?.width ?? 0) / 3, y: (seen?.top ?? 0) + (seen?.height ?? 0) / 3 });
  }, [box, flow]);
  const insert = useCallback(
    (given: string, files: Readonly<Record<string, string>> = {}, at?: Place) => {
      const clip = readClip(given);
      if (clip === undefined) {
        notices.tell(t("clipboard.nothing"));
        return;
      }
      const view = document.store.getState();
      if (clip.baton !== undefined && isEmpty(view)) {
        change(t("gestures.paste"), (now) => pastedWhole(now, given, files));
        return;
      }
      again.current = again.current.text === given ? { text: given, times: again.current.times + 1 } : { text: given, times: 0 };
      const { x, y } = at ?? corner();
      const step = again.current.times * 24;
      const paste = pasted(view, places ?? new Map(), { ...clip, files: { ...files, ...clip.files } }, { x: x + step, y: y + step });
      if (change(t("gestures.paste"), () => paste.change)) selection.reveal(...paste.nodes);
    },
    [document, change, notices, selection, places, corner, t],
  );
  const copy = useCallback(() => {
    const copied = text();
    if (copied !== undefined) void navigator.clipboard.writeText(copied);
  }, [text]);
  const duplicate = useCallback(() => {
    const copied = text();
    const spots = selection.store.getState().nodes.flatMap((id) => places?.get(id) ?? []);
    if (copied === undefined) return;
    const at = { x: Math.min(...spots.map(({ x }) => x)) + 32, y: Math.min(...spots.map(({ y }) => y)) + 32 };
    again.current = { text: "", times: 0 };
    insert(copied, {}, at);
  }, [text, insert, selection, places]);
  return useMemo(() => {
    const keys = (act: (event: ClipboardEvent) => void) => (event: ClipboardEvent) => {
      // What is written in a field of the canvas is copied as text.
      if (event.target !== event.currentTarget) return;
      act(event);
      event.preventDefault();
    };
    const give = (event: ClipboardEvent): boolean => {
      const copied = text();
      if (copied !== undefined) event.clipboardData.setData("text/plain", copied);
      return copied !== undefined;
    };
    return {
      events: {
        onCopy: keys(give),
        onCut: keys((event) => give(event) && cutNodes()),
        onPaste: keys((event) => insert(event.clipboardData.getData("text/plain"))),
      },
      copy,
      cut: () => {
        copy();
        cutNodes();
      },
      paste: () => void navigator.clipboard.readText().then(insert, () => notices.tell(t("clipboard.refused"))),
      duplicate,
      insert,
    };
  }, [text, copy, cutNodes, insert, duplicate, notices, t]);
}
