import { getViewportForBounds, useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback, useMemo } from "react";
import type { Places } from "../document/commands/places.ts";
import type { Scene } from "./scene/scene.ts";

/** Bringing things into sight, by where they stand: whether they are drawn one by one or not. */
export interface Sight {
  /** All in sight, clear of the bars that float over the canvas. */
  all(animated: boolean): void;
  /** Some nodes in sight, unless they are. */
  some(ids: readonly string[]): void;
  /** A node in the middle, near enough to be read. */
  node(id: string): void;
}

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const padding = { top: "48px", right: "56px", bottom: "72px", left: "40px" } as const;

export function useSight(scene: Scene, places: Places | undefined): Sight {
  const flow = useReactFlow();
  const store = useStoreApi();
  const bounds = useCallback(
    (ids: Iterable<string>): Bounds | undefined => {
      const boxes = [...ids].flatMap((id) => {
        const [at, card] = [places?.get(id), scene.cards.get(id)];
        return card === undefined || at === undefined ? [] : [{ left: at.x, top: at.y, right: at.x + card.width + card.stubs, bottom: at.y + card.height }];
      });
      if (boxes.length === 0) return undefined;
      const bound = (each: (box: (typeof boxes)[number]) => number, pick: (one: number, other: number) => number): number =>
        boxes.map(each).reduce((one, other) => pick(one, other));
      const [x, y] = [bound((box) => box.left, Math.min), bound((box) => box.top, Math.min)];
      return { x, y, width: bound((box) => box.right, Math.max) - x, height: bound((box) => box.bottom, Math.max) - y };
    },
    [scene, places],
  );
  const show = useCallback(
    (box: Bounds, animated: boolean): void => {
      const { width, height, minZoom } = store.getState();
      void flow.setViewport(getViewportForBounds(box, width, height, minZoom, 1, padding), { duration: animated ? 160 : 0 });
    },
    [flow, store],
  );
  const all = useCallback(
    function again(animated: boolean): void {
      // The canvas has no size before the browser has measured it.
      if (store.getState().width === 0) {
        requestAnimationFrame(() => again(animated));
        return;
      }
      const box = bounds(places?.keys() ?? []);
      // The start stands to the left of what is first.
      if (box !== undefined) show({ ...box, x: box.x - 60, width: box.width + 60 }, animated);
    },
    [store, places, bounds, show],
  );
  const some = useCallback(
    (ids: readonly string[]) => {
      const box = bounds(ids);
      const { transform, width, height } = store.getState();
      const [left, top, zoom] = transform;
      if (box === undefined) return;
      const [x, y] = [box.x * zoom + left, box.y * zoom + top];
      const seen = x >= 0 && y >= 0 && x + box.width * zoom <= width && y + box.height * zoom <= height;
      if (!seen) show(box, true);
    },
    [store, bounds, show],
  );
  const node = useCallback(
    (id: string) => {
      const [at, card] = [places?.get(id), scene.cards.get(id)];
      if (at === undefined || card === undefined) return;
      void flow.setCenter(at.x + card.width / 2, at.y + card.height / 2, { zoom: Math.max(flow.getZoom(), 0.7), duration: 160 });
    },
    [flow, scene, places],
  );
  return useMemo(() => ({ all, some, node }), [all, some, node]);
}
