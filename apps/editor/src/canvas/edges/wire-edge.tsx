import { roundedPath, type Wire } from "@baton/draw";
import { type Edge, type EdgeProps, EdgeLabelRenderer } from "@xyflow/react";
import { type JSX, memo, useContext } from "react";
import { useWireRun } from "../../run-state/use-run-state.tsx";
import { useDetail } from "../detail.ts";
import { useProblemsOfEdge } from "../marks.ts";
import { ProblemBadge } from "../problem-badge.tsx";
import type { EdgeText } from "../scene/edge-texts.ts";
import css from "./edges.module.css";
import { labelPlace, LinesContext, wayOf } from "./lines.ts";

export type WireEdgeType = Edge<{ readonly wire: Wire; readonly happy: boolean; readonly faint: boolean; readonly text: EdgeText | undefined }, "wire">;

/** Room that a remark has at least, that a letter of a condition takes, and that stays free around both. */
const [least, letter, around] = [60, 6.4, 26];

/** A wire: right angles, an arrow at its end, dashed where the outcome is another than the happy one. */
export const WireEdge = memo(function WireEdge({ id, data, sourceX, sourceY, targetX, targetY, selected }: EdgeProps<WireEdgeType>): JSX.Element {
  const lines = useContext(LinesContext);
  const run = useWireRun(id);
  const problems = useProblemsOfEdge(id);
  const detail = useDetail();
  const points = wayOf(id, { x: sourceX, y: sourceY }, { x: targetX, y: targetY }, lines);
  const path = roundedPath(points, 9);
  const text = detail === "near" ? data?.text : undefined;
  const place = text === undefined && problems === undefined ? undefined : labelPlace(points);
  const fits = place !== undefined && text !== undefined && (text.sort === "note" || place.room >= text.text.length * letter + around);
  return (
    <g className={css["wire"]} data-happy={data?.happy} data-faint={data?.faint} data-run={run} data-selected={selected} data-problem={problems?.severity}>
      <path d={path} className={css["reach"]} />
      <path d={path} className={css["line"]} />
      {detail !== "far" && <path className={css["arrow"]} d={`M${targetX - 3},${targetY}l-6.8,-3.8v7.6z`} />}
      {fits && (
        <EdgeLabelRenderer>
          <span
            className={css["label"]}
            data-sort={text.sort}
            title={text.text}
            style={{ transform: `translate(-50%, -50%) translate(${place.x}px, ${place.y}px)`, maxWidth: Math.max(place.room - around, least) }}
          >
            {text.text}
          </span>
        </EdgeLabelRenderer>
      )}
      {problems !== undefined && place !== undefined && detail !== "far" && (
        <EdgeLabelRenderer>
          <span className={css["problem"]} style={{ transform: `translate(-50%, -50%) translate(${place.x}px, ${place.y - (fits ? 17 : 0)}px)` }}>
            <ProblemBadge {...problems} />
          </span>
        </EdgeLabelRenderer>
      )}
    </g>
  );
});
