import { roundedPath, type Wire } from "@baton/draw";
import { type Edge, type EdgeProps, EdgeLabelRenderer } from "@xyflow/react";
import { type JSX, memo, useContext } from "react";
import { useWireRun } from "../../run-state/use-run-state.tsx";
import { useDetail } from "../detail.ts";
import css from "./edges.module.css";
import { labelPlace, LinesContext, wayOf } from "./lines.ts";

export type WireEdgeType = Edge<{ readonly wire: Wire; readonly happy: boolean; readonly faint: boolean; readonly label: string | undefined }, "wire">;

/** A wire: right angles, an arrow at its end, dashed where the outcome is another than the happy one. */
export const WireEdge = memo(function WireEdge({ id, data, sourceX, sourceY, targetX, targetY, selected }: EdgeProps<WireEdgeType>): JSX.Element {
  const lines = useContext(LinesContext);
  const run = useWireRun(id);
  const detail = useDetail();
  const points = wayOf(id, { x: sourceX, y: sourceY }, { x: targetX, y: targetY }, lines);
  const path = roundedPath(points, 9);
  const label = data?.label;
  const place = label === undefined ? undefined : labelPlace(points);
  return (
    <g className={css["wire"]} data-happy={data?.happy} data-faint={data?.faint} data-run={run} data-selected={selected}>
      <path d={path} className={css["reach"]} />
      <path d={path} className={css["line"]} />
      {detail !== "far" && <path className={css["arrow"]} d={`M${targetX - 3},${targetY}l-6.8,-3.8v7.6z`} />}
      {place !== undefined && detail === "near" && (
        <EdgeLabelRenderer>
          <span className={css["label"]} style={{ transform: `translate(-50%, -50%) translate(${place.x}px, ${place.y}px)` }}>
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </g>
  );
});
