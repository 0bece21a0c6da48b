import { getViewportForBounds, useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback, useMemo } from "react";
import type { Places } from "../document/commands/places.ts";
import type { Scene } from "./scene/scene.ts";

/** Bringing things into sight, by where they stand: whether they are drawn one by one or not. */
export interface Sight {
  /** All in sight, clear of the bars that float over the canvas. */
  all(animated: boolean): void;
  /** A node in the middle, near enough to be read. */
  node(id: string): void;
}

const padding = { top: "48px", right: "56px", bottom: "72px", left: "40px" } as const;

export function useSight(scene: Scene, places: Places | undefined): Sight {
  const flow = useReactFlow();
  const store = useStoreApi();
  const all = useCallback(
    function show(animated: boolean): void {
      // The canvas has no size before the browser has measured it.
      if (store.getState().width === 0) {
        requestAnimationFrame(() => show(animated));
        return;
      }
      const boxes = [...(places ?? [])].flatMap(([id, { x, y }]) => {
        const card = scene.cards.get(id);
        return card === undefined ? [] : [{ left: x, top: y, right: x + card.width + card.stubs, bottom: y + card.height }];
      });
      if (boxes.length === 0) return;
      const bound = (each: (box: (typeof boxes)[number]) => number, pick: (one: number, other: number) => number): number =>
        boxes.map(each).reduce((one, other) => pick(one, other));
      // The start stands to the left of what is first.
      const [x, y] = [bound((box) => box.left, Math.min) - 60, bound((box) => box.top, Math.min)];
      const [right, bottom] = [bound((box) => box.right, Math.max), bound((box) => box.bottom, Math.max)];
      const { width, height, minZoom } = store.getState();
      void flow.setViewport(getViewportForBounds({ x, y, width: right - x, height: bottom - y }, width, height, minZoom, 1, padding), {
        duration: animated ? 160 : 0,
      });
    },
    [flow, store, scene, places],
  );
  const node = useCallback(
    (id: string) => {
      const [at, card] = [places?.get(id), scene.cards.get(id)];
      if (at === undefined || card === undefined) return;
      void flow.setCenter(at.x + card.width / 2, at.y + card.height / 2, { zoom: Math.max(flow.getZoom(), 0.7), duration: 160 });
    },
    [flow, scene, places],
  );
  return useMemo(() => ({ all, node }), [all, node]);
}
