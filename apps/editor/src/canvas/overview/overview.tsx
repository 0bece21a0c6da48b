import { useComputedColorScheme } from "@mantine/core";
import { useStoreApi } from "@xyflow/react";
import { type JSX, useEffect, useRef } from "react";
import type { Places } from "../../document/commands/places.ts";
import { useSelected } from "../../selection/use-selection.tsx";
import type { Scene } from "../scene/scene.ts";
import css from "./overview.module.css";
import { beginPicture, coloursOf, paintCards, paintWires, type View } from "./paint.ts";

/** Large graphs from very far: one picture of outlines and lines, in place of thousands of elements. */
export function Overview({ scene, places }: { readonly scene: Scene; readonly places: Places }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const scheme = useComputedColorScheme("light");
  const selected = useSelected((state) => state.nodes);
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (element === null || pen === null || pen === undefined) return undefined;
    const colours = coloursOf(element);
    const chosen = new Set(selected);
    let frame = 0;
    const draw = (): void => {
      const { transform, width, height } = store.getState();
      const view: View = { scene, places, transform, width, height };
      beginPicture(pen, view);
      paintWires({ pen, colours }, view);
      paintCards({ pen, colours }, view, chosen);
    };
    const soon = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    draw();
    let { transform, width, height } = store.getState();
    const stop = store.subscribe((state) => {
      if (state.transform !== transform || state.width !== width || state.height !== height) soon();
      ({ transform, width, height } = state);
    });
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [store, scene, places, selected, scheme]);
  return <canvas ref={canvas} className={css["overview"]} aria-hidden="true" />;
}
