import { useReactFlow } from "@xyflow/react";
import { type RefObject, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type Places, placeNodes, setNotes } from "../../document/commands/places.ts";
import { useChange } from "../../document/use-change.ts";
import type { CanvasNode } from "../scene/flow.ts";

interface Move {
  /** Keeps where nodes and notes were dragged to, as one gesture. */
  moved(nodes: readonly CanvasNode[]): void;
  /** Puts a new note into the canvas's upper left corner. */
  addNote(): void;
}

/** Gestures that change where things stand, and nothing else. */
export function useMove(box: RefObject<HTMLDivElement | null>, places: Places | undefined): Move {
  const { t } = useTranslation("canvas");
  const change = useChange();
  const flow = useReactFlow();
  const moved = useCallback(
    (nodes: readonly CanvasNode[]) => {
      const cards = new Map(nodes.flatMap((node) => (node.type === "card" ? [[node.id, node.position] as const] : [])));
      const notes = new Map(nodes.flatMap((node) => (node.type === "note" ? [[node.data.id, node.position] as const] : [])));
      change(t("gestures.move"), (view) => {
        const { layout = view.layout } = cards.size === 0 ? {} : placeNodes(view, places ?? new Map(), cards);
        return {
          layout: {
            ...layout,
            notes: layout.notes.map((note) => {
              const at = notes.get(note.id);
              return at === undefined ? note : { ...note, x: Math.round(at.x), y: Math.round(at.y) };
            }),
          },
        };
      });
    },
    [change, places, t],
  );
  const addNote = useCallback(() => {
    const corner = box.current?.getBoundingClientRect();
    const { x, y } = flow.screenToFlowPosition({ x: (corner?.left ?? 0) + 120, y: (corner?.top ?? 0) + 100 });
    change(t("gestures.note"), (view) => {
      const number = view.layout.notes.reduce((most, note) => Math.max(most, Number(note.id) || 0), 0) + 1;
      return setNotes(view, [...view.layout.notes, { id: String(number), x: Math.round(x), y: Math.round(y), width: 180, height: 64, text: "" }]);
    });
  }, [box, change, flow, t]);
  return { moved, addNote };
}
