import { useComputedColorScheme } from "@mantine/core";
import { Panel, useReactFlow, useStoreApi } from "@xyflow/react";
import { type JSX, type PointerEvent, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { boundsOf } from "../../document/commands/align.ts";
import type { Places } from "../../document/commands/places.ts";
import type { Scene } from "../scene/scene.ts";
import css from "./overview.module.css";
import { beginPicture, coloursOf, paintCards, type View } from "./paint.ts";

const [width, height, margin] = [140, 90, 4];

/** All of a large graph in a corner, as one picture, with a frame round what is seen; a click or drag goes there. */
export function PictureMap({ scene, places }: { readonly scene: Scene; readonly places: Places }): JSX.Element {
  const { t } = useTranslation("canvas");
  const canvas = useRef<HTMLCanvasElement>(null);
  const seen = useRef<HTMLDivElement>(null);
  const store = useStoreApi();
  const flow = useReactFlow();
  const scheme = useComputedColorScheme("light");
  const transform = useMemo(() => wholeIn(scene, places), [scene, places]);
  const [x, y, zoom] = transform;
  useEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (canvas.current === null || pen === null || pen === undefined) return;
    const view: View = { scene, places, transform, width, height };
    beginPicture(pen, view);
    paintCards({ pen, colours: coloursOf(canvas.current) }, view, new Set(), 0.4);
  }, [scene, places, transform, scheme]);
  useEffect(() => {
    const frame = (): void => {
      const { transform: shown, width: wide, height: high } = store.getState();
      const [left, top] = [x - (shown[0] / shown[2]) * zoom, y - (shown[1] / shown[2]) * zoom];
      if (seen.current === null) return;
      seen.current.style.transform = `translate(${left}px, ${top}px)`;
      seen.current.style.width = `${(wide / shown[2]) * zoom}px`;
      seen.current.style.height = `${(high / shown[2]) * zoom}px`;
    };
    frame();
    let last = store.getState().transform;
    return store.subscribe((state) => {
      if (state.transform !== last) frame();
      last = state.transform;
    });
  }, [store, x, y, zoom]);
  const go = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    void flow.setCenter((event.clientX - left - x) / zoom, (event.clientY - top - y) / zoom, { zoom: flow.getZoom() });
  };
  return (
    <Panel position="bottom-right" className={css["map"] ?? ""}>
      <div
        className={css["whole"]}
        role="img"
        aria-label={t("minimap")}
        style={{ width, height }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          go(event);
        }}
        onPointerMove={go}
      >
        <canvas ref={canvas} style={{ width, height }} />
        <div ref={seen} className={css["seen"]} />
      </div>
    </Panel>
  );
}

/** The transform under which a whole graph stands in the map. */
function wholeIn({ cards }: Scene, places: Places): readonly [number, number, number] {
  const boxes = [...places].flatMap(([id, { x, y }]) => {
    const card = cards.get(id);
    return card === undefined ? [] : [{ x, y, width: card.width, height: card.height }];
  });
  if (boxes.length === 0) return [0, 0, 1];
  const { left, top, right, bottom } = boundsOf(boxes);
  const zoom = Math.min((width - margin * 2) / (right - left), (height - margin * 2) / (bottom - top));
  return [(width - (right - left) * zoom) / 2 - left * zoom, (height - (bottom - top) * zoom) / 2 - top * zoom, zoom];
}
