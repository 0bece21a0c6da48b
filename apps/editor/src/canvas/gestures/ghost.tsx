import { roundedPath } from "@baton/draw";
import { ViewportPortal } from "@xyflow/react";
import { type JSX, useContext } from "react";
import { useStore } from "zustand";
import type { Places } from "../../document/commands/places.ts";
import { ghostWay } from "../edges/anchors.ts";
import { LinesContext } from "../edges/lines.ts";
import type { Scene } from "../scene/scene.ts";
import { ConnectingContext } from "./connecting.ts";
import css from "./guides.module.css";

/** The wire that keys would draw, before Enter draws it. */
export function Ghost({ scene, places }: { readonly scene: Scene; readonly places: Places }): JSX.Element | undefined {
  const lines = useContext(LinesContext);
  const connecting = useStore(useContext(ConnectingContext), (state) => state.connecting);
  if (connecting?.aim === undefined) return undefined;
  const points = ghostWay(connecting.from, connecting.aim, scene, places, lines);
  const end = points.at(-1);
  if (end === undefined) return undefined;
  return (
    <ViewportPortal>
      <svg className={css["ghost"]} aria-hidden="true">
        <path d={roundedPath(points, 9)} />
        <path data-tip d={`M${end.x - 3},${end.y}l-6.8,-3.8v7.6z`} />
      </svg>
    </ViewportPortal>
  );
}
