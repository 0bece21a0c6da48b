import { roundedPath } from "@baton/draw";
import { type Edge, EdgeLabelRenderer, type EdgeProps, useInternalNode } from "@xyflow/react";
import { type JSX, memo, useContext } from "react";
import { useNodeRun } from "../../run-state/use-run-state.tsx";
import { useDetail } from "../detail.ts";
import css from "./edges.module.css";
import { labelPlace, LinesContext, wayOf } from "./lines.ts";
import { hang } from "./route.ts";

export type LinkEdgeType = Edge<
  {
    readonly label: string | undefined;
    /** How the layout engine calls its way. */
    readonly route: string;
    /** True where one owns the other: it can be selected, and taken away. */
    readonly own: boolean;
  },
  "link"
>;

/** What belongs together without an order: dotted from an owner's underside to a ring. */
export const LinkEdge = memo(function LinkEdge({ data, target, sourceX, sourceY, targetX, targetY: top, selected }: EdgeProps<LinkEdgeType>): JSX.Element {
  const lines = useContext(LinesContext);
  const height = useInternalNode(target)?.measured.height ?? 0;
  // What does not stand below its owner is reached from below, as its other sides have ports.
  const targetY = top > sourceY + 8 ? top : top + height;
  const detail = useDetail();
  const active = useNodeRun(target)?.state === "running";
  const points = wayOf(data?.route ?? "", { x: sourceX, y: sourceY }, { x: targetX, y: targetY }, lines, hang);
  const path = roundedPath(points, 9);
  const place = labelPlace(points);
  const label = data?.label;
  return (
    <g className={css["link"]} data-own={data?.own} data-active={data?.own === true && active} data-selected={selected}>
      {data?.own === true && <path d={path} className={css["reach"]} />}
      <path d={path} className={css["line"]} />
      <circle className={css["end"]} cx={targetX} cy={targetY} r="4" />
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
