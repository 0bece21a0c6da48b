import { type RefObject, useCallback } from "react";
import { useReactFlow } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { spliceNode } from "../../document/commands/add-node.ts";
import { authoredEdges, type WireFrom } from "../../document/commands/edges.ts";
import { drawnGroups } from "../scene/fold.ts";
import { lockedNodes, type Place, type Places, placeNodes, setNotes } from "../../document/commands/places.ts";
import { useChange } from "../../document/use-change.ts";
import { useDocument } from "../../document/use-document.tsx";
import type { CanvasNode } from "../scene/flow.ts";
import type { Scene } from "../scene/scene.ts";
import { freeSpot } from "./use-add.ts";
import type { Pointing } from "./use-pointing.ts";

interface Move {
  /** Keeps where nodes, notes and groups were dragged to, as one gesture; `over`: the wire that one node without wires was dropped on. */
  moved(dragged: readonly CanvasNode[], by: { readonly dx: number; readonly dy: number }, over: WireFrom | undefined): void;
  /** Puts a new note where the pointer is, else into the canvas's corner, clear of the cards; gives its id. */
  addNote(): string;
}

/** A note that is new. */
const size = { width: 180, height: 64 };

/** Gestures that change where things stand. */
export function useMove(box: RefObject<HTMLDivElement | null>, scene: Scene, places: Places | undefined, pointing: Pick<Pointing, "at">): Move {
  const { t } = useTranslation("canvas");
  const document = useDocument();
  const change = useChange();
  const flow = useReactFlow();
  const moved = useCallback<Move["moved"]>(
    (dragged, { dx, dy }, over) => {
      const now = dragged.map((node) => ({ node, at: { x: node.position.x + dx, y: node.position.y + dy } }));
      const notes = new Map(now.flatMap(({ node, at }) => (node.type === "note" ? [[node.data.id, at] as const] : [])));
      change(t("gestures.move"), (view) => {
        const groups = new Map(drawnGroups(view.layout, scene, places ?? new Map()).map((drawn) => [drawn.group.id, drawn]));
        const locked = lockedNodes(view.layout);
        const cards = new Map<string, Place>();
        for (const { node, at } of now) {
          const drawn = node.type === "group" ? groups.get(node.data.group.id) : undefined;
          for (const id of drawn?.group.nodes ?? []) {
            const from = places?.get(id);
            if (from !== undefined && drawn !== undefined && !locked.has(id)) cards.set(id, { x: from.x + at.x - drawn.x, y: from.y + at.y - drawn.y });
          }
        }
        for (const { node, at } of now) if (node.type === "card") cards.set(node.id, at);
        const { layout = view.layout } = cards.size === 0 ? {} : placeNodes(view, places ?? new Map(), cards);
        const [only] = cards.size === 1 ? cards.keys() : [];
        const loose =
          only !== undefined &&
          over !== undefined &&
          !scene.owned.has(only) &&
          !authoredEdges(view).some(({ from, to }) => to === only || (from.type === "port" && from.node === only));
        return {
          ...(loose && over !== undefined ? spliceNode(view, only, over) : {}),
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
    [change, scene, places, t],
  );
  const addNote = useCallback(() => {
    const corner = box.current?.getBoundingClientRect();
    const spot = pointing.at() ?? { x: (corner?.left ?? 0) + 120, y: (corner?.top ?? 0) + 100 };
    const { x, y } = freeSpot(flow.screenToFlowPosition({ x: spot.x, y: spot.y }), scene, places, size);
    const id = String(document.store.getState().layout.notes.reduce((most, note) => Math.max(most, Number(note.id) || 0), 0) + 1);
    change(t("gestures.note"), (view) => setNotes(view, [...view.layout.notes, { id, x: Math.round(x), y: Math.round(y), ...size, text: "" }]));
    return id;
  }, [box, document, change, flow, pointing, scene, places, t]);
  return { moved, addNote };
}
