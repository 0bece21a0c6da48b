import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { type Addition, addNode, nameOf } from "../../document/commands/add-node.ts";
import { authoredEdges } from "../../document/commands/edges.ts";
import type { Place, Places } from "../../document/commands/places.ts";
import { replaceNode } from "../../document/commands/replace-node.ts";
import { portsOf } from "../../document/ports.ts";
import { useChange } from "../../document/use-change.ts";
import { useDocument } from "../../document/use-document.tsx";
import type { PaletteItem } from "../../palette/items.ts";
import { useSelection } from "../../selection/use-selection.tsx";
import type { Scene } from "../scene/scene.ts";

/** What a new node is put between, or which it takes the place of. */
export interface AddPlace extends Pick<Addition, "at" | "after" | "into" | "before" | "under"> {
  readonly replaces?: string;
}

/** Adds what a palette offers, and selects it. */
export function useAdd(scene: Scene, places: Places | undefined): (item: PaletteItem, place: AddPlace) => void {
  const document = useDocument();
  const change = useChange();
  const selection = useSelection();
  const { t } = useTranslation("canvas");
  return useCallback(
    ({ kind, tool, label }, { replaces, ...place }) => {
      if (replaces !== undefined) {
        if (change(t("gestures.replace", { label }), (view) => replaceNode(view, replaces, kind, tool))) selection.select([replaces]);
        return;
      }
      const name = nameOf(document.store.getState(), { kind, ...(tool === undefined ? {} : { tool }) });
      const gesture = t(place.into === undefined ? "gestures.add" : "gestures.splice", { label });
      const done = change(gesture, (view) =>
        addNode(view, places ?? new Map(), { kind, ...(tool === undefined ? {} : { tool }), ...place, at: freeSpot(place.at, scene, places) }),
      );
      if (done) selection.select([name]);
    },
    [document, change, selection, scene, places, t],
  );
}

const fresh = { width: 160, height: 70 };
const apart = 24;

/** The place itself, or the next one below where something stands there. */
export function freeSpot(at: Place, { cards }: Scene, places: Places | undefined, { width, height } = fresh): Place {
  const boxes = [...(places ?? [])].flatMap(([id, { x, y }]) => {
    const card = cards.get(id);
    return card === undefined ? [] : [{ x, y, right: x + card.width, bottom: y + card.height }];
  });
  const taken = ({ x, y }: Place) => boxes.find((box) => box.x < x + width && box.right > x && box.y < y + height && box.bottom > y);
  let spot = at;
  for (let box = taken(spot); box !== undefined; box = taken(spot)) spot = { x: at.x, y: box.bottom + apart };
  return spot;
}

/** Where the next step of a node goes: beside it, wired to its first port that leads nowhere yet. */
export function useBeside(scene: Scene, places: Places | undefined): (node: string | undefined) => AddPlace | undefined {
  const document = useDocument();
  return useCallback(
    (node) => {
      const [at, card] = [places?.get(node ?? ""), scene.cards.get(node ?? "")];
      if (node === undefined || at === undefined || card === undefined) return undefined;
      const view = document.store.getState();
      const wired = new Set(authoredEdges(view).flatMap(({ from }) => (from.type === "port" && from.node === node ? [from.port] : [])));
      const ports = scene.owned.has(node) ? [] : portsOf(view, node);
      const index = ports.findIndex((port) => !wired.has(port.name));
      const port = ports[index];
      const place = { x: at.x + card.width + 64, y: at.y + Math.max(index, 0) * 80 };
      return port === undefined
        ? { at: place }
        : { at: place, after: { from: { type: "port", node, port: port.name }, implied: index === 0 && port.explicit !== true } };
    },
    [document, scene, places],
  );
}
