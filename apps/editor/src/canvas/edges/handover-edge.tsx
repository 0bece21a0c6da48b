import { type Point, roundedPath } from "@baton/draw";
import { type Edge, type EdgeProps, useInternalNode } from "@xyflow/react";
import { type JSX, memo, useContext } from "react";
import css from "./edges.module.css";
import { LinesContext } from "./lines.ts";
import { type Side, sideways } from "./sideways.ts";

export type HandoverEdgeType = Edge<{ readonly there: boolean; readonly back: boolean }, "handover">;

/** Control that passes between members of a desk: double, with an arrow at each end that it may pass to. */
export const HandoverEdge = memo(function HandoverEdge({ source, target, data, selected }: EdgeProps<HandoverEdgeType>): JSX.Element | undefined {
  const { boxes } = useContext(LinesContext);
  const [from, to] = [useInternalNode(source), useInternalNode(target)];
  if (from === undefined || to === undefined) return undefined;
  const box = ({ internals, measured }: typeof from) => ({ ...internals.positionAbsolute, width: measured.width ?? 0, height: measured.height ?? 0 });
  const { points, begins, ends } = sideways(box(from), box(to), (left, top, right, bottom) =>
    boxes.within(left, top, right, bottom).some(({ id }) => id !== source && id !== target),
  );
  const path = roundedPath(points, 9);
  return (
    <g className={css["handover"]} data-selected={selected}>
      <path d={path} className={css["reach"]} />
      <path d={path} className={css["line"]} />
      <path d={path} className={css["inner"]} />
      {data?.there === true && <Tip at={points.at(-1)} side={ends} />}
      {data?.back === true && <Tip at={points[0]} side={begins} />}
    </g>
  );
});

/** An arrow that points at a card, at one of its sides. */
function Tip({ at, side }: { readonly at: Point | undefined; readonly side: Side }): JSX.Element | undefined {
  if (at === undefined) return undefined;
  const shape = { left: "l-9,-5v10z", right: "l9,-5v10z", below: "l-5,9h10z", above: "l-5,-9h10z" }[side];
  return <path className={css["tip"]} d={`M${at.x},${at.y}${shape}`} />;
}
