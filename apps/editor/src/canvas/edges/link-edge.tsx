import { roundedPath } from "@baton/draw";
import { type Edge, EdgeLabelRenderer, type EdgeProps, useInternalNode } from "@xyflow/react";
import { type JSX, memo, useContext } from "react";
import { useDetail } from "../detail.ts";
import css from "./edges.module.css";
import { labelPlace, LinesContext, wayOf } from "./lines.ts";
import { hang } from "./route.ts";

export type LinkEdgeType = Edge<{ readonly label: string | undefined; readonly handoff: boolean }, "link">;

/** What belongs together without an order: dotted from an owner's underside to a ring, double where control passes both ways. */
export const LinkEdge = memo(function LinkEdge({ id, data, target, sourceX, sourceY, targetX, targetY: top }: EdgeProps<LinkEdgeType>): JSX.Element {
  const lines = useContext(LinesContext);
  const height = useInternalNode(target)?.measured.height ?? 0;
  // What does not stand below its owner is reached from below, as its other sides have ports.
  const targetY = top > sourceY + 8 ? top : top + height;
  const detail = useDetail();
  const points = wayOf(id, { x: sourceX, y: sourceY }, { x: targetX, y: targetY }, lines, hang);
  const path = roundedPath(points, 9);
  const place = labelPlace(points);
  const label = data?.label;
  return (
    <g className={css["link"]} data-handoff={data?.handoff}>
      <path d={path} className={css["line"]} />
      {data?.handoff === true && <path d={path} className={css["inner"]} />}
      {data?.handoff === true ? (
        <>
          <path className={css["tip"]} d={`M${targetX},${targetY}l-5,-8h10z`} />
          <path className={css["tip"]} d={`M${sourceX},${sourceY}l-5,8h10z`} />
        </>
      ) : (
        <circle className={css["end"]} cx={targetX} cy={targetY} r="4" />
      )}
      {label !== undefined && detail === "near" && place.room > 56 && (
        <EdgeLabelRenderer>
          <span className={css["label"]} style={{ transform: `translate(-50%, -50%) translate(${place.x}px, ${place.y}px)` }}>
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </g>
  );
});
